"""No conversion is lost, in three engines: on a click that leaves, offline, refused for the moment, in two tabs."""

from collections.abc import Iterator

import pytest

from tests.snippet.engines.browser import wait_for
from tests.snippet.engines.visit import NOTHING_KEPT, SALE, Visit
from tests.snippet.relay import Relay, sent_ids

pytestmark = pytest.mark.browser

REFUSED = (
    "Object.keys(localStorage).some(key => key.startsWith('prm:') && localStorage[key].slice(0, 13) <= Date.now())"
)
# The page believes to be offline for as long as the storage says so, on every page and in every tab.
CABLE = "<script>Object.defineProperty(navigator, 'onLine', { get: () => !localStorage.offline })</script>"


@pytest.fixture
def relay(tracker_url: str, visit: Visit) -> Iterator[Relay]:
    """What stands between the pages and the tracker, and their cable."""
    with Relay(tracker_url).running() as running:
        for path in ("/", "/second"):
            visit.put(path, CABLE, endpoint=running.endpoint)
        yield running


def test_a_conversion_on_a_click_that_navigates_away_arrives(visit: Visit) -> None:
    visit.put("/", "", f'<a id=away href="/second" onclick="{SALE}">buy</a>')
    visit.open("/")
    # The sale is sent as the page goes: there is no waiting for its answer.
    visit.tab.click("#away")
    visit.wait_until_at("/second")
    (sale,) = visit.expect("sale")
    assert (sale.order_id, sale.url) == ("1", visit.site.url("/"))


def test_offline_for_three_pages_then_online_is_one_sale(visit: Visit, relay: Relay) -> None:
    relay.status = Relay.CUT
    visit.open("/")
    visit.do("localStorage.offline = 1")
    visit.do(SALE)
    # The beacon that follows a rejected fetch may be late.
    relay.wait_for(2)
    for path in ("/second", "/"):
        wait_for(visit.tab, REFUSED)
        visit.open(path, leaves_kept=True)
    relay.status = 0
    visit.do("delete localStorage.offline, dispatchEvent(new Event('online'))")
    (sale,) = visit.expect("sale")
    wait_for(visit.tab, NOTHING_KEPT)
    assert set(sent_ids(relay)) == {sale.event_id}


def test_a_server_that_answers_503_and_then_202_has_one_sale(visit: Visit, relay: Relay) -> None:
    relay.next_statuses = [503]
    visit.open("/")
    # How long it waits follows from the page's age.
    visit.do("performance.now = () => -4500")
    visit.do(SALE)
    (sale,) = visit.expect("sale")
    assert sent_ids(relay) == [sale.event_id] * 2


def test_two_tabs_that_come_back_online_send_a_sale_once(visit: Visit, relay: Relay) -> None:
    relay.status = Relay.CUT
    visit.open("/")
    other = visit.profile.new_tab()
    visit.open("/second", other)
    visit.do("localStorage.offline = 1")
    # How long a tab waits follows from its age: this one does not try again by itself while the test looks on.
    visit.do("performance.now = () => 600000")
    visit.do(SALE)
    wait_for(visit.tab, REFUSED)
    # The beacon that follows a rejected fetch may be late.
    relay.wait_for(2)
    relay.status = 0
    relay.bodies.clear()
    visit.do("delete localStorage.offline")
    # And here one wakes up two seconds before the other.
    for tab, age_ms in ((other, 0), (visit.tab, 2000)):
        tab.evaluate(
            f"void (performance.now = () => {age_ms}, self.online = Date.now(), dispatchEvent(new Event('online')))"
        )
    visit.expect("sale")
    wait_for(visit.tab, f"{NOTHING_KEPT} && Date.now() > self.online + 3000")
    assert len(relay.bodies) == 1
