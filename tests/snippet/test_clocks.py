"""A visitor whose clock is wrong is one visitor with one click, as far as the rule for hand-overs allows."""

import time
from uuid import uuid4

import pytest

from tests.fixtures.client_site import ClientSite
from tests.snippet.visitor import Tag, Visitor

pytestmark = pytest.mark.browser

NOW_MS = int(time.time() * 1000)
# How far the visitor's clock is off, in milliseconds.
AT_1970, AHEAD, BEHIND = 3_600_000 - NOW_MS, 90_000, -45_000


def put_clock(visitor: Visitor, off_ms: int) -> None:
    """From the next page on the visitor's clock is wrong by as much."""
    visitor.context.add_init_script(f"{{ const now = Date.now; Date.now = () => now() + {off_ms} }}")


@pytest.mark.parametrize("off_ms", [AT_1970, AHEAD, -90_000, 10**11], ids=["1970", "ahead", "behind", "years ahead"])
def test_a_link_that_the_tag_decorates_hands_over_by_any_clock(
    visitor: Visitor, site: ClientSite, tag: Tag, off_ms: int
) -> None:
    put_clock(visitor, off_ms)
    site.put(
        "/", tag.html(domains=f"pay.example:{site.port}") + f"<a href='{site.url('/second', 'pay.example')}'>pay</a>"
    )
    site.put("/second", tag.html(pageviews=""))
    visitor.open("/?ref=alice")
    (click,) = visitor.expect("click")
    # The tracker knows one site: the other domain's beacons go nowhere here.
    visitor.page.click("a")
    visitor.page.wait_for_url("**/second")
    visitor.page.wait_for_function("() => window.prm && !window.prm.q")
    assert visitor.call("get")["visitor_id"] == click.visitor_id


@pytest.mark.parametrize("off_ms", [AHEAD, BEHIND], ids=["ahead", "behind"])
def test_a_short_link_hands_over_within_the_bounds(visitor: Visitor, off_ms: int) -> None:
    put_clock(visitor, off_ms)
    handed = str(uuid4())
    visitor.open(f"/?ref=alice&prm_visitor={handed}.{int(time.time() * 1000)}")
    visitor.call("lead")
    (lead,) = visitor.expect("lead")
    assert (lead.visitor_id, lead.ref) == (handed, "alice")


def test_a_clock_at_1970_loses_no_event(visitor: Visitor) -> None:
    put_clock(visitor, AT_1970)
    visitor.open("/?ref=alice")
    visitor.call("sale", {"order_id": "1", "amount": 100, "currency": "EUR"})
    click, sale = visitor.expect("click", "sale")
    assert click.event_id < sale.event_id
    assert abs(sale.timestamp_ms - time.time() * 1000) < 600_000


def test_what_was_kept_by_a_clock_at_1970_is_sent_again(visitor: Visitor) -> None:
    put_clock(visitor, AT_1970)
    visitor.open("/")
    visitor.page.evaluate("() => { self.fetch = () => Promise.resolve({ status: 503 }) }")
    visitor.call("lead")
    visitor.open("/", leaves_kept=True)
    visitor.expect("lead")
