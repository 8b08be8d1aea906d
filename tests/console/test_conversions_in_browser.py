"""The ledger in a real browser: what only browsers reported is approved; a lead is found, worked on and decided."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from fraud.facts.site_facts import SiteFacts
from fraud.rules.rule_sets import RuleSet
from fraud.runs.run import run
from tests.console.conftest import Shop
from tests.fixtures.axe import find_barriers
from tests.fixtures.event_rows import event_id, make_event, store_events
from tests.fixtures.warehouse import empty_tables
from warehouse.interface import Warehouse

pytestmark = pytest.mark.browser


@pytest.fixture
def orders(figures: Warehouse, shop: Shop) -> None:
    """Two orders of Alice's that browsers reported, one of the shop's server, her lead, one run, and one order more."""
    empty_tables(figures)
    now = datetime.now(UTC)
    for number, source in ((1, "browser"), (2, "browser"), (3, "server"), (5, "server"), (4, "browser")):
        if number == 4:
            run(figures, SiteFacts(shop.site_id, {"alice": "alice"}, {}, frozenset(), {}), RuleSet(), now)
        who = {"site_id": shop.site_id, "visitor_id": f"b{number}"}
        sale = {"type": "sale", "order_id": f"TB-{number}", "amount_minor": 4200, "currency": "EUR", "source": source}
        what: dict[str, object] = {"type": "lead", "source": source} if number == 5 else sale
        clicked = now - timedelta(minutes=90)
        for first, minutes, fields in ((10, 0, {"ref": "alice"}), (20, 1, {"type": "engage"}), (0, 60, what)):
            store_events(figures, [make_event(first + number, clicked + timedelta(minutes=minutes), **who, **fields)])


def test_what_is_to_be_confirmed_is_chosen_and_approved(signed_in: Page, console_url: str, orders: None) -> None:
    signed_in.goto(f"{console_url}/attribution")
    expect(signed_in.locator("[data-unconfirmed]")).to_contain_text(
        "3 of these (€126.00), 75.0%, only browsers reported"
    )
    signed_in.get_by_role("link", name="Show conversions").click()
    page = signed_in
    expect(page.locator("#conversions tbody tr")).to_have_count(5)
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


def test_a_lead_is_found_worked_on_and_decided_in_its_drawer(signed_in: Page, console_url: str, orders: None) -> None:
    page = signed_in
    page.goto(f"{console_url}/conversions")
    page.get_by_role("combobox", name="Kind").select_option("lead")
    expect(page.locator("#conversions tbody tr")).to_have_count(1)
    expect(page).to_have_url(re.compile("conversion=lead"))
    page.get_by_role("link", name="Lead 000005").press("Enter")
    drawer = page.get_by_role("dialog", name="Lead")
    expect(drawer).to_contain_text("Credited to Alice <Blog> by last click within 30 days")
    expect(drawer.get_by_role("region", name="Commission")).to_contain_text("Not decided yet")
    expect(drawer.get_by_role("region", name="Fraud")).to_contain_text("The rules found nothing.")

    drawer.get_by_label("Stage").select_option("qualified")
    drawer.get_by_label("Note for the team").fill("Calls back on Monday.")
    with page.expect_response(lambda response: response.request.method == "PATCH"):
        drawer.get_by_role("button", name="Save lead").click()
    expect(drawer.get_by_role("form", name="Lead").get_by_role("status")).to_have_text("Saved: Qualified")
    history = drawer.get_by_role("region", name="History")
    expect(history).to_contain_text("Stage: Qualified")
    expect(history).to_contain_text("ada@shop.example")

    decision = drawer.get_by_role("form", name="Decide on this conversion")
    decision.get_by_label("Note (the partner reads it)").fill("odd")
    decision.get_by_role("button", name="Hold").click()
    expect(decision.get_by_role("status")).to_have_text("Held for review.")
    expect(history).to_contain_text("Held for review: odd")

    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()
    row = page.locator("#conversions tbody tr")
    expect(row.locator("[data-decision=hold]")).to_be_visible()
    expect(row).to_contain_text("Qualified")
    expect(page.get_by_role("link", name="Lead 000005")).to_be_focused()
    expect(page).not_to_have_url(re.compile("#"))
    page.get_by_role("combobox", name="Lead", exact=True).select_option("won")
    expect(page.get_by_text("Nothing here fits these filters")).to_be_visible()
    page.go_back()
    expect(row).to_contain_text("Qualified")


def test_a_servers_sale_without_a_visitor_says_what_to_send_and_leads_to_the_call(
    signed_in: Page, console_url: str, shop: Shop, orders: None, figures: Warehouse
) -> None:
    sale = {"type": "sale", "order_id": "TB-6", "amount_minor": 4200, "currency": "EUR", "visitor_id": ""}
    for number, source in ((6, "server"), (7, "browser")):
        what = {**sale, "order_id": f"TB-{number}", "source": source, "site_id": shop.site_id}
        store_events(figures, [make_event(number, datetime.now(UTC) - timedelta(minutes=5), **what)])
    why = signed_in.get_by_role("dialog").get_by_role("region", name="Why")
    signed_in.goto(f"{console_url}/conversions#conversion={event_id(7)}")
    expect(why).to_contain_text("It was reported without a visitor, so no click was found.")
    expect(why.get_by_role("link")).to_have_count(0)
    signed_in.goto(f"{console_url}/conversions")
    signed_in.goto(f"{console_url}/conversions#conversion={event_id(6)}")
    expect(why).to_contain_text("Send visitor_id with the call of your server")
    expect(why.locator(".path")).to_have_count(0)
    why.get_by_role("button", name="Show the full trace").click()
    expect(signed_in.locator("#why tbody tr")).to_contain_text("No click")
    signed_in.locator("#why").get_by_role("button", name="Close").click()
    why.get_by_role("link", name="Show the call").click()
    expect(signed_in).to_have_url(re.compile(rf"/settings/tag\?site={shop.site_id}#server$"))
    expect(signed_in.get_by_label("The sale, from your server", exact=True)).to_contain_text(
        "VALUE_OF_THE_COOKIE_prm_visitor"
    )


def test_the_ledger_and_an_open_drawer_are_accessible_and_fit_a_phone(
    signed_in: Page, console_url: str, orders: None
) -> None:
    address = f"{console_url}/conversions#conversion={event_id(5)}"
    signed_in.goto(f"{console_url}/conversions")
    expect(signed_in.locator("#conversions tbody tr").first).to_be_visible()
    for is_open in (False, True):
        if is_open:
            signed_in.goto(address)
            expect(signed_in.get_by_role("region", name="History")).to_contain_text("Reported by the server")
            expect(signed_in.get_by_role("form", name="Lead")).to_be_visible()
        for scheme, width in (("light", 1440), ("dark", 390)):
            signed_in.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            signed_in.set_viewport_size({"width": width, "height": 900})
            assert signed_in.evaluate("document.documentElement.scrollWidth") <= width
            assert find_barriers(signed_in) == []
    box = signed_in.locator("dialog.drawer").bounding_box()
    assert box
    assert (box["x"], box["width"], box["height"]) == (0, 390, 900)
