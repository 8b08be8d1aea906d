"""No conversion is lost on its way, and none arrives as two."""

import json

import pytest

from tests.fixtures.client_site import ClientSite
from tests.snippet.relay import Relay, sent_ids
from tests.snippet.visitor import NOTHING_KEPT, Tag, Visitor

pytestmark = pytest.mark.browser

SALE = {"order_id": "1", "amount": 100, "currency": "EUR"}
MAX_KEPT = 40
# How long it waits follows from the page's age: it tries again soon, or not by itself while the test looks on.
SOON, LATE = (f"() => {{ performance.now = () => {age_ms} }}" for age_ms in (-4500, 600_000))
LIST_KEPT = "() => Object.keys(localStorage).filter(key => key.startsWith('prm:')).sort()"
# What waits for its answer is claimed for twenty seconds, what was refused is free at once.
IS_REFUSED = f"() => ({LIST_KEPT})().every(key => localStorage[key].slice(0, 13) <= Date.now())"


@pytest.fixture
def relayed(visitor: Visitor, site: ClientSite, tag: Tag, relay: Relay) -> Visitor:
    """A visitor on a page whose beacons go through the relay."""
    for path in ("/", "/second"):
        site.put(path, tag.html(endpoint=relay.endpoint) + '<a id=away href="/second">away</a>')
    visitor.open("/")
    return visitor


@pytest.mark.parametrize("status", [503, 429, 500])
def test_a_sale_that_failed_temporarily_is_sent_again_with_its_id(relayed: Visitor, relay: Relay, status: int) -> None:
    relay.next_statuses = [status]
    relayed.page.evaluate(SOON)
    relayed.call("sale", SALE)
    (sale,) = relayed.expect("sale")
    first, second = sent_ids(relay)
    assert first == second == sale.event_id


def test_a_rejected_event_is_not_sent_again(relayed: Visitor, relay: Relay) -> None:
    relay.status = 400
    relayed.call("sale", SALE)
    relayed.expect()
    assert len(relay.bodies) == 1


def test_a_sale_that_keeps_failing_is_sent_again_when_the_visitor_leaves(relayed: Visitor, relay: Relay) -> None:
    relayed.page.evaluate(LATE)
    relay.status = 503
    relayed.call("sale", SALE)
    relayed.page.wait_for_function(IS_REFUSED)
    relay.status = 0
    relayed.page.goto("about:blank")
    (sale,) = relayed.recorded.wait_for("sale")
    assert set(sent_ids(relay)) == {sale.event_id}


def test_a_browser_that_was_offline_sends_when_it_is_back(relayed: Visitor, relay: Relay) -> None:
    relayed.context.set_offline(True)
    relayed.call("sale", SALE)
    relayed.page.wait_for_function(IS_REFUSED)
    assert relay.bodies == []
    relayed.context.set_offline(False)
    relayed.expect("sale")


def test_the_time_of_an_event_is_that_of_its_first_try(relayed: Visitor, relay: Relay) -> None:
    relay.next_statuses = [503]
    relayed.call("sale", SALE)
    relayed.expect("sale")
    first, second = (json.loads(body) for body in relay.bodies)
    assert first["timestamp"] == second["timestamp"]
    assert second["sent_at"] - second["timestamp"] >= 5000


def test_what_is_kept_is_bounded_and_conversions_go_last(relayed: Visitor, relay: Relay) -> None:
    relay.status = 503
    relayed.call("sale", SALE)
    relayed.page.evaluate(f"() => {{ for (let n = 0; n < {MAX_KEPT + 5}; n++) prm('event', 'e' + n) }}")
    # What is too much goes with the next look at what is kept: here when the visitor leaves for another page.
    relayed.page.goto(relayed.site.url("/second"))
    relayed.page.wait_for_function(f"() => ({LIST_KEPT})().length === {MAX_KEPT}")
    kept = relayed.page.evaluate(LIST_KEPT)
    events = [json.loads(relayed.page.evaluate("key => localStorage[key].slice(13)", key)) for key in kept]
    names = [event.get("name", event["type"]) for event in events]
    assert names[-1] == "sale"
    assert f"e{MAX_KEPT + 4}" in names


def test_without_fetch_the_beacon_carries_it(visitor: Visitor) -> None:
    visitor.context.add_init_script("window.fetch = () => { throw new Error('replaced') }")
    visitor.open("/")
    visitor.call("sale", SALE)
    visitor.expect("sale")


def test_beacons_need_no_preflight(relayed: Visitor, relay: Relay) -> None:
    # The relay knows POST only: a preflight would have found nobody.
    relayed.call("lead")
    relayed.page.wait_for_function(NOTHING_KEPT)
    assert len(relay.bodies) == 1
