"""The way of a partner through his own pages in a real browser."""

from datetime import UTC, datetime
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from database.sessions import Sessions, begin_change
from registry.partner_sessions import create_sign_in_link
from registry.partners import create_partner, resolve_partner, update_partner
from registry.sites import update_site
from tests.console.cabinet_shop import earn
from tests.console.conftest import Shop
from tests.console.signing_in import make_link
from tests.fixtures.axe import find_barriers
from warehouse.interface import Warehouse

pytestmark = pytest.mark.browser
PAGES = ("", "/links", "/earnings", "/payouts", "/profile")


@pytest.fixture(scope="module", autouse=True)
def earned(console_url: str, figures: Warehouse, registry_sessions: Sessions, shop: Shop) -> None:
    """Alice has sales, one of which the shop reported, and a bonus."""
    earn(console_url, figures, registry_sessions, shop)


@pytest.fixture
def alice(page: Page, console_url: str, registry_sessions: Sessions, shop: Shop) -> Page:
    """The browser with Alice's link opened."""
    token = make_link(registry_sessions, shop, shop.alice_id)
    page.goto(f"{console_url}/partner#{token}")
    page.wait_for_url(f"{console_url}/partner")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Alice <Blog>")
    assert token not in page.evaluate("document.documentElement.outerHTML")
    return page


def test_a_partner_copies_his_link_makes_one_sees_a_sale_and_takes_a_statement(alice: Page, console_url: str) -> None:
    alice.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=console_url)
    alice.get_by_role("button", name="Copy my link").click()
    expect(alice.get_by_role("button", name="Copied")).to_be_visible()
    assert alice.evaluate("navigator.clipboard.readText()") == "https://shop.example/?ref=alice"
    expect(alice.locator("[data-summary] dt").first).to_have_text("Earned this month")

    alice.get_by_role("link", name="Links", exact=True).click()
    alice.get_by_label("Address of the page").fill("https://elsewhere.example/beans")
    alice.get_by_role("button", name="Make the link").click()
    expect(alice.get_by_text("This page cannot be linked to")).to_be_visible()
    alice.get_by_label("Address of the page").fill("https://shop.example/beans")
    alice.get_by_label("Where you use it").fill("newsletter")
    alice.get_by_role("button", name="Make the link").click()
    expect(alice.get_by_text("Your link: ")).to_be_visible()
    made = alice.get_by_role("list", name="Links").get_by_role("listitem").first
    expect(made).to_contain_text("https://shop.example/beans · newsletter")
    made.get_by_role("button", name="Archive").click()
    alice.get_by_role("dialog").get_by_role("button", name="Archive").click()
    expect(alice.get_by_text("https://shop.example/beans · newsletter")).to_have_count(0)

    alice.get_by_role("link", name="Earnings", exact=True).click()
    sale = alice.get_by_role("listitem").filter(has_text="until ").first
    expect(sale).to_contain_text("Pending")
    expect(sale).to_contain_text("€5.00")
    sale.get_by_role("link").click()
    expect(alice.get_by_role("heading", name="How it is computed")).to_be_visible()
    expect(alice.get_by_text("10 % of the sale")).to_be_visible()
    alice.keyboard.press("Escape")

    alice.get_by_role("link", name="Payouts", exact=True).click()
    with alice.expect_download() as download:
        alice.get_by_role("button", name="PDF of").first.press("Enter")
    assert download.value.path().read_bytes().startswith(b"%PDF")
    alice.get_by_role("button", name="Say how you are paid").click()
    alice.get_by_role("button", name="Next").click()
    alice.get_by_label("Account holder").fill("Alice")
    alice.get_by_role("textbox", name="IBAN").fill("PL61 1090 1014 0000 0712 1981 2874")
    alice.get_by_role("button", name="Save").click()
    expect(alice.get_by_text("a change waits for 72 hours")).to_be_visible()


def test_a_partner_sets_a_password_and_comes_back_to_all_his_programs(
    page: Page, console_url: str, registry_sessions: Sessions, shop: Shop
) -> None:
    with begin_change(registry_sessions) as session:
        update_site(session, shop.other_site_id, name="Elsewhere")
        for site_id, code in ((shop.site_id, "dora"), (shop.other_site_id, "dora2")):
            create_partner(session, site_id, code, f"Dora {code}", email="Dora@mail.example")
        update_partner(session, shop.site_id, shop.bob_id, email="bob@mail.example")
    _open(page, console_url, registry_sessions, shop.site_id, "dora")
    page.get_by_role("link", name="Profile", exact=True).click()
    page.get_by_label("New password").fill("correct horse")
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_text("The password is changed")).to_be_visible()
    # A link for the same person at another site, opened while signed in.
    _open(page, console_url, registry_sessions, shop.other_site_id, "dora2")
    expect(page.get_by_role("combobox", name="Program")).to_contain_text("Elsewhere")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("E-mail").fill("dora@mail.example")
    page.get_by_label("Password", exact=True).fill("correct horse")
    page.get_by_role("button", name="Sign in").click()
    # Drawn by the script that follows the choice, too.
    expect(page.locator("[data-latest]")).not_to_be_empty()
    page.get_by_role("combobox", name="Program").select_option(label="Elsewhere")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hello, Dora dora2")
    page.get_by_role("link", name="Links", exact=True).click()
    expect(page.get_by_text("No links yet")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_the_pages_hinders_people(alice: Page, console_url: str, scheme: Literal["light", "dark"]) -> None:
    alice.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    found: dict[str, list[str]] = {}
    for width in (1280, 390):
        alice.set_viewport_size({"width": width, "height": 800})
        for path in PAGES:
            alice.goto(f"{console_url}/partner{path}")
            expect(alice.locator(".skeleton")).to_have_count(0)
            assert alice.evaluate("document.documentElement.scrollWidth") <= width, path
            found[f"{path} {width}"] = find_barriers(alice)
    alice.goto(f"{console_url}/partner/earnings")
    alice.get_by_role("list", name="Sales").get_by_role("link").first.click()
    expect(alice.locator(".drawer .skeleton")).to_have_count(0)
    expect(alice.get_by_role("heading", name="History")).to_be_visible()
    found["drawer"] = find_barriers(alice)
    assert {place: barriers for place, barriers in found.items() if barriers} == {}


def _open(page: Page, console_url: str, sessions: Sessions, site_id: int, code: str) -> None:
    with begin_change(sessions) as session:
        partner = resolve_partner(session, site_id, code)
        token = create_sign_in_link(session, site_id, partner.id, datetime.now(UTC))[0]
    page.goto(f"{console_url}/partner#{token}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello, Dora")
