"""Who a visitor is: one random id, kept where the browser lets us keep it."""

import re
import ssl
import time
from collections.abc import Iterator

import pytest
import trustme

from tests.fixtures.client_site import ClientSite
from tests.snippet.visitor import Tag, Visitor

pytestmark = pytest.mark.browser

RANDOM_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
TIMED_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
DAY_SECONDS = 86_400


@pytest.fixture
def secure_site(tag: Tag) -> Iterator[ClientSite]:
    """The client's website on https."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("shop.example").configure_cert(tls)
    website = ClientSite(tls)
    website.put("/", tag.html())
    with website.running():
        yield website


def test_ids_are_random_for_the_visitor_and_ordered_by_time_for_events(visitor: Visitor) -> None:
    visitor.open("/")
    before_ms = time.time() * 1000
    visitor.call("lead")
    (lead,) = visitor.expect("lead")
    assert RANDOM_UUID.fullmatch(lead.visitor_id)
    assert TIMED_UUID.fullmatch(lead.event_id)
    assert abs(int(lead.event_id.replace("-", "")[:12], 16) - before_ms) < 5000


def test_the_cookie_is_set_on_the_registrable_domain_for_a_year(visitor: Visitor) -> None:
    visitor.open("/?ref=alice", "www.shop.example")
    cookies = visitor.cookies()
    assert set(cookies) == {"prm_visitor", "prm_ref"}
    for cookie in cookies.values():
        assert (cookie["domain"], cookie["path"], cookie["sameSite"]) == (".shop.example", "/", "Lax")
        assert cookie["expires"] - time.time() == pytest.approx(365 * DAY_SECONDS, abs=60)


def test_a_subdomain_knows_the_visitor_and_the_referral(visitor: Visitor) -> None:
    visitor.open("/?ref=alice", "www.shop.example")
    visitor.open("/", "checkout.shop.example")
    visitor.call("sale", {"order_id": "1", "amount": 1, "currency": "EUR"})
    click, sale = visitor.expect("click", "sale")
    assert (sale.visitor_id, sale.ref) == (click.visitor_id, "alice")


def test_the_cookies_lifetime_can_be_set(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html(cookie_days="30"))
    visitor.open("/")
    assert visitor.cookies()["prm_visitor"]["expires"] - time.time() == pytest.approx(30 * DAY_SECONDS, abs=60)


def test_a_bare_address_has_a_cookie_too(visitor: Visitor) -> None:
    visitor.open("/", "127.0.0.1")
    assert visitor.cookies()["prm_visitor"]["domain"] == "127.0.0.1"


def test_a_lost_cookie_is_restored_from_its_copy(visitor: Visitor) -> None:
    visitor.open("/?ref=alice")
    before = visitor.cookies()
    visitor.context.clear_cookies()
    visitor.open("/")
    after = visitor.cookies()
    assert {name: cookie["value"] for name, cookie in after.items()} == {
        name: cookie["value"] for name, cookie in before.items()
    }


def test_a_lost_copy_is_restored_from_the_cookie(visitor: Visitor) -> None:
    visitor.open("/?ref=alice")
    visitor.page.evaluate("() => localStorage.clear()")
    visitor.open("/")
    visitor.context.clear_cookies()
    visitor.open("/")
    visitor.call("lead")
    click, lead = visitor.expect("click", "lead")
    assert (lead.visitor_id, lead.ref) == (click.visitor_id, "alice")


def test_on_https_the_cookies_are_secure(visitor: Visitor, secure_site: ClientSite) -> None:
    visitor.site = secure_site
    visitor.open("/?ref=alice")
    assert {cookie["secure"] for cookie in visitor.cookies().values()} == {True}
    visitor.expect("click")


BLOCK_STORAGE = "Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })"
BLOCK_COOKIES = """Object.defineProperty(document, 'cookie', {
  get() { throw new DOMException('no') }, set() { throw new DOMException('no') } })"""


def test_without_either_the_visitor_lives_as_long_as_the_page(visitor: Visitor) -> None:
    visitor.context.add_init_script(f"{BLOCK_STORAGE};{BLOCK_COOKIES}")
    visitor.open("/?ref=alice")
    visitor.call("lead")
    click, lead = visitor.expect("click", "lead")
    assert (lead.visitor_id, lead.ref) == (click.visitor_id, "alice")
