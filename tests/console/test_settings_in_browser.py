"""Settings in a real browser: change whose reports are believed, show the signing key, make another, test the tag."""

import re

import pytest
from playwright.sync_api import Page, expect

from database.sessions import Sessions, begin_read
from registry.models import Site
from registry.sites import get_site
from tests.console.conftest import Shop

pytestmark = pytest.mark.browser


@pytest.fixture
def settings_page(signed_in: Page, console_url: str) -> Page:
    signed_in.goto(f"{console_url}/settings")
    return signed_in


def read_site(sessions: Sessions, shop: Shop) -> Site:
    with begin_read(sessions) as session:
        return get_site(session, shop.site_id)


def test_an_owner_says_whose_reports_are_believed(settings_page: Page, registry_sessions: Sessions, shop: Shop) -> None:
    form = settings_page.get_by_role("form", name="Whose reports are believed")
    expect(form.get_by_label("Sales are made")).to_have_value("browser")
    form.get_by_label("Sales are made").select_option("server")
    form.get_by_label("Highest unsigned sale").fill("50000")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("status")).to_contain_text("Saved")
    site = read_site(registry_sessions, shop)
    assert (site.sales_from, site.leads_from, site.max_browser_amount) == ("server", "browser", 50_000)
    settings_page.reload()
    expect(form.get_by_label("Sales are made")).to_have_value("server")


def test_the_signing_key_is_shown_when_asked_for_and_rotated(
    settings_page: Page, registry_sessions: Sessions, shop: Shop
) -> None:
    shown = settings_page.locator("[data-signing-key]")
    expect(shown).to_be_empty()
    settings_page.get_by_role("button", name="Show the key").click()
    before = read_site(registry_sessions, shop).signing_key
    expect(shown).to_have_text(before)
    settings_page.get_by_role("button", name="Make another key").click()
    expect(shown).not_to_have_text(before)
    expect(shown).to_have_text(re.compile("sig_.+"))
    assert read_site(registry_sessions, shop).signing_key == shown.text_content()


def test_a_test_link_is_made_when_asked_for(settings_page: Page, registry_sessions: Sessions, shop: Shop) -> None:
    link = settings_page.locator("[data-test-link]")
    expect(link).to_be_empty()
    settings_page.get_by_role("button", name="Make a test link").click()
    expect(settings_page.locator("[data-link-status]")).to_contain_text("valid until")
    host = read_site(registry_sessions, shop).hosts[0]
    expect(link).to_have_attribute("href", re.compile(rf"https://{re.escape(host)}/\?prm_test=.+"))


def test_it_is_no_wider_than_a_phone(settings_page: Page) -> None:
    settings_page.get_by_role("button", name="Show the key").click()
    settings_page.get_by_role("button", name="Make a test link").click()
    settings_page.set_viewport_size({"width": 390, "height": 800})
    expect(settings_page.locator("[data-signing-key]")).not_to_be_empty()
    expect(settings_page.locator("[data-test-link]")).not_to_be_empty()
    assert settings_page.evaluate("document.documentElement.scrollWidth") <= 390
