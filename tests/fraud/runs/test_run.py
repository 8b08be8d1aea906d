"""A run covers new events and what late events concern; many runs give the same result as one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from fraud.review.decisions import query_decisions
from fraud.rules.rule_sets import RuleSet
from fraud.runs.run import run
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.fraud.conftest import UNTIL
from tests.fraud.filling import fill_warehouse, insert_events, make_events, make_facts
from tests.fraud.one_rule import ONE_RULE
from tests.fraud.scenario import DAY, START
from warehouse.interface import Warehouse

Month = list[dict[str, Any]]
STANDING = "select subject_id, rule, weight from marks final where is_active = 1 and site_id = {site_id:UInt32}"


@pytest.mark.usefixtures("filled")
def test_a_second_run_finds_nothing_to_do(warehouse: Warehouse, small_month: Month) -> None:
    facts = make_facts(small_month)
    first = run(warehouse, facts, RuleSet(), UNTIL)
    second = run(warehouse, facts, RuleSet(), UNTIL)
    assert first.marks > 0
    assert first.decisions > 0
    assert (second.marks, second.decisions, second.everything) == (0, 0, False)


@pytest.mark.usefixtures("covered")
def test_a_run_over_everything_changes_nothing(warehouse: Warehouse, small_month: Month) -> None:
    again = run(warehouse, make_facts(small_month), RuleSet(), UNTIL, everything=True)
    assert (again.marks, again.decisions, again.everything) == (0, 0, True)


def test_many_runs_come_to_what_one_does(warehouse: Warehouse, small_month: Month) -> None:
    facts, orders = make_facts(small_month), dict[str, str]()
    for begins, ends in ((0, 9), (9, 20), (20, 90)):
        part = [row for row in small_month if START + begins * DAY <= row["ts"] < START + ends * DAY]
        fill_warehouse(warehouse, part, known_orders=orders)
        run(warehouse, facts, RuleSet(), UNTIL)
    by_parts = _decide(warehouse, 1, orders)
    at_once = run(warehouse, facts, RuleSet(), UNTIL, everything=True)
    assert (at_once.marks, at_once.decisions) == (0, 0)
    assert _decide(warehouse, 1, orders) == by_parts


def test_what_happens_at_or_after_the_given_moment_is_left_to_a_later_run(
    warehouse: Warehouse, small_month: Month, filled: dict[str, str]
) -> None:
    orders = filled
    facts = make_facts(small_month)
    early = UNTIL - timedelta(days=45)
    run(warehouse, facts, RuleSet(), early)
    late = {row["order"] for row in small_month if row["type"] == "conversion" and row["ts"] >= early.timestamp()}
    before = _decide(warehouse, 1, orders)
    assert all(before[order] == ("pay", 0.0) for order in late)
    run(warehouse, facts, RuleSet(), UNTIL)
    after = _decide(warehouse, 1, orders)
    run(warehouse, facts, RuleSet(), UNTIL, everything=True)
    assert _decide(warehouse, 1, orders) == after


def test_late_refunds_cover_a_partner_again(warehouse: Warehouse, small_month: Month) -> None:
    month = [{**row, "refunded": False} if row["type"] == "conversion" else row for row in small_month]
    fill_warehouse(warehouse, month)
    facts = make_facts(month)
    run(warehouse, facts, RuleSet(), UNTIL)
    assert not _standing_rules(warehouse, "f14", "refund_rate")
    for row in month:
        if row["type"] == "conversion" and row["arch"] == "F14":
            refund = make_events({**row, "refunded": True})[1]
            insert_events(warehouse, [(refund, row)])
    run(warehouse, facts, RuleSet(), UNTIL)
    assert _standing_rules(warehouse, "f14", "refund_rate")


@pytest.mark.parametrize(
    ("state", "amount", "is_refunded"), [("lost", None, True), ("lost", 1, True), ("opened", None, False)]
)
def test_a_late_dispute_covers_its_order_again(
    warehouse: Warehouse, state: str, amount: int | None, is_refunded: bool
) -> None:
    order = {"order_id": "o1", "currency": "EUR"}
    sale = make_event(1, at("2026-03-02"), type="sale", visitor_id="v1", amount_minor=900, **order)
    store_events(warehouse, [sale])
    facts = make_facts([])
    run(warehouse, facts, ONE_RULE, at("2026-03-10"))
    assert not _is_refunded(warehouse)
    dispute = make_event(2, at("2026-03-12"), type="dispute", state=state, amount_minor=amount, **order)
    store_events(warehouse, [dispute])
    run(warehouse, facts, ONE_RULE, at("2026-03-11"))
    assert not _is_refunded(warehouse)
    run(warehouse, facts, ONE_RULE, at("2026-03-20"))
    assert _is_refunded(warehouse) is is_refunded
    store_events(warehouse, [dispute | {"event_id": event_id(3), "state": "won", "timestamp": at("2026-03-21")}])
    run(warehouse, facts, ONE_RULE, at("2026-03-30"))
    assert not _is_refunded(warehouse)


@pytest.mark.parametrize(("source", "measured"), [("redirect", 1), ("browser", 3)])
def test_no_engagement_is_expected_where_a_link_leads_away_from_the_site(
    warehouse: Warehouse, source: str, measured: int
) -> None:
    links = ("app", "app", "home")
    clicks = [
        make_event(n, at("2026-03-02"), visitor_id=f"v{n}", ref="alice", link=link, source=source)
        for n, link in enumerate(links, 1)
    ]
    store_events(warehouse, clicks)
    run(warehouse, replace(make_facts([]), links_away=("app",)), RuleSet(), at("2026-03-10"))
    counted = warehouse.query("select clicks, measured, engaged from partner_days final where partner = 'alice'")
    assert counted.parse_tuples(tuple[int, int, int]) == [(3, measured, 0)]


@pytest.mark.usefixtures("covered")
def test_a_late_engagement_takes_the_mark_off_a_click(warehouse: Warehouse, small_month: Month) -> None:
    spam = next(row for row in small_month if row["arch"] == "F1")
    facts = make_facts(small_month)
    click, engage = make_events({**spam, "engaged": True})
    assert click.event_id in _marked(warehouse)
    insert_events(warehouse, [(engage, spam)])
    run(warehouse, facts, RuleSet(), UNTIL)
    assert click.event_id not in _marked(warehouse)


def _decide(warehouse: Warehouse, site_id: int, orders: Mapping[str, str]) -> dict[str, tuple[str, float]]:
    decided = query_decisions(warehouse, site_id, list(orders.values()))
    return {order: (decided[event_id].decision, decided[event_id].score) for order, event_id in orders.items()}


def _is_refunded(warehouse: Warehouse) -> bool:
    """Of the only order."""
    return bool(warehouse.query("select is_refunded from conversion_facts final").parse_value(int))


def _standing_rules(warehouse: Warehouse, subject_id: str, rule: str) -> bool:
    rows = warehouse.query(STANDING, {"site_id": 1}).dicts()
    return any(row["subject_id"] == subject_id and row["rule"] == rule for row in rows)


def _marked(warehouse: Warehouse) -> set[str]:
    return {str(row["subject_id"]) for row in warehouse.query(STANDING, {"site_id": 1}).dicts()}
