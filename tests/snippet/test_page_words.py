"""What stands in the page: marked elements, hidden inputs, a promo code, other domains, a clean address."""

import pytest

from tests.fixtures.client_site import ClientSite
from tests.snippet.visitor import LOADED, Tag, Visitor

pytestmark = pytest.mark.browser

SALE = {"order_id": "1", "amount": 100, "currency": "EUR"}


def test_a_click_on_a_marked_element_is_an_event_of_that_name(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html() + '<button data-prm-event="trial"><b id=inside>Try</b></button><i id=out>no</i>')
    visitor.open("/")
    visitor.page.click("#out")
    visitor.page.click("#inside")
    (event,) = visitor.expect("event")
    assert event.name == "trial"


def test_a_hidden_input_holds_the_visitor_when_the_form_is_sent(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html() + "<form action=/order><input type=hidden name=prm_visitor><button>Buy</button></form>")
    visitor.open("/")
    site.put("/order", "thank you")
    visitor.page.click("button")
    visitor.page.wait_for_url("**/order*")
    assert visitor.page.url.endswith(f"prm_visitor={visitor.cookies()['prm_visitor']['value']}")


def test_a_typed_promo_code_goes_up_to_the_next_sale(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html(promo="#promo") + "<input id=promo><button onclick='promo.value = \"\"'>Apply</button>")
    visitor.open("/")
    visitor.page.fill("#promo", "ALICE10")
    visitor.page.click("button")
    # The shop has emptied the field.
    visitor.page.click("button")
    visitor.open("/second")
    visitor.call("sale", SALE)
    visitor.call("sale", {**SALE, "order_id": "2"})
    first, second = visitor.expect("sale", "sale")
    assert (first.promo_code, second.promo_code) == ("ALICE10", "")


@pytest.mark.parametrize("html", ['<a href="{}">go</a>', '<form method=post action="{}"><button>go</button></form>'])
def test_links_and_forms_to_the_other_domains_carry_the_visitor(
    visitor: Visitor, site: ClientSite, tag: Tag, html: str
) -> None:
    site.put("/", tag.html(domains="pay.example") + html.format("https://pay.example/cart?a=1#top"))
    visitor.open("/")
    visitor.page.evaluate("() => addEventListener('click', event => event.preventDefault())")
    visitor.page.get_by_text("go").click()
    target = visitor.page.evaluate("() => document.links[0]?.href || document.forms[0].action")
    assert target.startswith(f"https://pay.example/cart?a=1&prm_visitor={visitor.call('get')['visitor_id']}.")


def test_other_links_are_left_alone(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html(domains="pay.example") + '<a href="https://news.example/?a=%20b">go</a>')
    visitor.open("/")
    visitor.page.evaluate("() => addEventListener('click', event => event.preventDefault())")
    visitor.page.get_by_text("go").click()
    assert visitor.page.evaluate("() => document.links[0].href") == "https://news.example/?a=%20b"


def test_the_address_bar_is_cleaned_of_the_parameters_read(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html(clean="ref,utm_source"))
    visitor.open("/?ref=alice&utm_source=mail&page=2#top")
    assert visitor.page.url == site.url("/?page=2#top")
    visitor.page.reload()
    visitor.page.wait_for_function(LOADED)
    (click,) = visitor.expect("click")
    assert click.url == site.url("/?ref=alice&utm_source=mail&page=2#top")


@pytest.mark.parametrize("words", [[], [None], [""]])
def test_an_empty_customer_id_joins_nobody(visitor: Visitor, words: list[object]) -> None:
    visitor.open("/")
    visitor.call("identify", *words)
    visitor.call("lead")
    visitor.expect("lead")
    visitor.open("/second")
    visitor.call("lead")
    assert {lead.customer_id for lead in visitor.expect("lead", "lead")} == {""}
