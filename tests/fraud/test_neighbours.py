"""Who looks alike and is not: a family and a ring, a reload and a replay, a carrier and a flood."""

from typing import Any

import pytest

from fraud.review.decisions import query_decisions
from fraud.rules.rule_files import read_rules
from fraud.rules.rule_sets import RuleSet, parse_rule_set
from fraud.runs.run import run
from tests.fraud.conftest import UNTIL, Decide
from tests.fraud.filling import make_facts
from warehouse.interface import Warehouse

Month = list[dict[str, Any]]


def _decided(decided: Any, month: Month, arch: str) -> set[str]:
    orders = {row["order"] for row in month if row["type"] == "conversion" and row["arch"] == arch}
    return {decided[order] for order in orders}


def test_who_looks_alike_is_kept_apart(warehouse: Warehouse, small_month: Month, covered: dict[str, str]) -> None:
    found = query_decisions(warehouse, 1, list(covered.values()))
    decided = {order: found[event_id].decision for order, event_id in covered.items()}
    assert _decided(decided, small_month, "H9") == {"pay"}, "a reload is one order"
    assert _decided(decided, small_month, "F8") == {"hold"}, "a replay by others is not"
    for arch in ("H2", "H3", "H4", "H12", "H15"):
        assert _decided(decided, small_month, arch) == {"pay"}, "people who share an address"
    for arch in ("F10", "F11"):
        assert _decided(decided, small_month, arch) == {"hold"}, "policy is for a person"
    assert _marked_partners(warehouse, "class", "givt") == {"f2"}
    assert not any(partner.startswith("h") for partner in _marked_partners(warehouse, "rule", "unengaged_partner"))


def test_an_address_alone_never_holds_anything(decide: Decide, warehouse: Warehouse, small_month: Month) -> None:
    others = {"settings": {}, "off": _rules_but("network")}
    decided = decide(small_month, parse_rule_set(others))
    assert set(decided.values()) == {"pay"}
    marked = warehouse.query(
        "select distinct rule from marks final where subject_kind = 'conversion' and is_active = 1"
    )
    assert "crowded_address" in marked.columns[0]


@pytest.mark.usefixtures("filled")
def test_a_rule_that_is_off_marks_nothing(warehouse: Warehouse, small_month: Month) -> None:
    run(warehouse, make_facts(small_month), RuleSet(off=frozenset({"paid_click"})), UNTIL)
    assert len(warehouse.query("select rule from marks where rule = 'paid_click'")) == 0


def _marked_partners(warehouse: Warehouse, column: str, value: str) -> set[str]:
    statement = (
        "select distinct partner from marks final"
        " where is_active = 1 and {column:Identifier} = {value:String} and (subject_kind = 'click' or class != 'givt')"
    )
    return set(map(str, warehouse.query(statement, {"column": column, "value": value}).columns[0]))


def _rules_but(family: str) -> list[str]:
    return [rule.name for rule in read_rules() if rule.family != family]
