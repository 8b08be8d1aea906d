"""A visitor of a website with the tag, in each engine in turn."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from events.enums import EventType
from events.event import Event
from tests.fixtures.client_site import ClientSite
from tests.snippet.engines.browser import Engine, Profile, Tab, wait_for
from tests.snippet.engines.chromium import run_chromium
from tests.snippet.engines.firefox import run_firefox
from tests.snippet.engines.proxy import run_proxy
from tests.snippet.engines.webkit import run_webkit
from tests.snippet.visitor import Recorded, Tag, begin_millisecond, put_in_order

SALE = "prm('sale', { order_id: '1', amount: 100, currency: 'EUR' })"
LOADED = "self.prm && !prm.q"
# An event is kept until it is answered; a tab without a page of the site has no storage.
NOTHING_KEPT = """(() => {
  try { return !Object.keys(localStorage).some(key => key.startsWith('prm:')) } catch { return true }
})()"""
WATCH = "<script>self.errors = []; onerror = onunhandledrejection = error => errors.push(String(error))</script>"
WAIT_SECONDS = 60


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

    def open(self, path: str, tab: Tab | None = None, *, leaves_kept: bool = False) -> None:
        """Follows a link from somewhere; the page that is left has its answers, unless it is to leave events kept."""
        tab = tab or self.tab
        if not leaves_kept:
            wait_for(tab, NOTHING_KEPT)
        tab.open(self.site.url(path))
        wait_for(tab, LOADED)

    def leave(self, selector: str, path: str) -> None:
        """Follows a link of the page, which has its answers, to this page with the tag."""
        wait_for(self.tab, NOTHING_KEPT)
        self.tab.click(selector)
        self.wait_until_at(path)

    def wait_until_at(self, path: str) -> None:
        """Until the tab shows this page and its tag is there."""
        wait_for(self.tab, f"location.pathname === '{path}' && {LOADED}")

    def do(self, script: str) -> None:
        """As the page's own script would."""
        begin_millisecond()
        self.tab.evaluate(f"void ({script})")

    def expect(self, *types: str) -> list[Event]:
        """Exactly these were accepted, each once, and no error was thrown into the page."""
        found = self.find(*types)
        assert self.tab.evaluate("self.errors ? errors.join() : ''") == ""
        return found

    def find(self, *types: str) -> list[Event]:
        """Exactly these were accepted, each once; does not look at the page."""
        deadline = time.monotonic() + WAIT_SECONDS
        while len(found := self._find_events()) < len(types) and time.monotonic() < deadline:
            time.sleep(0.05)
        found = put_in_order(found, types)
        assert [event.type for event in found] == list(types), [(event.type, event.event_id) for event in found]
        return found

    def _find_events(self) -> list[Event]:
        here = f":{self.site.port}/"
        return [event for event in self.recorded.events() if here in event.url and event.type != EventType.ENGAGE]


@pytest.fixture(scope="session", params=["chromium", "firefox", "webkit"])
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
