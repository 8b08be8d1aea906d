"""A browser behind the recipes: the cookie is first-party without the script's help, and a short link is one click."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from events.event import Event
from tests.integrate.conftest import SITE_KEY, Behind
from tests.integrate.test_recipes import PERSON
from tests.snippet.test_identity import BLOCK_COOKIES
from tests.snippet.test_panel import wait_for_panel
from tests.snippet.visitor import LOADED, NOTHING_KEPT, Tag
from tests.tracker.running import wait_until

pytestmark = pytest.mark.browser

YEAR_SECONDS = 365 * 86_400
WAYS = pytest.mark.parametrize(
    ("script", "beacon", "link"),
    [
        (("shop.example", "/t/m.js"), "/t/m", ("shop.example", "/t/r/spring")),
        (("t.shop.example", "/prm.js"), "/e", ("t.shop.example", "/r/spring")),
    ],
)
Address = tuple[str, str]


@pytest.fixture
def page(browser: Browser, behind: Behind) -> Iterator[Page]:
    """A new visitor's tab, whose browser does not say that nobody sits in front of it; the tracker knows the site."""
    wait_until(lambda: behind.edge.client.get("/r/spring.png").status_code == 200)
    with browser.new_context(user_agent=PERSON, ignore_https_errors=True) as context:
        yield context.new_page()


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_function(LOADED)
    page.wait_for_function(NOTHING_KEPT)


def expect(behind: Behind, *types: str) -> list[Event]:
    wait_until(lambda: len(behind.edge.stored()) >= len(types))
    events = sorted(behind.edge.stored(), key=lambda event: event.received_ms)
    assert [event.type for event in events] == list(types)
    return events


@WAYS
def test_the_answer_to_a_beacon_sets_the_cookie(
    page: Page, behind: Behind, script: Address, beacon: str, link: Address
) -> None:
    behind.website.put("/", Tag(behind.proxy.url(*script), SITE_KEY).html())
    page.add_init_script(BLOCK_COOKIES)
    with page.expect_response(lambda answer: answer.request.method == "POST") as sent:
        open_page(page, behind.proxy.url("shop.example", "/?ref=alice"))
    assert sent.value.url.endswith(beacon)
    (click,) = expect(behind, "click")
    (cookie,) = page.context.cookies()
    assert (cookie["name"], cookie["value"], cookie["domain"]) == ("prm_visitor", click.visitor_id, ".shop.example")
    assert (cookie["secure"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["expires"] - time.time() == pytest.approx(YEAR_SECONDS, abs=60)


@WAYS
def test_the_script_does_not_shorten_what_the_tracker_has_set(
    page: Page, behind: Behind, script: Address, beacon: str, link: Address
) -> None:
    behind.website.put("/", Tag(behind.proxy.url(*script), SITE_KEY).html(cookie_days="7"))
    open_page(page, behind.proxy.url("shop.example", "/?ref=alice"))
    wait_until(lambda: _read_lifetime(page) > YEAR_SECONDS / 2)
    open_page(page, behind.proxy.url("shop.example", "/?ref=alice"))
    assert _read_lifetime(page) == pytest.approx(YEAR_SECONDS, abs=60)


def _read_lifetime(page: Page) -> float:
    """Seconds that the visitor's cookie has to live."""
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}
    return cookies["prm_visitor"]["expires"] - time.time()


@WAYS
def test_a_short_link_is_one_click_of_one_visitor(
    page: Page, behind: Behind, script: Address, beacon: str, link: Address
) -> None:
    behind.website.put("/", Tag(behind.proxy.url(*script), SITE_KEY).html(pageviews=""))
    open_page(page, behind.proxy.url(*link) + "?utm_source=mail")
    assert page.url == behind.proxy.url("shop.example", "/?ref=alice&utm_source=mail")
    click, view = expect(behind, "click", "pageview")
    assert (click.source, view.source, view.ref) == ("redirect", "browser", "alice")
    assert view.visitor_id == click.visitor_id
    assert "prm_visitor" not in view.url
    (visitor,) = [cookie["value"] for cookie in page.context.cookies() if cookie["name"] == "prm_visitor"]
    assert visitor == click.visitor_id


def test_the_panel_may_ask_behind_a_path_though_the_page_names_no_referrer(page: Page, behind: Behind) -> None:
    tag = Tag(behind.proxy.url("shop.example", "/t/m.js"), SITE_KEY)
    behind.website.put("/", tag.html(), Referrer_Policy="no-referrer")
    page.goto(behind.proxy.url("shop.example", "/?ref=alice&prm_test=1"))
    stopped_at, line = wait_for_panel(page)
    assert (stopped_at, "no ingest is running" in line) == ("ClickHouse", True), line
