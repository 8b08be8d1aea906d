"""Fraud review in a real browser: open, decide, undo, try a value, save it, use the allow list, read the log."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from fraud.facts.site_facts import SiteFacts
from fraud.rules.rule_sets import RuleSet, query_rule_set
from fraud.runs.run import run
from tests.console.conftest import Shop
from tests.console.writes import writing
from tests.fixtures.warehouse import empty_tables
from warehouse.interface import Warehouse

pytestmark = pytest.mark.browser

PHONE_WIDTH = 390


@pytest.fixture
def queue(signed_in: Page, console_url: str, figures: Warehouse, shop: Shop) -> Page:
    """The page with two orders of Alice's after paid clicks, one fraud run, and nothing else."""
    empty_tables(figures)
    now = datetime.now(UTC)
    for number, minutes, kind in ((1, 90, "click"), (2, 60, "sale"), (3, 90, "click"), (4, 60, "sale")):
        row: dict[str, object] = {"site_id": shop.site_id, "event_id": f"0192d2a0-0000-7000-8000-{number:012}"}
        row |= {"type": kind, "timestamp": now - timedelta(minutes=minutes), "visitor_id": f"b{(number + 1) // 2}"}
        row |= {"ref": "alice", "traffic": "human", "ip_prefix": "203.0.113.0/24"}
        row |= {
            "click_id_kind": "gclid" if kind == "click" else "",
            "order_id": f"TB-{number}" if kind == "sale" else "",
        }
        row |= {"amount_minor": 4200 if kind == "sale" else None, "currency": "EUR" if kind == "sale" else ""}
        figures.insert("events", {name: [value] for name, value in row.items()})
    run(figures, SiteFacts(shop.site_id, {"alice": "alice"}, {}, frozenset(), {}), RuleSet(), now)
    signed_in.goto(f"{console_url}/fraud?class=policy")
    return signed_in


def test_marks_are_opened_decided_together_undone_and_logged(queue: Page) -> None:
    queue.get_by_role("button", name="The click was paid for").press("Enter")
    expect(queue.locator("#marks tbody tr")).to_have_count(2)
    expect(queue).to_have_url(re.compile("partner=alice"))
    expect(queue).to_have_url(re.compile("rule=paid_click"))
    queue.get_by_role("button", name="Open TB-4").press("Enter")
    panel = queue.get_by_role("dialog")
    expect(panel).to_contain_text("which an advertising network adds")
    expect(panel.get_by_role("table").first).to_contain_text("Sale TB-4")
    expect(panel.get_by_role("table").last).to_contain_text("203.0.113.0/24")
    queue.keyboard.press("Escape")
    _decide(queue, "Approve", "agreed by contract")
    expect(queue.get_by_role("heading", name="Nothing to review")).to_be_visible()
    queue.get_by_label("State").select_option("decided")
    expect(queue.locator("#marks .badge[data-decision=pay]")).to_have_count(2)
    _decide(queue, "Undo", "the contract ended")
    queue.get_by_label("State").select_option("open")
    expect(queue.locator("#marks .badge[data-decision=hold]")).to_have_count(2)
    queue.go_back()
    expect(queue.get_by_label("State")).to_have_value("decided")
    queue.get_by_role("combobox", name="Show").select_option("log")
    expect(queue.locator("#log")).to_contain_text("the contract ended")
    expect(queue.locator("#log")).to_contain_text("ada@shop.example")


def test_a_value_is_tried_and_saved_as_a_version_and_a_network_is_put_on_the_allow_list(
    queue: Page, figures: Warehouse, shop: Shop
) -> None:
    queue.get_by_role("combobox", name="Show").select_option("rules")
    trial = queue.get_by_role("form", name="Back-test a value")
    trial.get_by_label("Rule").select_option("paid_click")
    trial.get_by_label("Values").fill('["msclkid"], ["gclid"]')
    trial.get_by_role("button", name="Back-test").click()
    expect(queue.locator("#trial tbody tr").first).to_contain_text("nothing marked")
    expect(queue.locator("#trial tbody tr").last).to_contain_text("2 held")
    saving = queue.get_by_role("form", name="Save a new version")
    saving.get_by_label("Value to save").select_option('["msclkid"]')
    saving.get_by_label("Why").fill("others may")
    saving.get_by_role("button", name="Save version").click()
    expect(saving).to_contain_text("Version 1 takes effect")
    assert query_rule_set(figures, shop.site_id).settings == {"paid_click": {"click_ids": ["msclkid"]}}
    queue.get_by_role("combobox", name="Show").select_option("allowances")
    allowing = queue.get_by_role("form", name="Add to the allow list")
    allowing.get_by_label("Value").fill("203.0.113.7")
    allowing.get_by_label("Through").fill("2036-12-31")
    allowing.get_by_label("Why").fill("our office")
    allowing.get_by_role("button", name="Add").click()
    expect(queue.locator("#allowances tbody tr")).to_contain_text("Network or address203.0.113.0/24")
    queue.get_by_role("button", name="End: 203.0.113.0/24").click()
    expect(queue.get_by_text("The allow list is empty")).to_be_visible()


def test_no_part_of_it_is_wider_than_a_phone(queue: Page, console_url: str) -> None:
    queue.set_viewport_size({"width": PHONE_WIDTH, "height": 844})
    drawn = {
        "queue": "#groups tbody tr",
        "rules": "#rules tbody tr",
        "allowances": "[data-allow]",
        "log": "[data-log-empty]",
    }
    for show, selector in drawn.items():
        queue.goto(f"{console_url}/fraud?show={show}")
        expect(queue.locator(selector).first).to_be_visible()
        assert queue.evaluate("document.documentElement.scrollWidth") <= PHONE_WIDTH, show
    queue.goto(f"{console_url}/fraud?partner=alice&rule=paid_click")
    expect(queue.locator("#marks tbody tr").first).to_be_visible()
    assert queue.evaluate("document.documentElement.scrollWidth") <= PHONE_WIDTH


def _decide(page: Page, decision: str, why: str) -> None:
    page.get_by_label("Select all").check()
    deciding = page.get_by_role("form", name="Decide on the selected marks")
    expect(deciding).to_contain_text("2 selected")
    deciding.get_by_label("Why").fill(why)
    with writing(page):
        deciding.get_by_role("button", name=decision).click()
