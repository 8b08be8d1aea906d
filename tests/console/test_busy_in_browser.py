"""A page of a busy console asks again by itself, and after a while says so in plain words."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect
from redis import Redis

from console.admission import Admission
from console.app import create_app
from console.fair_queue import Viewer
from database.sessions import Sessions
from settings import ConsoleSettings, read_settings
from tests.console.server import run_console
from tests.fixtures.redis import RedisProcess
from warehouse.interface import Warehouse

pytestmark = pytest.mark.browser

OTHERS = Viewer(99, "member:99")


@dataclass(frozen=True, slots=True)
class BusyConsole:
    """A console whose only place for reports can be taken; nobody waits for it."""

    url: str
    reports: Admission


@pytest.fixture
def busy_console(
    figures: Warehouse,
    registry_sessions: Sessions,
    redis_process: RedisProcess,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BusyConsole]:
    environ = {"PRM_DATA_DIR": str(tmp_path_factory.mktemp("busy")), "PRM_REPORT_CONCURRENCY": "1"}
    with Redis.from_url(redis_process.url) as redis:
        redis.flushall()
        app = create_app(read_settings(ConsoleSettings, environ), figures, registry_sessions, redis)
        reports: Admission = app.state.admissions.reports
        reports.wait_seconds = 0
        with run_console(app) as url:
            yield BusyConsole(url, reports)


@pytest.fixture
def page(context: BrowserContext, busy_console: BusyConsole, session_token: str) -> Page:
    """The marketer's; a browser logs every answer that is an error."""
    context.add_cookies([{"name": "prm_session", "value": session_token, "url": busy_console.url}])
    return context.new_page()


def test_the_figures_appear_once_there_is_a_place(page: Page, busy_console: BusyConsole) -> None:
    reports = busy_console.reports
    ticket = reports.queue.enter(OTHERS)
    with page.expect_response(lambda response: "/attribution?" in response.url and response.status == 503):
        page.goto(f"{busy_console.url}/attribution")
    expect(page.locator("[data-error]")).to_be_hidden()
    reports.queue.leave(ticket)
    expect(page.locator("#credits tbody tr").first).to_be_visible()
    expect(page.locator("[data-error]")).to_be_hidden()


def test_a_page_that_has_asked_in_vain_says_so(page: Page, busy_console: BusyConsole) -> None:
    busy_console.reports.queue.enter(OTHERS)
    page.goto(f"{busy_console.url}/attribution")
    expect(page.locator("[data-error]")).to_contain_text("Many people ask at this moment")


def test_a_part_of_the_page_that_does_not_arrive_is_asked_for_again(page: Page, busy_console: BusyConsole) -> None:
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if refused:
            return route.continue_()
        refused.append(route.request.url)
        return route.abort()

    page.route("**/conversion_panel.js", refuse_once)
    page.goto(f"{busy_console.url}/conversions")
    page.locator("#conversions tbody").get_by_role("link").first.click()
    expect(page.get_by_role("dialog").get_by_role("heading", name="Commission")).to_be_visible()
    assert len(refused) == 1
