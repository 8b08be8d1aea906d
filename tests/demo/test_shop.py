"""The demo shop shows, sells, and reports each sale on its thank-you page."""

import json
import re

import pytest
from starlette.testclient import TestClient

from demo.coffees import COFFEES
from demo.sales_reports import Order
from demo.shop import MAX_FORM_BYTES, MAX_ORDERS, VISITOR_COOKIE, ShopTag, create_app


@pytest.fixture
def reported() -> list[Order]:
    """What the shop's server reported."""
    return []


@pytest.fixture
def shop(reported: list[Order]) -> TestClient:
    """The shop with a tag."""
    return TestClient(create_app(ShopTag("http://tracker.example/prm.js", "pk_demo"), reported.append))


@pytest.mark.parametrize("path", ["/", "/coffee/dawn", "/club", "/checkout?coffee=dawn", "/nowhere"])
def test_every_page_carries_the_tag_once(shop: TestClient, path: str) -> None:
    page = shop.get(path).text
    assert page.count('<script async src="http://tracker.example/prm.js" data-site="pk_demo"') == 1


def test_nothing_is_loaded_from_elsewhere(shop: TestClient) -> None:
    for path in ("/", "/coffee/dawn", "/club", "/checkout?coffee=dawn"):
        loaded = re.findall(r"""(?:src|href)="(https?://[^"]+)""", shop.get(path).text)
        assert loaded == ["http://tracker.example/prm.js"]


@pytest.mark.parametrize("path", ["/coffee/tea", "/checkout", "/checkout?coffee=tea", "/thanks/demo-0"])
def test_what_the_shop_does_not_have_is_a_page_that_says_so(shop: TestClient, path: str) -> None:
    answer = shop.get(path)
    assert answer.status_code == 404
    assert "Not here." in answer.text


def test_a_sale_is_reported_with_order_amount_and_currency(shop: TestClient) -> None:
    form = {"coffee": "dawn", "email": "ada@example.com", "promo_code": "</script>"}
    thanks = shop.post("/checkout", data=form)
    sale = json.loads(re.findall(r"prm\('sale', (.+)\)\n", thanks.text)[0])
    assert thanks.status_code == 200
    assert (sale["amount"], sale["currency"], sale["properties"]["coffee"]) == (COFFEES[0].price_minor, "EUR", "dawn")
    assert (sale["email"], sale["promo_code"]) == ("ada@example.com", "</script>")
    assert sale["order_id"] in str(thanks.url)
    assert '</script>"' not in thanks.text


def test_the_shops_server_reports_each_order_once_and_the_same(shop: TestClient, reported: list[Order]) -> None:
    shop.cookies.set(VISITOR_COOKIE, "v1")
    thanks = shop.post("/checkout", data={"coffee": "noon", "email": "ada@example.com"})
    shop.get(str(thanks.url))
    [order] = reported
    assert order.visitor_id == "v1"
    sale = json.loads(re.findall(r"prm\('sale', (.+)\)\n", thanks.text)[0])
    assert sale == order.describe()


def test_the_thank_you_page_can_be_reloaded(shop: TestClient) -> None:
    thanks = shop.post("/checkout", data={"coffee": "dusk"})
    assert shop.get(str(thanks.url)).text == thanks.text


def test_the_oldest_order_goes_when_there_are_too_many(shop: TestClient) -> None:
    first = shop.post("/checkout", data={"coffee": "dusk"}).url
    for _ in range(MAX_ORDERS):
        shop.post("/checkout", data={"coffee": "dusk"}, follow_redirects=False)
    assert shop.get(str(first)).status_code == 404


def test_a_form_that_is_too_long_is_rejected(shop: TestClient) -> None:
    assert shop.post("/checkout", data={"coffee": "dawn", "email": "x" * MAX_FORM_BYTES}).status_code == 413
