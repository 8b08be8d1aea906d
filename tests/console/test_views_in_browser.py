"""Somebody saves the filters of a page under a name, opens them later, shares, renames and removes them."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.console.writes import writing
from tests.fixtures.axe import find_barriers

pytestmark = pytest.mark.browser


def open_views(page: Page) -> None:
    page.get_by_text("Views", exact=True).click()


def confirm(page: Page, dialog: str, button: str) -> None:
    with writing(page):
        page.get_by_role("dialog", name=dialog).get_by_role("button", name=button).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_view_is_saved_opened_renamed_and_removed(signed_in: Page, console_url: str) -> None:
    page = signed_in
    page.locator("[name='by']").select_option("channel")
    expect(page).to_have_url(re.compile("by=channel"))
    page.get_by_text("Last 30 days").first.click()
    page.get_by_role("button", name="Last 90 days").click()
    open_views(page)
    expect(page.locator("[data-view-list]")).to_contain_text("No view of this page is saved yet")
    page.get_by_role("button", name="Save this view").click()
    dialog = page.get_by_role("dialog", name="Save this view")
    dialog.get_by_label("Name").fill("Channels of a quarter")
    dialog.get_by_label("The whole team sees it").check()
    confirm(page, "Save this view", "Save")

    page.goto(f"{console_url}/attribution")
    expect(page.locator("[name='by']")).to_have_value("partner")
    page.set_viewport_size({"width": 390, "height": 844})
    open_views(page)
    link = page.get_by_role("link", name="Channels of a quarter")
    expect(link).to_be_visible()
    expect(page.get_by_role("list", name="Saved views")).to_contain_text("shared")
    assert find_barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    link.click()
    expect(page.locator("[name='by']")).to_have_value("channel")
    expect(page.locator("[data-period-text]")).to_have_text("Last 90 days")

    open_views(page)
    page.get_by_role("button", name="Change Channels of a quarter").click()
    page.get_by_role("dialog").get_by_label("Name").fill("Quarter")
    confirm(page, "Change the view", "Save")
    open_views(page)
    page.get_by_role("button", name="Remove Quarter").click()
    confirm(page, "Remove Quarter?", "Remove")
    open_views(page)
    expect(page.locator("[data-view-list]")).to_contain_text("No view of this page is saved yet")


@pytest.mark.parametrize("path", ["paths", "funnel", "cohorts", "promo-codes", "conversions", "partners"])
def test_the_other_pages_with_filters_have_views(signed_in: Page, console_url: str, path: str) -> None:
    signed_in.goto(f"{console_url}/{path}")
    open_views(signed_in)
    expect(signed_in.locator("[data-view-list]")).to_contain_text("No view of this page is saved yet")
