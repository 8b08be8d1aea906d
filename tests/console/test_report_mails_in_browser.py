"""Somebody has a view and the overview mailed, and ends it by the link in the mail; without mail that is said."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from redis import Redis

from console.api.request import ApiDependencies
from console.app import create_app
from console.report_schedule import queue_due_reports
from database.sessions import Sessions, begin_read
from outbound.schedule import Post, send_next
from registry.report_mails import list_report_mails
from settings import ConsoleSettings, read_settings
from settings.data_directory import read_secret
from settings.smtp_address import Security, SmtpServer
from tests.console.conftest import EMAIL, Shop
from tests.console.server import run_console
from tests.console.writes import writing
from tests.fixtures.axe import find_barriers
from tests.fixtures.browser import open_profile
from tests.fixtures.mail import MailServer, run_mail_server
from tests.fixtures.redis import RedisProcess
from warehouse.interface import Warehouse

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def mailbox() -> Iterator[MailServer]:
    """Takes all mail."""
    with run_mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def settings(mailbox: MailServer, tmp_path_factory: pytest.TempPathFactory) -> ConsoleSettings:
    place = str(tmp_path_factory.mktemp("console"))
    environ = {"PRM_DATA_DIR": place, "PRM_SMTP_URL": mailbox.url, "PRM_MAIL_FROM": "p@shop.example"}
    return read_settings(ConsoleSettings, environ)


@pytest.fixture(scope="module")
def console_url(
    settings: ConsoleSettings, figures: Warehouse, registry_sessions: Sessions, redis_process: RedisProcess
) -> Iterator[str]:
    """A console with a month of figures that sends mail."""
    with (
        Redis.from_url(redis_process.url) as redis,
        run_console(create_app(settings, figures, registry_sessions, redis)) as url,
    ):
        redis.flushall()
        yield url


def choose(page: Page, dialog: str, turn: str) -> None:
    form = page.get_by_role("dialog", name=dialog)
    form.get_by_label("How often").select_option(turn)
    with writing(page):
        form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def send_all(
    settings: ConsoleSettings, figures: Warehouse, sessions: Sessions, redis_url: str, mailbox: MailServer, url: str
) -> None:
    """What is due within forty days, as a worker does it."""
    later = datetime.now(UTC) + timedelta(days=40)
    secret = read_secret(settings)
    post = Post(SmtpServer("127.0.0.1", mailbox.port, Security.NONE), "p@shop.example", url, secret)
    with Redis.from_url(redis_url) as redis:
        dependencies = ApiDependencies(figures, sessions, redis, 1, settings.data_dir, secret, lambda: later)
        queue_due_reports(dependencies, {}, later, threading.Event())
    while send_next(sessions, post, later):
        pass


def test_reports_are_chosen_mailed_and_ended(
    signed_in: Page,
    console_url: str,
    settings: ConsoleSettings,
    figures: Warehouse,
    registry_sessions: Sessions,
    redis_process: RedisProcess,
    mailbox: MailServer,
    shop: Shop,
) -> None:
    page = signed_in
    page.goto(f"{console_url}/overview")
    page.get_by_text("By mail", exact=True).click()
    expect(page.locator("[data-view-list]")).to_contain_text("once you choose how often")
    assert find_barriers(page) == []
    page.locator("[data-view-list]").get_by_role("button", name="Change").click()
    choose(page, "Overview by mail", "month")
    page.get_by_text("By mail", exact=True).click()
    expect(page.locator("[data-view-list]")).to_contain_text("You get these figures monthly by mail")

    page.goto(f"{console_url}/attribution")
    page.get_by_text("Views", exact=True).click()
    page.get_by_role("button", name="Save this view").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Partners")
    with writing(page):
        page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_text("Views", exact=True).click()
    page.get_by_role("button", name="Partners by mail").click()
    choose(page, "Partners by mail", "week")
    page.get_by_text("Views", exact=True).click()
    expect(page.get_by_role("list", name="Saved views")).to_contain_text("weekly by mail")

    send_all(settings, figures, registry_sessions, redis_process.url, mailbox, console_url)
    subjects = sorted(str(mail["Subject"]).partition(":")[0] for mail in mailbox.list_to(EMAIL))
    assert subjects == ["Overview of Shop", "Partners of Shop"]
    [mail] = [each for each in mailbox.list_to(EMAIL) if str(each["Subject"]).startswith("Partners")]
    page.goto(mail["List-Unsubscribe"][1:-1])
    assert find_barriers(page) == []
    with writing(page):
        page.get_by_role("button", name="Send it no longer").click()
    expect(page.get_by_role("status").first).to_have_text("You get this report by mail no longer.")
    with begin_read(registry_sessions) as session:
        assert [each.view_id for each in list_report_mails(session, shop.site_id, shop.member_id)] == [None]

    page.goto(f"{console_url}/overview")
    page.get_by_text("By mail", exact=True).click()
    page.locator("[data-view-list]").get_by_role("button", name="Change").click()
    choose(page, "Overview by mail", "")
    with begin_read(registry_sessions) as session:
        assert list_report_mails(session, shop.site_id, shop.member_id) == []


def test_without_a_mail_server_the_page_says_what_is_needed(
    browser: Browser,
    settings: ConsoleSettings,
    figures: Warehouse,
    registry_sessions: Sessions,
    redis_process: RedisProcess,
    session_token: str,
) -> None:
    silent = replace(settings, smtp_url="", mail_from="")
    with (
        Redis.from_url(redis_process.url) as redis,
        run_console(create_app(silent, figures, registry_sessions, redis)) as url,
        open_profile(browser) as context,
    ):
        context.add_cookies([{"name": "prm_session", "value": session_token, "url": url}])
        page = context.new_page()
        page.goto(f"{url}/overview")
        page.get_by_text("By mail", exact=True).click()
        page.locator("[data-view-list]").get_by_role("button", name="Change").click()
        expect(page.get_by_role("dialog", name="Overview by mail")).to_contain_text("sends no mail yet")
