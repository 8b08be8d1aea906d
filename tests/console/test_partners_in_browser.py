"""The marketer's work with partners in a real browser: created by keyboard, changed many at once, imported; links."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.console.conftest import Shop
from tests.console.writes import writing
from tests.fixtures.axe import find_barriers
from tests.fixtures.browser import open_profile

pytestmark = pytest.mark.browser
FILE = "Name,E-mail,Code,Promo codes\nDora,dora@blog.example,dora,DORA10\nEd,no address,ed,\n"


@pytest.fixture
def partners(signed_in: Page, console_url: str) -> Page:
    """All partners, seen by the owner."""
    signed_in.goto(f"{console_url}/partners")
    expect(signed_in.locator("#partners tbody tr").first).to_be_visible()
    return signed_in


def test_a_partner_is_created_by_keyboard_alone(partners: Page, browser: Browser, console_url: str) -> None:
    partners.get_by_role("button", name="Create partner").press("Enter")
    expect(partners.get_by_role("dialog").get_by_label("Name")).to_be_focused()
    partners.keyboard.type("Zoë & Co")
    partners.keyboard.press("Tab")
    partners.keyboard.type("zoe@blog.example")
    partners.keyboard.press("Tab")
    expect(partners.get_by_label("Code")).to_have_value("zoe-co")
    partners.keyboard.press("Enter")
    made = partners.get_by_role("dialog", name="Zoë & Co is a partner now")
    expect(made).to_contain_text("/r/zoe-co")
    sign_in = made.locator("code").first.inner_text()
    partners.context.grant_permissions(["clipboard-read", "clipboard-write"])
    made.get_by_role("button", name="Copy: First link").press("Enter")
    expect(made.get_by_role("button", name="Copy: First link")).to_have_text("Copied")
    assert partners.evaluate("navigator.clipboard.readText()") == "http://localhost:8400/r/zoe-co"
    partners.keyboard.press("Escape")
    row = partners.locator("#partners tbody tr", has_text="Zoë & Co")
    expect(row).to_contain_text("Active")

    with open_profile(browser) as context:
        invited = context.new_page()
        invited.goto(sign_in)
        expect(invited).to_have_url(re.compile(rf"{console_url}/partner\b"))
        expect(invited.get_by_role("heading", level=1)).to_contain_text("Zoë & Co")

    row.get_by_role("checkbox").press("Space")
    expect(row.get_by_role("checkbox")).to_be_checked()
    partners.get_by_role("button", name="Pause").press("Enter")
    expect(partners.get_by_role("dialog", name="Pause Zoë & Co?")).to_contain_text(
        "neither new clicks nor new sales earn"
    )
    partners.keyboard.press("Enter")
    expect(row).to_contain_text("Paused")


def test_what_the_api_objects_to_stands_at_its_field(browser: Browser, console_url: str, session_token: str) -> None:
    # Not the page of the fixture, for the browser logs the answer 409.
    with open_profile(browser) as context:
        context.add_cookies([{"name": "prm_session", "value": session_token, "url": console_url}])
        partners = context.new_page()
        partners.goto(f"{console_url}/partners")
        partners.get_by_role("button", name="Create partner").click()
        form = partners.get_by_role("dialog", name="Create partner")
        form.get_by_label("Name").fill("Alice again")
        form.get_by_label("Code").fill("alice")
        with writing(partners, 409):
            form.get_by_role("button", name="Create").click()
        expect(form.locator(".field-error")).to_contain_text(["is taken on this site"])


def test_filters_stand_in_the_address_and_find_partners_without_events(partners: Page, console_url: str) -> None:
    search = partners.get_by_role("searchbox", name="Search")
    search.fill("BOB")
    search.press("Enter")
    expect(partners.locator("#partners tbody tr")).to_have_count(1)
    expect(partners).to_have_url(re.compile("text=BOB"))
    partners.goto(f"{console_url}/partners?status=blocked")
    expect(partners.get_by_text("No partner fits this search")).to_be_visible()
    expect(partners.get_by_label("Status")).to_have_value("blocked")


def test_an_import_shows_every_row_before_anything_is_stored(partners: Page, tmp_path: Path) -> None:
    file = tmp_path / "partners.csv"
    file.write_text(FILE)
    partners.get_by_role("button", name="Import CSV").click()
    partners.get_by_label("File").set_input_files(file)
    partners.get_by_role("button", name="Preview").click()
    preview = partners.get_by_role("dialog", name="Preview of the import")
    expect(preview).to_contain_text("1 created, 0 got more codes, 0 unchanged, 1 refused")
    refused = preview.locator("tbody tr").first
    expect(refused).to_contain_text("email: give an address like ada@example.com")
    expect(refused.locator("th")).to_have_text("3")
    preview.get_by_role("button", name="Import 1").click()
    expect(partners.locator("#partners tbody tr", has_text="Dora")).to_be_visible()


def test_a_partners_page_acts_and_keeps_notes(signed_in: Page, console_url: str, shop: Shop) -> None:
    signed_in.goto(f"{console_url}/partners/{shop.bob_id}?tab=notes")
    notes = signed_in.get_by_label("Notes for the team")
    notes.fill("Calls on Mondays.\nPrefers mail.")
    with writing(signed_in):
        signed_in.get_by_role("button", name="Save notes").click()
    expect(signed_in.get_by_text("Saved")).to_be_visible()
    signed_in.reload()
    expect(notes).to_have_value("Calls on Mondays.\nPrefers mail.")
    for tab, text in (
        ("Earnings", "Nothing earned yet"),
        ("Risk", "No marks"),
        ("Links and codes", "No short link yet"),
    ):
        signed_in.get_by_role("tab", name=tab).click()
        expect(signed_in.get_by_text(text)).to_be_visible()
    signed_in.get_by_role("button", name="Block").click()
    signed_in.get_by_role("dialog", name="Block Bob?").get_by_role("button", name="Block").click()
    expect(signed_in.locator("[data-person]")).to_contain_text("Blocked")
    expect(signed_in.get_by_role("button", name="Sign-in link")).to_have_count(0)
    signed_in.get_by_role("button", name="Activate").click()
    signed_in.get_by_role("dialog").get_by_role("button", name="Activate").click()
    expect(signed_in.locator("[data-person]")).to_contain_text("Active")


def test_a_link_is_made_drawn_and_archived(signed_in: Page, console_url: str) -> None:
    signed_in.goto(f"{console_url}/links")
    row = signed_in.locator("#links tbody tr", has_text="/r/alices")
    expect(row).to_contain_text("Alice <Blog>")
    signed_in.get_by_role("button", name="Create link").click()
    form = signed_in.get_by_role("dialog", name="Create link")
    form.get_by_label("Partner").select_option(label="Bob")
    form.get_by_label("Code").fill("winter")
    form.get_by_role("button", name="Create").click()
    signed_in.get_by_role("dialog", name="The link is made").get_by_role("button", name="Close").click()
    signed_in.get_by_role("button", name="QR code of winter").click()
    picture = signed_in.get_by_role("dialog", name="QR code of winter")
    expect(picture.get_by_role("img")).to_have_js_property("complete", True)
    assert picture.get_by_role("img").evaluate("image => image.naturalWidth") > 0
    with signed_in.expect_download() as download:
        picture.get_by_role("link", name="Download PNG").click()
    assert download.value.suggested_filename == "winter.png"
    picture.get_by_role("button", name="Close").click()
    signed_in.get_by_role("button", name="Archive the link winter").click()
    signed_in.get_by_role("dialog").get_by_role("button", name="Archive").click()
    expect(signed_in.locator("#links tbody tr", has_text="winter")).to_have_count(0)


@pytest.mark.parametrize(
    ("path", "shown"),
    [("/partners", "#partners tbody tr"), ("/partners/1", "#totals dd"), ("/links", "#promo-codes caption")],
)
def test_the_pages_are_accessible_and_fit_a_phone(signed_in: Page, console_url: str, path: str, shown: str) -> None:
    signed_in.goto(console_url + path)
    expect(signed_in.locator(shown).first).to_be_visible()
    for scheme, width in (("light", 1440), ("dark", 390)):
        signed_in.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        signed_in.set_viewport_size({"width": width, "height": 900})
        assert signed_in.evaluate("document.documentElement.scrollWidth") <= width
        assert find_barriers(signed_in) == []
