"""After an import is taken back the rules find what they would have found without it."""

from typing import Any

from fraud.review.decisions import query_decisions
from fraud.rules.rule_sets import RuleSet
from fraud.runs.run import run
from fraud.runs.run_log import request_full_run
from tests.fixtures.warehouse import empty_tables
from tests.fraud.conftest import UNTIL
from tests.fraud.filling import fill_warehouse, make_events, make_facts
from tests.fraud.scenario import DAY, START
from warehouse.interface import Warehouse
from warehouse.upkeep.undo.removal import Batch, remove_import

WRONG = Batch(1, "imp_wrong")
STANDING = "select subject_id, toString(rule) from marks final where is_active = 1 order by all"
PARTNER_DAYS = "select day, toString(partner), clicks, engaged from partner_days final order by all"
MARKED = (
    "alter table events update import_id = 'imp_wrong' where toString(event_id) in {ids:Array(String)}"
    " settings mutations_sync = 2"
)


def test_marks_and_decisions_are_as_if_it_had_never_been_there(
    warehouse: Warehouse, small_month: list[dict[str, Any]]
) -> None:
    facts = make_facts(small_month)
    wrong = [row for row in small_month if row["type"] == "click" and 9 * DAY <= row["ts"] - START < 12 * DAY]
    others = [row for row in small_month if row not in wrong]
    orders = fill_warehouse(warehouse, others)
    run(warehouse, facts, RuleSet(), UNTIL)
    expected = read_findings(warehouse, orders)
    empty_tables(warehouse)
    orders = fill_warehouse(warehouse, others)
    fill_warehouse(warehouse, wrong)
    ids = [event.event_id for row in wrong for event in make_events(row)]
    warehouse.execute(MARKED, {"ids": ids})
    run(warehouse, facts, RuleSet(), UNTIL)
    assert read_findings(warehouse, orders) != expected
    assert remove_import(warehouse, WRONG)["click_facts"] > 0
    request_full_run(warehouse, 1)
    assert run(warehouse, facts, RuleSet(), UNTIL).everything
    assert read_findings(warehouse, orders) == expected


def test_a_site_without_a_run_needs_none(warehouse: Warehouse) -> None:
    request_full_run(warehouse, 1)
    assert warehouse.query("select count() from fraud_runs").parse_value(int) == 0


def read_findings(warehouse: Warehouse, orders: dict[str, str]) -> tuple[Any, ...]:
    """The marks in force, the sums of partners, and the decision of each order."""
    decided = query_decisions(warehouse, 1, list(orders.values()))
    marks, days = (list(zip(*warehouse.query(each).columns, strict=True)) for each in (STANDING, PARTNER_DAYS))
    return marks, days, {order: decided[event_id].decision for order, event_id in orders.items()}
