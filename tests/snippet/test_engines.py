"""The tag where it is hard, in three engines: action, expected beacons, refuted beacons."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from events.event import Event
from events.words import EventType
from tests.fixtures.client_site import ClientSite
from tests.snippet.engines.browsing import Engine, Profile, Tab, wait_for
from tests.snippet.engines.chromium import run_chromium
from tests.snippet.engines.firefox import run_firefox
from tests.snippet.engines.proxy import run_proxy
from tests.snippet.engines.webkit import run_webkit
from tests.snippet.relay import Relay
from tests.snippet.visiting import Recorded, Tag

pytestmark = pytest.mark.browser

SALE = "prm('sale', { order_id: '1', amount: 100, currency: 'EUR' })"
LOADED = "self.prm && !prm.q"
NOTHING_KEPT = "!Object.keys(localStorage).some(key => key.startsWith('prm:'))"
REFUSED = (
    "Object.keys(localStorage).some(key => key.startsWith('prm:') && localStorage[key].slice(0, 13) <= Date.now())"
)
WATCH = "<script>self.errors = []; onerror = onunhandledrejection = error => errors.push(String(error))</script>"
# The page believes to be offline for as long as the storage says so, on every page and in every tab.
CABLE = "<script>Object.defineProperty(navigator, 'onLine', { get: () => !localStorage.offline })</script>"
WAIT_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Visit:
    """A new visitor of a website with the tag, and what the tracker recorded of the site."""

    profile: Profile
    tab: Tab
    site: ClientSite
    tag: Tag
    recorded: Recorded

    def put(self, path: str, before: str = "", after: str = "", /, **options: str) -> None:
        """A page with the tag: what stands before it, what behind it, and its options."""
        self.site.put(path, WATCH + before + self.tag.html(stub=True, **options) + after)

    def open(self, path: str, tab: Tab | None = None) -> None:
        """Follows a link from somewhere."""
        (tab or self.tab).open(self.site.url(path))
        wait_for(tab or self.tab, LOADED)

    def do(self, script: str) -> None:
        """As the page's own script would."""
        self.tab.evaluate(f"void ({script})")

    def expect(self, *types: str) -> list[Event]:
        """Exactly these were accepted, each once, and no error was thrown into the page."""
        found = self.find(*types)
        assert self.tab.evaluate("self.errors ? errors.join() : ''") == ""
        return found

    def find(self, *types: str) -> list[Event]:
        """The same without a look at the page."""
        deadline = time.monotonic() + WAIT_SECONDS
        while len(found := self._find_events()) < len(types) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert [event.type for event in found] == list(types)
        return found

    def _find_events(self) -> list[Event]:
        here = f":{self.site.port}/"
        return [event for event in self.recorded.events() if here in event.url and event.type != EventType.ENGAGE]


