"""Rule sets have versions, thresholds by program, and name only what there is; allowances take effect and end."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from fraud.errors import RuleSetInvalid
from fraud.facts.allowances import Allowance, list_allowances, save_allowance
from fraud.review.decisions import query_decisions
from fraud.rules.rule_sets import RuleSet, Thresholds, parse_rule_set, query_rule_set, save_rule_set
from fraud.runs.run import run
from tests.fraud.conftest import UNTIL
from tests.fraud.filling import make_facts
from warehouse.interface import Warehouse

Month = list[dict[str, Any]]


def test_without_a_saved_set_the_files_count(warehouse: Warehouse) -> None:
    assert query_rule_set(warehouse, 1) == RuleSet()


def test_every_saving_is_a_version_that_can_be_read_again(warehouse: Warehouse) -> None:
    first = save_rule_set(warehouse, 1, {"off": ["burst"]}, "member:7", "webinars", UNTIL)
    second = save_rule_set(warehouse, 1, {"settings": {"too_fast": {"floor_seconds": 10}}}, "key:1", "ours", UNTIL)
    assert (first.version, second.version) == (1, 2)
    assert query_rule_set(warehouse, 1) == second
    assert query_rule_set(warehouse, 1, 1) == first
    assert query_rule_set(warehouse, 2) == RuleSet()


@pytest.mark.parametrize(
    "content",
    [
        {"rules": {}},
        {"off": ["no_such_rule"]},
        {"settings": {"no_such_rule": {}}},
        {"settings": {"too_fast": {"no_such_parameter": 1}}},
        {"settings": {"too_fast": {"floor_seconds": "10"}}},
        {"settings": {"too_fast": {"floor_seconds": True}}},
        {"settings": {"too_fast": {"floor_seconds": -1}}},
        {"settings": {"crowded_address": {"household": 1.5}}},
        {"settings": {"paid_click": {"click_ids": ["gclid", 1]}}},
        {"settings": []},
        {"hold_at": 9, "reject_at": 5},
        {"hold_at": "5"},
        {"programs": {"one": [5, 9]}},
        {"programs": {"1": [5]}},
    ],
)
def test_a_set_that_names_what_is_not_there_is_rejected(content: dict[str, Any]) -> None:
    with pytest.raises(RuleSetInvalid):
        parse_rule_set(content)


def test_a_program_may_have_thresholds_of_its_own(
    warehouse: Warehouse, small_month: Month, filled: dict[str, str]
) -> None:
    orders = filled
    programs = {ref: 2 if ref == "f9" else 1 for ref in make_facts(small_month).refs}
    facts = replace(make_facts(small_month), programs=programs)
    run(warehouse, facts, RuleSet(programs={2: Thresholds(90, 99)}), UNTIL)
    assert _decided(warehouse, orders, small_month, "F9") == {"pay"}
    assert _decided(warehouse, orders, small_month, "F7") == {"reject"}


def test_an_allowance_covers_its_time_and_its_end_starts_a_full_run(
    warehouse: Warehouse, small_month: Month, filled: dict[str, str]
) -> None:
    orders = filled
    facts = make_facts(small_month)
    begins, ends = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
    allowance = Allowance("a1", "partner", "f10", begins, ends, "member:7", "may advertise")
    save_allowance(warehouse, 1, allowance, UNTIL)
    allowed = replace(facts, allowances=tuple(list_allowances(warehouse, 1)))
    run(warehouse, allowed, RuleSet(), UNTIL)
    assert _decided(warehouse, orders, small_month, "F10") == {"pay"}
    assert _decided(warehouse, orders, small_month, "F11") == {"hold"}
    save_allowance(warehouse, 1, allowance, UNTIL, is_active=False)
    assert list_allowances(warehouse, 1) == []
    run(warehouse, facts, RuleSet(), UNTIL)
    assert _decided(warehouse, orders, small_month, "F10") == {"hold"}


def _decided(warehouse: Warehouse, orders: dict[str, str], month: Month, arch: str) -> set[str]:
    ids = [orders[row["order"]] for row in month if row["type"] == "conversion" and row["arch"] == arch]
    return {decision.decision for decision in query_decisions(warehouse, 1, ids).values()}
