"""The overview in a real browser: five figures choose the chart, what waits is linked, and the answer is asked once."""

import re
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.console.conftest import Shop
from tests.fixtures.axe import find_barriers
from tests.fixtures.event_rows import make_event, store_events
from warehouse.interface import Warehouse

pytestmark = pytest.mark.browser

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def overview(signed_in: Page, console_url: str, figures: Warehouse, shop: Shop) -> Page:
    """The page, with a click of a minute ago and a refund that nobody can place."""
    now = datetime.now(UTC)
    site = {"site_id": shop.site_id, "visitor_id": "now"}
    refund = {"type": "refund", "order_id": "nobodys", "refund_id": "r1", "amount_minor": 100, "currency": "EUR"}
    store_events(figures, [make_event(1, now - timedelta(minutes=1), ref="alice", country="PL", **site)])
    store_events(figures, [make_event(2, now - timedelta(days=2), **site, **refund)])
    signed_in.goto(f"{console_url}/")
    expect(signed_in.locator("#partners tbody tr").first).to_be_visible()
    return signed_in


def test_the_first_page_shows_figures_with_their_change_and_all_lists_from_one_call(
    overview: Page, console_url: str
) -> None:
    asked: list[str] = []
    overview.on("request", lambda request: asked.append(request.url))
    overview.reload()
    expect(overview).to_have_url(f"{console_url}/overview")
    metrics = overview.locator("[data-metrics] button")
    expect(metrics).to_have_count(5)
    expect(metrics.nth(0)).to_contain_text(re.compile(r"Revenue.*€[\d,]+\.\d\d.*none before", re.DOTALL))
    for table in ("#partners", "#sources", "#countries"):
        expect(overview.locator(f"{table} tbody tr").first).to_be_visible()
    expect(overview.get_by_role("link", name="Alice <Blog>")).to_be_visible()
    refunds = overview.get_by_role("link", name="1 refund of an unknown order")
    expect(refunds).to_have_attribute("href", re.compile(r"^/payouts\?tab=refunds&site=\d+$"))
    expect(overview.locator("[data-latest] li").first).to_contain_text("Alice <Blog> · Poland")
    calls = [url.split("/api/v1/")[1].partition("?")[0] for url in asked if "/api/v1/" in url]
    assert set(calls) <= {"overview", "freshness"}


def test_a_figure_chooses_the_chart_by_keyboard_and_the_server_need_not_compute_again(overview: Page) -> None:
    expect(overview.locator("#daily figcaption")).to_contain_text("Revenue a day, and ")
    with overview.expect_response(lambda response: "/overview?" in response.url) as answered:
        overview.locator("[data-metric=clicks]").press("Enter")
    # A minute may have passed meanwhile.
    assert answered.value.status in (200, 304)
    expect(overview.locator("#daily figcaption")).to_contain_text("Clicks a day")
    expect(overview.locator("[data-metric=clicks]")).to_be_focused()
    expect(overview.locator("[data-metric=clicks]")).to_have_attribute("aria-pressed", "true")
    expect(overview).to_have_url(re.compile("metric=clicks"))
    overview.locator("#daily details summary").click()
    expect(overview.locator("#daily thead")).to_contain_text("Days before")


def test_without_a_comparison_there_is_no_change(overview: Page, console_url: str) -> None:
    overview.goto(f"{console_url}/overview?compare=off")
    expect(overview.locator("#daily figcaption")).to_have_text("Revenue a day")
    expect(overview.locator("[data-metrics] .change").first).to_be_empty()


def test_nothing_hinders_people_in_light_dark_or_on_a_phone(overview: Page) -> None:
    for scheme in SCHEMES:
        overview.emulate_media(color_scheme=scheme)
        assert find_barriers(overview) == []
    overview.set_viewport_size({"width": 390, "height": 844})
    assert find_barriers(overview) == []
    assert overview.evaluate("document.documentElement.scrollWidth") <= 390