@pytest.fixture(scope="module", params=["chromium", "firefox", "webkit"])
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Each engine in turn, started once."""
    with ExitStack() as stack:
        start: dict[str, Callable[[], Engine]] = {
            "chromium": lambda: stack.enter_context(run_chromium()),
            "firefox": lambda: stack.enter_context(run_firefox(tmp_path_factory.mktemp("firefox"))),
            "webkit": lambda: stack.enter_context(run_webkit(stack.enter_context(run_proxy()))),
        }
        yield start[request.param]()


@pytest.fixture
def visit(engine: Engine, site: ClientSite, tag: Tag, recorded: Recorded) -> Iterator[Visit]:
    """Nobody has been anywhere yet."""
    with engine.new_profile() as profile:
        visit = Visit(profile, profile.new_tab(), site, tag, recorded)
        for path in ("/", "/second"):
            visit.put(path)
        yield visit


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
    visit.tab.click("#away")
    (sale,) = visit.expect("sale")
    assert (sale.order_id, sale.url) == ("1", visit.site.url("/"))


def test_offline_for_three_pages_then_online_is_one_sale(visit: Visit, relay: Relay) -> None:
    relay.status = Relay.CUT
    visit.open("/")
    visit.do("localStorage.offline = 1")
    visit.do(SALE)
    for path in ("/second", "/"):
        wait_for(visit.tab, REFUSED)
        visit.open(path)
    relay.status = 0
    visit.do("delete localStorage.offline, dispatchEvent(new Event('online'))")
    (sale,) = visit.expect("sale")
    wait_for(visit.tab, NOTHING_KEPT)
    assert {json.loads(body)["event_id"] for body in relay.bodies} == {sale.event_id}


def test_a_server_that_answers_503_and_then_well_has_one_sale(visit: Visit, relay: Relay) -> None:
    relay.status = 503
    visit.open("/")
    visit.do(SALE)
    relay.wait_for(1)
    relay.status = 0
    (sale,) = visit.expect("sale")
    assert [json.loads(body)["event_id"] for body in relay.bodies] == [sale.event_id] * 2


def test_two_tabs_that_come_back_online_send_a_sale_once(visit: Visit, relay: Relay) -> None:
    relay.status = Relay.CUT
    visit.open("/")
    other = visit.profile.new_tab()
    visit.open("/second", other)
    visit.do("localStorage.offline = 1")
    visit.do(SALE)
    wait_for(visit.tab, REFUSED)
    relay.status = 0
    relay.bodies.clear()
    visit.do("delete localStorage.offline")
    for tab in (other, visit.tab):
        tab.evaluate("void dispatchEvent(new Event('online'))")
    visit.expect("sale")
    wait_for(other, NOTHING_KEPT)
    assert len(relay.bodies) == 1


BLOCKED = {
    "storage": "Object.defineProperty(self, 'localStorage', { get() { throw new DOMException('no') } })",
    "cookies": "Object.defineProperty(document, 'cookie', { get() { throw new Error('no') }, set() { throw 'no' } })",
}


@pytest.mark.parametrize("what", BLOCKED)
def test_the_cookie_or_its_copy_alone_is_enough(visit: Visit, what: str) -> None:
    for path in ("/", "/second"):
        visit.put(path, f"<script>{BLOCKED[what]}</script>")
    visit.open("/?ref=alice")
    visit.expect("click")
    visit.open("/second")
    visit.do("prm('lead')")
    click, lead = visit.expect("click", "lead")
    assert (lead.visitor_id, lead.ref) == (click.visitor_id, "alice")


def test_a_policy_without_inline_scripts_is_enough(visit: Visit) -> None:
    tracker = visit.tag.script_url.removesuffix("/prm.js")
    policy = f"default-src 'none'; script-src {tracker}; connect-src {tracker}"
    visit.site.put("/", visit.tag.html(stub=False), Content_Security_Policy=policy)
    visit.open("/?ref=alice")
    visit.do(SALE)
    visit.expect("click", "sale")


def test_a_page_out_of_the_back_forward_cache_is_seen_again(visit: Visit) -> None:
    visit.put(
        "/",
        "",
        '<a id=away href="/second">away</a><script>onpageshow = e => self.cached = e.persisted</script>',
        pageviews="",
    )
    visit.put("/second", pageviews="")
    visit.open("/")
    visit.expect("pageview")
    visit.tab.click("#away")
    visit.expect("pageview", "pageview")
    visit.tab.back()
    wait_for(visit.tab, "self.cached")
    views = visit.expect("pageview", "pageview", "pageview")
    assert [view.url for view in views] == [visit.site.url(path) for path in ("/", "/second", "/")]


def test_ten_route_changes_are_ten_further_page_views(visit: Visit) -> None:
    visit.put("/", pageviews="")
    visit.open("/")
    for n in range(9):
        visit.do(f"history.pushState({{}}, '', '/route/{n}')")
        visit.do(f"history.pushState({{}}, '', '/route/{n}?tab=2'), history.replaceState({{}}, '', '/route/{n}#top')")
    visit.do("history.go(-2)")
    views = visit.expect(*["pageview"] * 11)
    assert views[-1].url == visit.site.url("/route/7#top")


def test_a_no_after_a_yes_erases_everything_and_is_remembered(visit: Visit) -> None:
    visit.put("/", consent="required")
    visit.open("/?ref=alice")
    visit.expect("click")
    assert visit.tab.evaluate("document.cookie") == ""
    visit.do("prm('consent', 'granted'), prm('lead')")
    click, first = visit.expect("click", "lead")
    assert (click.consent, first.consent, first.visitor_id) == ("none", "full", click.visitor_id)
    visit.do("prm('consent', 'denied')")
    assert visit.tab.evaluate("document.cookie") == "prm_ref=consent=denied"
    assert visit.tab.evaluate("Object.keys(localStorage).join()") == ""
    visit.open("/")
    visit.do("prm('lead')")
    second = visit.expect("click", "lead", "lead")[-1]
    assert (second.consent, second.ref) == ("none", "")
    assert second.visitor_id != first.visitor_id
    assert visit.tab.evaluate("document.cookie") == "prm_ref=consent=denied"


HOSTILE = {
    "frozen prototypes": "[Object, Array, String, Function, Promise].forEach(kind => Object.freeze(kind.prototype))",
    "patched prototypes": "Object.prototype.extra = 1; Array.prototype.toJSON = function () { return 'no' }",
    "fetch replaced": "self.fetch = () => { throw new Error('no') }",
}


@pytest.mark.parametrize("what", HOSTILE)
def test_on_a_hostile_page_everything_still_arrives(visit: Visit, what: str) -> None:
    visit.put("/", f"<script>{HOSTILE[what]}</script>")
    visit.open("/?ref=alice")
    visit.do(SALE)
    click, sale = visit.expect("click", "sale")
    assert (click.ref, sale.amount_minor) == ("alice", 100)


def test_where_json_is_replaced_nothing_is_sent_and_nothing_broken(visit: Visit) -> None:
    # Healed before the test asks: a driver has no other JSON than the page's.
    broken = "<script>const theirs = JSON; self.JSON = { stringify() { throw new Error('no') } }</script>"
    visit.put("/", broken, f"<script>{SALE}; onload = () => {{ self.JSON = theirs; self.ready = true }}</script>")
    visit.tab.open(visit.site.url("/?ref=alice"))
    wait_for(visit.tab, f"self.ready && {LOADED}")
    visit.expect()
    visit.do(SALE)
    visit.expect("sale")


def test_a_prm_of_the_pages_own_is_left_alone(visit: Visit) -> None:
    visit.put("/", "<script>self.prm = { theirs: true }</script>", "<script>onload = () => { self.ready = 1 }</script>")
    visit.tab.open(visit.site.url("/?ref=alice"))
    wait_for(visit.tab, "self.ready")
    assert visit.tab.evaluate("prm.theirs") is True
    visit.expect()


def test_a_redirect_chain_over_two_domains_is_one_click(visit: Visit) -> None:
    landing = visit.site.url("/?ref=alice&utm_source=chain")
    visit.site.put("/go", "on", Location=visit.site.url("/hop", "hop.example"))
    visit.site.put("/hop", "on", Location=landing)
    visit.tab.open(visit.site.url("/go", "partner.example"))
    wait_for(visit.tab, LOADED)
    (click,) = visit.expect("click")
    assert (click.ref, click.url) == ("alice", landing)


def test_a_visitor_is_handed_over_to_another_domain_of_the_site(visit: Visit) -> None:
    pay = visit.site.url("/second", "pay.shop.example")
    visit.put("/", "", f'<a id=pay href="{pay}">pay</a>', domains=f"pay.shop.example:{visit.site.port}")
    visit.open("/?ref=alice")
    (click,) = visit.expect("click")
    # Another domain knows no cookie of this one: here it is taken away.
    visit.do("document.cookie = 'prm_visitor=;max-age=0;path=/;domain=shop.example'")
    visit.do("document.cookie = 'prm_ref=;max-age=0;path=/;domain=shop.example'")
    visit.tab.click("#pay")
    wait_for(visit.tab, f"location.pathname === '/second' && {LOADED}")
    visit.do("prm('lead')")
    _, lead = visit.expect("click", "lead")
    assert lead.visitor_id == click.visitor_id
    assert visit.tab.evaluate("location.search") == ""


PRERENDER = '<script type=speculationrules>{"prerender":[{"urls":["/second"],"eagerness":"immediate"}]}</script>'


def test_nothing_is_sent_while_prerendering(request: pytest.FixtureRequest, visit: Visit) -> None:
    """Chromium alone prerenders; the others meet the page when the visitor does."""
    prerenders = "chromium" in request.node.name
    visit.put("/", PRERENDER, '<a id=away href="/second">away</a>')
    visit.put("/second", "<script>localStorage.prerendered = !!document.prerendering</script>", pageviews="")
    visit.open("/")
    assert visit.tab.evaluate("'prerendering' in document") is prerenders
    if prerenders:
        wait_for(visit.tab, "localStorage.prerendered")
    visit.do("prm('lead')")
    visit.expect("lead")
    # Activated it is another window to the driver.
    visit.tab.click("#away")
    _, view = visit.find("lead", "pageview")
    assert view.url == visit.site.url("/second")
    (tab := visit.profile.new_tab()).open(visit.site.url("/"))
    assert tab.evaluate("localStorage.prerendered") == ("true" if prerenders else "false")
