"""Settings in a real browser: the site, whose reports are believed, the signing key, a test of the tag."""

import re

import pytest
from playwright.sync_api import Page, expect

from database.sessions import Sessions, begin_read
from registry.models import Site
from registry.sites import get_site
from tests.console.conftest import Shop
from tests.console.writes import save

pytestmark = pytest.mark.browser


def read_site(sessions: Sessions, shop: Shop) -> Site:
    with begin_read(sessions) as session:
        return get_site(session, shop.site_id)


def test_an_owner_says_whose_reports_are_believed(
    signed_in: Page, console_url: str, registry_sessions: Sessions, shop: Shop
) -> None:
    signed_in.goto(f"{console_url}/settings/trust")
    form = signed_in.get_by_role("form", name="Whose reports are believed")
    expect(form.get_by_label("Sales are made")).to_have_value("browser")
    form.get_by_label("Sales are made").select_option("server")
    form.get_by_label("Highest unsigned sale").fill("500.00")
    save(form)
    expect(signed_in.locator("[data-toasts]")).to_contain_text("Saved")
    site = read_site(registry_sessions, shop)
    assert (site.sales_from, site.leads_from, site.max_browser_amount) == ("server", "browser", 50_000)
    signed_in.reload()
    expect(form.get_by_label("Sales are made")).to_have_value("server")
    expect(form.get_by_label("Highest unsigned sale")).to_have_value("500.00")


def test_an_owner_changes_the_site_and_where_links_lead(
    signed_in: Page, console_url: str, registry_sessions: Sessions, shop: Shop
) -> None:
    signed_in.goto(f"{console_url}/settings")
    form = signed_in.get_by_role("form", name="The site")
    hosts = form.get_by_label("Further hosts")
    hosts.fill("https://Apps.example/x, *.bücher.example")
    form.get_by_role("textbox", name="Name").fill("Shop of shops")
    save(form)
    expect(hosts).to_have_value("apps.example\n*.xn--bcher-kva.example")
    hosts.fill("")
    save(form)
    site = read_site(registry_sessions, shop)
    assert (site.name, site.link_hosts, site.timezone) == ("Shop of shops", [], "Europe/Berlin")
    partners = signed_in.get_by_role("form", name="What partners see")
    partners.get_by_label("The order ids").check()
    save(partners)
    signed_in.reload()
    expect(partners.get_by_label("The order ids")).to_be_checked()


def test_the_signing_key_is_shown_when_asked_for_and_rotated_after_a_question(
    signed_in: Page, console_url: str, registry_sessions: Sessions, shop: Shop
) -> None:
    signed_in.goto(f"{console_url}/settings/trust")
    shown = signed_in.locator("[data-signing-key]")
    expect(shown).to_be_empty()
    signed_in.get_by_role("button", name="Show the key").click()
    before = read_site(registry_sessions, shop).signing_key
    expect(shown).to_have_text(before)
    signed_in.get_by_role("button", name="Make another key").click()
    signed_in.get_by_role("dialog").get_by_role("button", name="Make another key").click()
    expect(shown).not_to_have_text(before)
    expect(shown).to_have_text(re.compile("sig_.+"))
    assert read_site(registry_sessions, shop).signing_key == shown.text_content()


def test_the_tag_shows_what_its_hosts_sent(signed_in: Page, console_url: str) -> None:
    signed_in.goto(f"{console_url}/settings/tag")
    expect(signed_in.locator("[data-live-line]")).to_contain_text("Seen:")
    expect(signed_in.locator("#hosts tbody tr").first).to_be_visible()
