"""The first run in a real browser: from the setup address to the first partner; then the installation's pages."""

import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from redis import Redis
from sqlalchemy import select

from console.app import create_app
from console.pages.installation import TABS as INSTALLATION
from console.pages.settings_tabs import TABS as SETTINGS
from database.sessions import Sessions, begin_change, begin_read
from earnings.storage import load_terms
from registry.outbox_models import OutgoingMail
from registry.partners import resolve_partner
from registry.sites import list_sites
from registry.team.setup import create_setup_token
from settings import ConsoleSettings, read_settings
from tests.console.server import run_console
from tests.fixtures.axe import find_barriers
from tests.fixtures.browser import open_profile
from tests.fixtures.event_rows import make_event, store_events
from tests.fixtures.redis import RedisProcess
from tests.fixtures.warehouse import empty_tables
from warehouse.interface import Warehouse

pytestmark = pytest.mark.browser
EMAIL, PASSWORD = "root@shop.example", "correct horse"


@pytest.fixture(scope="module")
def console_url(
    embedded_session: Warehouse,
    registry_sessions: Sessions,
    redis_process: RedisProcess,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """The console of an empty installation."""
    empty_tables(embedded_session)
    settings = read_settings(ConsoleSettings, {"PRM_DATA_DIR": str(tmp_path_factory.mktemp("console"))})
    with (
        closing(Redis.from_url(redis_process.url)) as redis,
        run_console(create_app(settings, embedded_session, registry_sessions, redis)) as url,
    ):
        redis.flushall()
        yield url


@pytest.fixture(scope="module")
def session_cookies(browser: Browser) -> Iterator[BrowserContext]:
    """One browser for the whole way; what is signed in stays so."""
    with open_profile(browser, viewport={"width": 390, "height": 844}) as context:
        yield context


@pytest.fixture
def walker(session_cookies: BrowserContext) -> Iterator[Page]:
    """A page of it, which logs no error."""
    page = session_cookies.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    page.close()
    assert problems == []


def send_event(warehouse: Warehouse, site_id: int, number: int, **fields: object) -> None:
    """As the tag of the shop would have it stored by now."""
    place = {"site_id": site_id, "url": "https://shop.example/cart", "source": "browser"}
    store_events(warehouse, [make_event(number, datetime.now(UTC), **place, **fields)])


def check_page(page: Page) -> None:
    """Accessible, and no wider than a phone."""
    assert find_barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def check_copied_call(page: Page, key: str) -> None:
    """The call of a server is copied as it is shown, with the key if it is known."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("How to report a sale").click()
    button = page.get_by_role("button", name="Copy the sale, from your server")
    button.click()
    expect(button).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.get_by_label("The sale, from your server", exact=True).inner_text()
    assert f'-H "Authorization: Bearer {key}" \\\n' in copied
    expect(button).to_have_text("Copy")
    check_page(page)


def test_from_the_setup_address_to_the_first_partner(
    walker: Page, console_url: str, registry_sessions: Sessions, embedded_session: Warehouse
) -> None:
    with begin_change(registry_sessions) as session:
        address = f"{console_url}/setup#{create_setup_token(session, datetime.now(UTC))}"
    page = walker
    page.goto(address)
    page.get_by_label("E-mail").fill(EMAIL)
    expect(page).not_to_have_url(re.compile("su_"))
    check_page(page)
    page.get_by_role("button", name="Polski").click()
    expect(page.get_by_role("button", name="Dalej")).to_be_visible()
    expect(page).to_have_url(f"{console_url}/setup?language=pl")
    check_page(page)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_label("E-mail")).to_have_value(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Which website do you track?")
    check_page(page)
    page.get_by_role("textbox", name="Name").fill("Coffee")
    page.get_by_role("textbox", name="Hosts").fill("-")
    page.get_by_role("button", name="Create and continue").click()
    expect(page.get_by_role("alert")).to_contain_text("is not a host name")
    page.get_by_role("textbox", name="Hosts").fill("https://shop.example:8443/")
    page.get_by_role("combobox", name="Currency").select_option("PLN")
    page.get_by_role("button", name="Create and continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Put the tag on every page")
    page.get_by_role("button", name="Polski").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Umieść tag na każdej stronie")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Put the tag on every page")
    with begin_read(registry_sessions) as session:
        [site] = list_sites(session)
    assert (site.name, site.hosts, site.currency) == ("Coffee", ["shop.example"], "PLN")
    expect(page.get_by_label("The tag", exact=True)).to_contain_text(f'data-site="{site.site_key}"')
    expect(page.get_by_label("The sale", exact=True)).to_contain_text("currency: 'PLN'")
    live = page.locator("[data-live-line]")
    expect(live).to_contain_text("Waiting for the first event of shop.example")
    check_page(page)
    send_event(embedded_session, site.id, 1, type="pageview", visitor_id="v1")
    expect(live).to_contain_text("Seen: Page view on shop.example/cart")
    page.context.route("https://shop.example:8443/**", lambda route: route.fulfill(body="the shop"))
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Open it by a test link").click()
    opened.value.wait_for_url("https://shop.example:8443/?ref=test-*&prm_test=1.*")
    code = opened.value.url.split("ref=")[1].split("&")[0]
    opened.value.close()
    send_event(embedded_session, site.id, 2, type="click", visitor_id="v1", ref=code)
    expect(page.locator("[data-test-line]")).to_contain_text("It arrived: Click on shop.example/cart")
    page.get_by_role("button", name="Make the secret key").click()
    expect(page.locator("[data-secret] code")).to_contain_text("sk_")
    check_copied_call(page, page.locator("[data-secret] code").inner_text())
    page.reload()
    check_copied_call(page, "YOUR_SECRET_KEY")
    expect(page.locator("[data-secret]")).to_contain_text("is made already")
    page.go_back()
    page.goto(f"{console_url}/setup/site")
    expect(page.get_by_role("button", name="Save and continue")).to_be_visible()

    page.goto(f"{console_url}/setup")
    page.get_by_role("link", name="Continue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What do partners earn?")
    check_page(page)
    page.get_by_label("Kind").select_option("fixed")
    page.get_by_label("Amount in PLN").fill("4.999")
    page.get_by_role("button", name="Save and continue").click()
    expect(page.get_by_role("alert")).to_contain_text("give a number like")
    page.get_by_label("Amount in PLN").fill("4.90")
    page.get_by_role("button", name="Save and continue").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Your first partner")
    with begin_read(registry_sessions) as session:
        [terms] = load_terms(session.connection(), site.id)
    assert terms.parse().rewards[0].fixed_minor == 490
    page.get_by_role("textbox", name="Name").fill("Ada Łovelace")
    expect(page.get_by_label("Code in the partner’s links")).to_have_value("ada-ovelace")
    page.get_by_label("Code in the partner’s links").fill("ada")
    page.get_by_role("button", name="Create the partner").click()
    expect(page.locator("[data-link]")).to_have_text("https://shop.example:8443/?ref=ada")
    invitation = page.locator("[data-invitation]").inner_text()
    assert invitation.startswith(f"{console_url}/partner/sign-in#pl_")
    check_page(page)
    with begin_read(registry_sessions) as session:
        assert resolve_partner(session, site.id, "ada").name == "Ada Łovelace"
    page.get_by_role("link", name="Go to Coffee").click()
    steps = page.get_by_role("link", name="The first sale")
    expect(steps).to_have_attribute("href", re.compile(r"^/settings/tag\?site=\d+$"))


def test_a_console_with_a_mail_server_mails_the_invitation(
    walker: Page,
    console_url: str,
    embedded_session: Warehouse,
    registry_sessions: Sessions,
    redis_process: RedisProcess,
    tmp_path: Path,
) -> None:
    given = {"PRM_DATA_DIR": str(tmp_path), "PRM_SMTP_URL": "smtp://127.0.0.1:25", "PRM_CONSOLE_URL": console_url}
    settings = read_settings(ConsoleSettings, {**given, "PRM_MAIL_FROM": "partners@shop.example"})
    with (
        closing(Redis.from_url(redis_process.url)) as redis,
        run_console(create_app(settings, embedded_session, registry_sessions, redis)) as url,
    ):
        walker.goto(f"{url}/setup/partner")
        walker.get_by_role("textbox", name="Name").fill("Renée’s blog")
        expect(walker.get_by_label("Code in the partner’s links")).to_have_value("renees-blog")
        walker.get_by_label("E-mail").fill("renee@blog.example")
        walker.get_by_role("button", name="Create the partner").click()
        expect(walker.locator("[data-mailed]")).to_contain_text("It is mailed to renee@blog.example")
        expect(walker.locator("[data-invitation]")).to_be_hidden()
        check_page(walker)
        walker.reload()
        walker.get_by_role("textbox", name="Name").fill("Nobody")
        walker.get_by_role("button", name="Create the partner").click()
        expect(walker.locator("[data-invitation]")).to_contain_text("/partner/sign-in#pl_")
        expect(walker.locator("[data-mailed]")).to_be_hidden()
    with begin_read(registry_sessions) as session:
        assert [each.address for each in session.scalars(select(OutgoingMail))] == ["renee@blog.example"]


def test_the_address_is_worthless_once_there_is_an_administrator(
    browser: Browser, console_url: str, registry_sessions: Sessions
) -> None:
    with begin_change(registry_sessions) as session:
        token = create_setup_token(session, datetime.now(UTC))
    with open_profile(browser) as context:
        page = context.new_page()
        page.goto(f"{console_url}/setup#{token}")
        expect(page.get_by_role("heading", level=1)).to_contain_text("Sign in")


def test_the_pages_of_settings_and_installation_are_accessible(walker: Page, console_url: str) -> None:
    for path, _ in (*SETTINGS, *INSTALLATION):
        walker.emulate_media(color_scheme="light")
        walker.goto(f"{console_url}{path}")
        title = "Settings" if path in dict(SETTINGS) else "Installation"
        expect(walker.get_by_role("heading", level=1)).to_have_text(title)
        expect(walker.locator("main .skeleton")).to_have_count(0)
        check_page(walker)
        walker.emulate_media(color_scheme="dark")
        check_page(walker)


def test_an_owner_revokes_a_key_and_sees_it_in_the_changes(walker: Page, console_url: str) -> None:
    walker.goto(f"{console_url}/settings/keys")
    walker.get_by_role("button", name="New key").click()
    walker.get_by_label("Name").fill("Till")
    walker.get_by_role("button", name="Make the key").click()
    expect(walker.locator("[data-made-key]")).to_contain_text("sk_")
    walker.get_by_role("button", name="Revoke Till").click()
    walker.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(walker.get_by_role("button", name="Revoke Till")).to_have_count(0)
    walker.goto(f"{console_url}/settings/changes")
    expect(walker.locator("#changes tbody tr").first).to_contain_text("API key Till")
    expect(walker.locator("#changes tbody tr").first).to_contain_text("Revoked")


def test_a_person_is_erased_after_a_confirmation(walker: Page, console_url: str) -> None:
    walker.goto(f"{console_url}/settings/privacy")
    walker.get_by_label("Known by").select_option("visitor")
    walker.get_by_label("Which one").fill("v1")
    walker.get_by_role("button", name="See what would be erased").click()
    dialog = walker.get_by_role("dialog")
    expect(dialog).to_contain_text("2 events of 1 browser")
    assert find_barriers(walker) == []
    dialog.get_by_role("button", name="Erase forever").click()
    expect(walker.locator("[data-erasures] tbody tr")).to_contain_text("Waiting")


def test_an_administrator_makes_a_site_and_gives_access(walker: Page, console_url: str) -> None:
    walker.goto(f"{console_url}/installation")
    walker.get_by_role("button", name="New site").click()
    walker.get_by_label("Name", exact=True).fill("Tea")
    walker.get_by_label("Hosts").fill("tea.example")
    walker.get_by_role("button", name="Create", exact=True).click()
    expect(walker.locator("[data-rows] tbody tr")).to_have_count(2)
    walker.goto(f"{console_url}/installation/people")
    expect(walker.locator("[data-rows] tbody tr").first).to_contain_text("Coffee (Owner), Tea (Owner)")


def test_a_shop_that_is_tried_under_a_port_has_it_on_the_partners_page(
    browser: Browser, walker: Page, console_url: str
) -> None:
    walker.goto(f"{console_url}/setup/site")
    walker.get_by_role("textbox", name="Hosts").fill("localhost:8080")
    walker.get_by_role("button", name="Save and continue").click()
    expect(walker.get_by_label("Address of a page with the tag")).to_have_value("http://localhost:8080/")
    walker.goto(walker.url.replace("/tag", "/partner"))
    walker.get_by_role("textbox", name="Name").fill("Bob")
    walker.get_by_role("button", name="Create the partner").click()
    expect(walker.locator("[data-link]")).to_have_text("http://localhost:8080/?ref=bob")
    invitation = walker.locator("[data-invitation]").inner_text()
    # Who has never seen the setup.
    with open_profile(browser) as context:
        page = context.new_page()
        page.goto(invitation)
        expect(page.locator("[data-own-link]")).to_have_text("http://localhost:8080/?ref=bob")
        expect(page.get_by_role("button", name="Copy my link")).to_have_attribute(
            "data-copy", "http://localhost:8080/?ref=bob"
        )
    walker.goto(f"{console_url}/settings/tag")
    expect(walker.get_by_label("Address of a page with the tag")).to_have_value("http://localhost:8080/")
