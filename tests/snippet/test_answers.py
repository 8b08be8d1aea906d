"""Which answers end an event: the tracker's 202 and its last words; all else is kept and sent again."""

import pytest

from tests.fixtures.client_site import ClientSite
from tests.snippet.relay import Relay
from tests.snippet.visitor import NOTHING_KEPT, Tag, Visitor

pytestmark = pytest.mark.browser

FINAL = (400, 401, 403, 410, 413, 422)
# A service worker's page for offline, a captive portal, a proxy, a route that is not there yet.
TEMPORARY = (
    200,
    201,
    204,
    206,
    207,
    304,
    402,
    404,
    405,
    407,
    408,
    409,
    411,
    421,
    423,
    425,
    429,
    431,
    440,
    500,
    502,
    503,
)
LIST_NAMES = """() => Object.keys(localStorage).filter(key => key.startsWith('prm:'))
  .map(key => JSON.parse(localStorage[key].slice(13)).name)"""
IS_FREE = """() => Object.keys(localStorage).filter(key => key.startsWith('prm:'))
  .every(key => localStorage[key].slice(0, 13) <= Date.now())"""
# How long it waits follows from the page's age: it does not try again by itself while the test looks on.
OLD_PAGE = "<script>performance.now = () => 600000</script>"
PATCHED = """<script>const original = fetch; const headers = { traceparent: '00-1-2-01' }
  self.fetch = (address, options) => original(address, { ...options, headers })</script>"""
REJECTING = "<script>const original = fetch; self.fetch = () => Promise.reject(new TypeError('no'))</script>"


def test_only_the_trackers_own_words_end_an_event(visitor: Visitor, site: ClientSite, tag: Tag, relay: Relay) -> None:
    site.put("/", OLD_PAGE + tag.html(endpoint=relay.endpoint))
    visitor.open("/")
    statuses = (*FINAL, *TEMPORARY)
    for status in statuses:
        relay.status = status
        relay.bodies.clear()
        visitor.call("event", f"e{status}")
        # A browser asks twice by itself after a 408 or a 421.
        relay.wait_for(1)
        visitor.page.wait_for_function(IS_FREE)
    assert sorted(visitor.page.evaluate(LIST_NAMES)) == sorted(f"e{status}" for status in TEMPORARY)
    relay.status = 0
    visitor.page.evaluate("() => { dispatchEvent(new Event('online')) }")
    found = visitor.expect(*["event"] * len(TEMPORARY))
    assert {event.name for event in found} == {f"e{status}" for status in TEMPORARY}


@pytest.mark.parametrize("script", [PATCHED, REJECTING], ids=["a header that needs a preflight", "always rejected"])
def test_where_fetch_is_rejected_the_beacon_steps_in(
    visitor: Visitor, site: ClientSite, tag: Tag, relay: Relay, script: str
) -> None:
    site.put("/", OLD_PAGE + script + tag.html(endpoint=relay.endpoint))
    visitor.page.goto(site.url("/"))
    visitor.page.wait_for_function("() => window.prm && !window.prm.q")
    visitor.call("sale", {"order_id": "1", "amount": 100, "currency": "EUR"})
    (sale,) = visitor.recorded.wait_for("sale")
    # A beacon does not say whether it arrived: the sale is kept, with its id, until an answer does.
    visitor.page.wait_for_function(IS_FREE)
    assert len(visitor.page.evaluate(LIST_NAMES)) == 1
    visitor.page.evaluate("() => { self.fetch = original; dispatchEvent(new Event('online')) }")
    visitor.page.wait_for_function(NOTHING_KEPT)
    assert {event.event_id for event in visitor.recorded.events()} == {sale.event_id}
    assert visitor.page_errors == []
