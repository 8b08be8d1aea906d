"""Conversions that only browsers reported, in a real browser: named under the totals, chosen and approved."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from fraud.facts.site_facts import SiteFacts
from fraud.rules.rule_sets import RuleSet
from fraud.runs.run import run
from tests.console.conftest import Shop
from tests.fixtures.event_rows import event_id, make_event, store_events
from tests.fixtures.warehouse import empty_tables
from warehouse.interface import Warehouse

pytestmark = pytest.mark.browser


@pytest.fixture
def orders(figures: Warehouse, shop: Shop) -> None:
    """Two orders of Alice's that browsers reported, one of the shop's server, one fraud run, and one order more."""
    empty_tables(figures)
    now = datetime.now(UTC)
    for number, source in ((1, "browser"), (2, "browser"), (3, "server"), (4, "browser")):
        if number == 4:
            run(figures, SiteFacts(shop.site_id, {"alice": "alice"}, {}, frozenset(), {}), RuleSet(), now)
        who = {"site_id": shop.site_id, "visitor_id": f"b{number}"}
        sale = {"type": "sale", "order_id": f"TB-{number}", "amount_minor": 4200, "currency": "EUR", "source": source}
        clicked = now - timedelta(minutes=90)
        for first, minutes, fields in ((10, 0, {"ref": "alice"}), (20, 1, {"type": "engage"}), (0, 60, sale)):
            store_events(figures, [make_event(first + number, clicked + timedelta(minutes=minutes), **who, **fields)])


def test_what_is_to_be_confirmed_is_chosen_and_approved(signed_in: Page, console_url: str, orders: None) -> None:
    signed_in.goto(f"{console_url}/attribution")
    expect(signed_in.locator("[data-unconfirmed]")).to_contain_text(
        "3 of these (€126.00), 75.0%, only browsers reported"
    )
    signed_in.get_by_role("link", name="Show conversions").click()
    page = signed_in
    expect(page.locator("#conversions tbody tr")).to_have_count(4)
    expect(page.get_by_role("row", name="TB-4")).to_contain_text("not checked yet")
    expect(page.get_by_role("row", name="TB-3").locator("[data-decision=pay]")).to_be_visible()
    expect(page.get_by_role("checkbox", name="Choose:")).to_have_count(2)
    page.get_by_role("checkbox", name="Select all shown").check()
    expect(page.locator("[data-chosen]")).to_have_text("2 selected")
    page.get_by_role("checkbox", name="Choose: sale TB-1").uncheck()
    form = page.get_by_role("form", name="Decide on the selected conversions")
    form.get_by_label("Why").fill("paid at the till")
    page.once("dialog", lambda dialog: dialog.dismiss())
    form.get_by_role("button", name="Approve").click()
    expect(form.get_by_role("status")).to_have_text("Nothing was changed")
    form.get_by_label("Why").fill("paid at the till")
    page.once("dialog", lambda dialog: dialog.accept())
    form.get_by_role("button", name="Approve").click()
    expect(form.get_by_role("status")).to_have_text("1 decided")
    expect(page.get_by_role("row", name="TB-2").locator("[data-decision=pay]")).to_be_visible()
    expect(page.get_by_role("row", name="TB-1").locator("[data-decision=pending]")).to_be_visible()
    page.goto(f"{console_url}/conversions?why={event_id(1)}")
    expect(page.get_by_role("dialog")).to_contain_text("reported by the browser")
    expect(page.get_by_role("dialog")).to_contain_text("Pending (to be confirmed, only a browser reported it)")
