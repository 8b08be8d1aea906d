"""The frame of the console in a real browser: navigation, period, search, what stays when a call fails, settings."""

import re
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from console.pages.frame import PAGES
from tests.console.conftest import Shop
from tests.console.writes import save
from tests.fixtures.axe import find_barriers

pytestmark = pytest.mark.browser


def test_a_phone_has_tabs_and_the_rest_behind_more(signed_in: Page) -> None:
    signed_in.set_viewport_size({"width": 390, "height": 844})
    pages = signed_in.get_by_role("navigation", name="Pages")
    expect(pages.get_by_role("link", name="Partners")).to_be_visible()
    expect(pages.get_by_role("link", name="Funnel")).to_be_hidden()
    more = pages.get_by_role("button", name="More")
    more.press("Enter")
    expect(more).to_have_attribute("aria-expanded", "true")
    signed_in.keyboard.press("Escape")
    expect(more).to_be_focused()
    more.click()
    pages.get_by_role("link", name="Funnel").click()
    expect(signed_in.get_by_role("heading", level=1)).to_have_text("Funnel")


def test_any_number_of_days_is_a_period_and_comparing_can_be_left_out(signed_in: Page, console_url: str) -> None:
    with signed_in.expect_request(
        lambda request: "/api/v1/attribution?" in request.url and count_days(request.url) == 60
    ):
        signed_in.goto(f"{console_url}/attribution?period=60d")
    expect(signed_in.locator("[data-period-text]")).to_have_text("Last 60 days")
    expect(signed_in.locator("#previous")).to_contain_text("Compared with")
    signed_in.locator("summary", has_text="Period").press("Enter")
    signed_in.get_by_role("checkbox", name="Compare with the days before").uncheck()
    expect(signed_in.locator("#previous")).to_be_empty()
    expect(signed_in).to_have_url(re.compile("compare=off"))
    expect(signed_in).to_have_url(re.compile("period=60d"))
    signed_in.locator("summary", has_text="Period").press("Enter")
    signed_in.keyboard.press("Escape")
    expect(signed_in.locator("summary", has_text="Period")).to_be_focused()
    expect(signed_in.get_by_role("button", name="Yesterday")).to_be_hidden()


def test_search_opens_by_the_keyboard_and_leads_to_a_partner(signed_in: Page, shop: Shop) -> None:
    signed_in.keyboard.press("Control+k")
    box = signed_in.get_by_role("combobox", name="Search")
    expect(box).to_be_focused()
    box.fill("coho")
    expect(signed_in.get_by_role("option", name="Cohorts")).to_have_attribute("aria-selected", "true")
    box.fill("alice <b")
    expect(signed_in.get_by_role("option", name="Alice <Blog>")).to_be_visible()
    signed_in.keyboard.press("ArrowDown")
    signed_in.keyboard.press("ArrowUp")
    signed_in.keyboard.press("Enter")
    expect(signed_in.get_by_role("heading", level=1)).to_have_text("Alice <Blog>")
    assert f"/partners/{shop.alice_id}" in signed_in.url


def test_what_is_shown_stays_when_the_server_fails_and_is_replaced_once_it_answers(
    signed_in: Page, console_url: str, shop: Shop
) -> None:
    rows = signed_in.locator("#credits tbody tr")
    expect(rows.first).to_be_visible()
    expect(signed_in.locator("[data-skeleton]")).to_be_hidden()
    page = signed_in.context.new_page()
    page.goto(f"{console_url}/attribution")
    expect(page.locator("#credits tbody tr").first).to_be_visible()

    def fail(route: Route) -> None:
        route.fulfill(status=500, json={"error": {"code": "x", "message": "the warehouse does not answer"}})

    page.route("**/api/v1/attribution?*", fail)
    page.evaluate("document.querySelector('[data-filters]').dispatchEvent(new Event('change'))")
    expect(page.locator("[data-stale]")).to_contain_text("These figures are of")
    expect(page.locator("[data-stale]")).to_contain_text("The warehouse does not answer. This page tries again")
    expect(page.locator("#credits tbody tr").first).to_be_visible()
    # Figures of another question are not left standing.
    page.get_by_role("combobox", name="By", exact=True).select_option("channel")
    expect(page.locator("[data-error]")).to_contain_text("The figures could not be shown. The warehouse does not")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    expect(page.locator("[data-report]")).to_be_hidden()
    page.unroute("**/api/v1/attribution?*")
    expect(page.locator("#credits tbody th").first).to_have_text("Referral", timeout=60_000)
    expect(page.locator("[data-error]")).to_be_hidden()
    page.close()


def test_a_missing_page_is_said_to_be_missing_inside_the_frame(signed_in: Page, console_url: str) -> None:
    page = signed_in.context.new_page()
    answer = page.goto(f"{console_url}/no/such-page")
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("Not found")
    page.get_by_role("link", name="Partners").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Partners")
    page.close()


def test_the_time_zone_of_a_person_holds_on_every_page(signed_in: Page, console_url: str) -> None:
    signed_in.goto(f"{console_url}/account")
    form = signed_in.get_by_role("form", name="How you see figures")
    form.get_by_label("Time zone").select_option("Asia/Tokyo")
    save(form)
    expect(form.get_by_role("status")).to_have_text("Saved")
    with signed_in.expect_request(lambda request: "/partners/stats?" in request.url) as asked:
        signed_in.goto(f"{console_url}/partners")
    assert "tz=Asia%2FTokyo" in asked.value.url
    signed_in.goto(f"{console_url}/account")
    form.get_by_label("Time zone").select_option("")
    save(form)
    expect(form.get_by_role("status")).to_have_text("Saved")


@pytest.mark.parametrize("path", [*(entry.path for entry in PAGES), "/partners/1", "/account"])
def test_no_page_has_a_serious_finding_of_axe(signed_in: Page, console_url: str, path: str) -> None:
    signed_in.emulate_media(reduced_motion="reduce")
    signed_in.goto(console_url + path)
    assert find_barriers(signed_in) == [], "while it loads"
    if signed_in.locator("[data-skeleton]").count():
        expect(signed_in.locator("[data-skeleton]")).to_be_hidden(timeout=90_000)
    for scheme, width in (("light", 1280), ("dark", 1280), ("light", 390)):
        signed_in.emulate_media(color_scheme="dark" if scheme == "dark" else "light", reduced_motion="reduce")
        signed_in.set_viewport_size({"width": width, "height": 844})
        assert find_barriers(signed_in) == [], (scheme, width)


def count_days(url: str) -> int:
    """Of the period that a request is about."""
    query = parse_qs(urlsplit(url).query)
    first, last = (date.fromisoformat(query[name][0]) for name in ("from", "to"))
    return (last - first).days
