"""What real pages do, in three engines: odd links and forms, odd addresses, odd ids, odd answers."""

import pytest

from tests.snippet.engines.browser import wait_for
from tests.snippet.engines.visit import NOTHING_KEPT, SALE, Visit
from tests.snippet.relay import Relay
from tests.snippet.test_answers import IS_FREE, OLD_PAGE, PATCHED
from tests.snippet.test_own_keys import LOOKALIKES
from tests.snippet.test_remembered import NOBODY

pytestmark = pytest.mark.browser

PAY = "https://pay.example/cart?a=%20b&flag"
STAY = "<script>for (const type of ['click', 'submit']) addEventListener(type, e => e.preventDefault())</script>"
PAGE = f"""{STAY}
<a id=icon href="{PAY}"><svg id=at width=20 height=20><use href="#drawn" /></svg></a>
<svg width=90 height=40><symbol id=drawn viewBox="0 0 9 9"><rect width=9 height=9 /></symbol>
  <a id=old xlink:href="{PAY}"><rect id=rect width=20 height=20 /></a></svg>
<x-shop id=shadow>shadow</x-shop>
<form method=post><button id=formaction formaction="{PAY}">go</button></form>
<form id=asked action="{PAY}" method=post><input name=action><input type=hidden name=prm_visitor></form>
<script>
  self.root = shadow.attachShadow({{ mode: 'open' }})
  root.innerHTML = '<a href="{PAY}"><b>go</b></a>'
</script>"""
CARRIED = [
    "icon.getAttribute('href')",
    "old.getAttribute('xlink:href')",
    "root.querySelector('a').getAttribute('href')",
    "formaction.getAttribute('formaction')",
    "asked.getAttribute('action')",
]


def test_the_visitor_is_carried_through_odd_links_and_forms(visit: Visit) -> None:
    visit.put("/", "", PAGE, domains="pay.example")
    visit.open("/")
    for script in ("at", "rect", "root.querySelector('b')", "formaction"):
        visit.do(
            f"{script}.dispatchEvent(new MouseEvent('click', {{ bubbles: true, composed: true, cancelable: true }}))"
        )
    visit.do("asked.requestSubmit()")
    known = visit.tab.evaluate("prm('get').visitor_id")
    for expression in CARRIED:
        assert visit.tab.evaluate(expression).startswith(f"{PAY}&prm_visitor={known}."), expression
    assert visit.tab.evaluate("asked.prm_visitor.value") == known


def test_an_odd_address_is_cut_where_it_must_be_and_stays_as_it_is(visit: Visit) -> None:
    visit.put("/", clean="ref")
    visit.open("/?a=a%20b&flag&ref=alice&q=%B4%BA&next=https://other.example/?ref=bob#/plans?x=" + "x" * 5000)
    assert visit.tab.evaluate("location.search") == "?a=a%20b&flag&q=%B4%BA&next=https://other.example/?ref=bob"
    (click,) = visit.expect("click")
    assert (click.ref, len(click.url)) == ("alice", 2048)


def test_a_wrong_clock_a_locked_address_and_similar_cookies_change_nobody(visit: Visit) -> None:
    odd = f"""<script>const now = Date.now; Date.now = () => now() + 90000
    history.replaceState = () => {{ throw new Error('no') }}; {";".join(LOOKALIKES)}</script>"""
    pay = visit.site.url("/second", "pay.example")
    visit.put("/second", odd)
    visit.put("/", odd, f"<a id=pay href='{pay}'>pay</a>", clean="ref", domains=f"pay.example:{visit.site.port}")
    visit.open("/?ref=alice")
    visit.do(SALE)
    click, sale = visit.expect("click", "sale")
    assert len(click.visitor_id) == 36
    assert (sale.visitor_id, sale.ref, visit.tab.evaluate("prm('get').ref")) == (click.visitor_id, "alice", "alice")
    # The tracker knows one site: the other domain's beacons go nowhere here.
    visit.leave("#pay", "/second")
    assert visit.tab.evaluate("prm('get').visitor_id") == click.visitor_id


def test_where_fetch_is_rejected_the_beacon_steps_in(visit: Visit, relay: Relay) -> None:
    visit.put("/", OLD_PAGE + PATCHED, endpoint=relay.endpoint)
    visit.open("/")
    visit.do(SALE)
    (sale,) = visit.expect("sale")
    wait_for(visit.tab, f"({IS_FREE})()")
    visit.do("self.fetch = original, dispatchEvent(new Event('online'))")
    wait_for(visit.tab, NOTHING_KEPT)
    assert {event.event_id for event in visit.recorded.events()} == {sale.event_id}


def test_a_sale_is_not_lost_over_what_a_page_prints_without_a_customer(visit: Visit) -> None:
    visit.open("/")
    for script in NOBODY:
        visit.do(f"prm('identify', {script})")
    visit.do(SALE)
    (sale,) = visit.expect("sale")
    assert sale.customer_id == ""


def test_an_answer_of_somebody_else_keeps_the_sale(visit: Visit, relay: Relay) -> None:
    visit.put("/", "<script>performance.now = () => 600000</script>", endpoint=relay.endpoint)
    visit.put("/second", endpoint=relay.endpoint, pageviews="")
    relay.status = 200
    visit.open("/")
    visit.do(SALE)
    relay.wait_for(1)
    wait_for(visit.tab, "Object.keys(localStorage).some(key => localStorage[key].slice(0, 13) <= Date.now())")
    relay.status = 0
    visit.open("/second", leaves_kept=True)
    visit.do("history.replaceState({}, '', '/third')")
    assert {event.type for event in visit.expect("sale", "pageview", "pageview")} == {"sale", "pageview"}
