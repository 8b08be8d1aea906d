"""The pages in a real browser, on figures of the real warehouse."""

import re
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from redis import Redis

from events.keys import SETTLED
from tests.console.conftest import Shop
from tests.fixtures.redis import RedisProcess
from warehouse.interface import Warehouse

pytestmark = pytest.mark.browser

REPORTS = {
    "/overview": "#partners tbody tr",
    "/attribution": "#credits tbody tr",
    "/attribution?show=compare": "[data-compared] tbody tr",
    "/paths": "#paths tbody tr",
    "/funnel?by=partner": "#breakdown tbody tr",
    "/cohorts?measure=revenue": "[data-cohorts] tbody tr",
    "/promo-codes": "#codes tbody tr",
    "/partners": "#partners tbody tr",
    "/partners/1?tab=orders": "#conversions tbody tr",
    "/conversions": "#conversions tbody tr",
}
PHONE_WIDTH, PAPER_WIDTH = 390, 1000
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.mark.parametrize("path", REPORTS)
def test_a_report_shows_its_figures_and_how_far_they_reach_on_screen_phone_and_paper(
    signed_in: Page, console_url: str, path: str
) -> None:
    signed_in.goto(console_url + path)
    expect(signed_in.locator(REPORTS[path]).first).to_be_visible()
    expect(signed_in.locator("[data-freshness]")).to_contain_text("Complete until")
    for scheme in SCHEMES:
        signed_in.emulate_media(color_scheme=scheme)
        signed_in.set_viewport_size({"width": PHONE_WIDTH, "height": 844})
        assert signed_in.evaluate("document.documentElement.scrollWidth") <= PHONE_WIDTH, scheme
    signed_in.emulate_media(media="print", color_scheme="dark")
    signed_in.set_viewport_size({"width": PAPER_WIDTH, "height": 700})
    expect(signed_in.locator("[data-print-summary]")).to_contain_text("Europe/Berlin")
    expect(signed_in.locator("[data-filters]")).to_be_hidden()
    expect(signed_in.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    assert signed_in.evaluate("document.documentElement.scrollWidth") <= PAPER_WIDTH


def test_a_filter_is_kept_in_the_address_and_the_back_button_undoes_it(signed_in: Page) -> None:
    signed_in.get_by_role("combobox", name="By", exact=True).select_option("ref")
    expect(signed_in.locator("#credits caption")).to_contain_text("by code")
    expect(signed_in).to_have_url(re.compile("by=ref"))
    signed_in.reload()
    expect(signed_in.get_by_role("combobox", name="By", exact=True)).to_have_value("ref")
    signed_in.go_back()
    expect(signed_in.locator("#credits caption")).to_contain_text("by partner")
    expect(signed_in).not_to_have_url(re.compile("by="))


def test_a_period_of_ones_own_includes_its_last_day(signed_in: Page) -> None:
    signed_in.locator("summary", has_text="Period").click()
    signed_in.get_by_role("textbox", name="From").fill("2026-01-01")
    signed_in.get_by_role("textbox", name="Through").fill("2026-01-31")
    with signed_in.expect_request(lambda request: "/attribution?" in request.url and "to=2026-02-01" in request.url):
        signed_in.get_by_role("button", name="Show these days").click()


def test_the_table_sorts_by_the_heading_that_is_pressed(signed_in: Page) -> None:
    heading = signed_in.locator("#credits thead th", has_text="Partner")
    heading.get_by_role("button").press("Enter")
    expect(heading).to_have_attribute("aria-sort", "ascending")
    names = signed_in.locator("#credits tbody th").all_inner_texts()
    assert names == sorted(names, key=str.lower)


def test_the_arrow_keys_move_along_the_days_of_the_chart(signed_in: Page) -> None:
    chart = signed_in.get_by_role("img", name="Sales a day")
    chart.press("End")
    expect(signed_in.locator("#daily .readout")).to_contain_text("sales")
    last = signed_in.locator("#daily .readout").inner_text()
    chart.press("ArrowLeft")
    expect(signed_in.locator("#daily .readout")).not_to_have_text(last)
    expect(signed_in.locator("#daily .bars .chosen")).to_have_count(1)


def test_new_events_appear_without_a_reload(
    signed_in: Page, figures: Warehouse, redis_process: RedisProcess, shop: Shop
) -> None:
    total = signed_in.locator("#credits tfoot td").first
    expect(total).not_to_be_empty()
    before = total.inner_text()
    moment = datetime.now(UTC) - timedelta(20)
    sale = {"site_id": shop.site_id, "event_id": "0192d2a0-0000-7000-8000-000000000001", "type": "sale"}
    sale |= {"order_id": "late", "amount_minor": 100, "currency": "EUR", "visitor_id": "late", "traffic": "human"}
    figures.insert("events", {name: [value] for name, value in (sale | {"timestamp": moment}).items()})
    with Redis.from_url(redis_process.url) as redis:
        redis.hincrby(SETTLED % 0, f"{shop.site_id}:stored", 1)
    # The longer its figures took, the longer the page pauses.
    expect(total).not_to_have_text(before, timeout=90_000)


def test_the_funnel_is_built_step_by_step(signed_in: Page, console_url: str) -> None:
    signed_in.goto(f"{console_url}/funnel?steps=click,lead,engage")
    expect(signed_in.locator("#funnel li")).to_have_count(3)
    signed_in.get_by_role("button", name="Remove this step").nth(1).click()
    expect(signed_in.locator("#funnel li")).to_have_count(2)
    expect(signed_in).to_have_url(re.compile("steps=click%2Cengage"))
    signed_in.get_by_role("button", name="Add a step").click()
    signed_in.get_by_label("Kind of step").last.select_option("event")
    signed_in.get_by_label("Name of the event").last.fill("trial")
    signed_in.get_by_label("Name of the event").last.press("Tab")
    expect(signed_in.locator("#funnel li").last).to_contain_text("Event “trial”")


def test_the_list_continues_with_the_next_page(signed_in: Page, console_url: str) -> None:
    signed_in.goto(f"{console_url}/conversions")
    expect(signed_in.locator("#conversions tbody tr")).to_have_count(50)
    signed_in.get_by_role("button", name="Show more").click()
    expect(signed_in.locator("#conversions tbody tr").nth(50)).to_be_visible()
    links = signed_in.locator("#conversions tbody a").evaluate_all("all => all.map(each => each.ariaLabel)")
    assert len(set(links)) == len(links) > 50


def test_the_full_trace_opens_over_the_drawer_and_closes_by_escape(signed_in: Page, console_url: str) -> None:
    signed_in.goto(f"{console_url}/conversions")
    signed_in.locator("#conversions tbody td").first.click()
    signed_in.get_by_role("button", name="Show the full trace").click()
    panel = signed_in.get_by_role("dialog", name="Why")
    expect(panel.get_by_role("table")).to_contain_text("Credited")
    expect(signed_in).to_have_url(re.compile("why="))
    signed_in.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    # The address follows in an event of its own.
    expect(signed_in).not_to_have_url(re.compile("why="))
    expect(signed_in.get_by_role("button", name="Show the full trace")).to_be_focused()
    signed_in.keyboard.press("Escape")
    expect(signed_in.locator("dialog.drawer")).to_be_hidden()
    expect(signed_in).not_to_have_url(re.compile("#"))


def test_an_empty_period_says_what_to_do(signed_in: Page, console_url: str) -> None:
    signed_in.goto(f"{console_url}/attribution?period=custom&from=2020-01-01&through=2020-01-02")
    expect(signed_in.get_by_role("heading", name="Nothing recorded in this period")).to_be_visible()
    expect(signed_in.get_by_text('data-site="pk_')).to_be_visible()
    expect(signed_in.locator("[data-report]")).to_be_hidden()
