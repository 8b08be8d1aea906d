"""What the back-test says a rule would have marked is what a run with those values marks."""

from datetime import UTC, datetime
from typing import Any

import pytest

from fraud.backtest.report import Marked, backtest
from fraud.facts.site_facts import SiteFacts
from fraud.rules.rule_files import Rule, read_rules
from fraud.rules.rule_sets import RuleSet, parse_rule_set
from fraud.runs.run import run
from tests.fraud.conftest import UNTIL
from tests.fraud.filling import fill_warehouse, make_facts
from tests.fraud.forgery import forge_sales
from warehouse.interface import Warehouse

Month = list[dict[str, Any]]
START, END = datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 5, 1, tzinfo=UTC)
COUNT = """
select partner, uniqExact(subject_id) as marked
from marks final
where is_active = 1 and rule = {rule:String} and subject_kind != 'partner'
group by partner
order by partner
"""
CONCERNED = """
select partner, count() as marked
from conversion_facts final
where partner != ''
  and not is_allowed
  and (partner, toStartOfMonth(day), is_confirmed) in
      (select subject_id, period, is_confirmed from marks final
       where is_active = 1 and rule = {rule:String} and subject_kind = 'partner')
group by partner
order by partner
"""


@pytest.mark.usefixtures("covered")
def test_money_is_that_of_the_conversions_and_only_the_period_counts(warehouse: Warehouse, small_month: Month) -> None:
    facts = make_facts(small_month)
    _check_money(warehouse, facts, small_month)
    _check_period(warehouse, facts)


# The suite asks the same of this month with forged sales in it, by the next test.
@pytest.mark.slow
@pytest.mark.usefixtures("covered")
def test_the_backtest_of_every_rule_equals_its_marks(warehouse: Warehouse, small_month: Month) -> None:
    facts = make_facts(small_month)
    for rule in read_rules():
        marked = backtest(warehouse, facts, rule, rule.defaults(), START, END)
        assert _sum(marked) == _read_marks(warehouse, rule), rule.name


def test_the_backtest_judges_each_conversion_by_its_own_evidence(warehouse: Warehouse, small_month: Month) -> None:
    month = [*small_month, *forge_sales(small_month, "f7", 30), *forge_sales(small_month, "h1", 30)]
    fill_warehouse(warehouse, month)
    facts = make_facts(month)
    run(warehouse, facts, RuleSet(), UNTIL)
    for rule in read_rules():
        marked = backtest(warehouse, facts, rule, rule.defaults(), START, END)
        assert _sum(marked) == _read_marks(warehouse, rule), rule.name


@pytest.mark.usefixtures("covered")
@pytest.mark.parametrize(
    ("name", "values"), [("late_coupon", {"page_seconds": 100}), ("repeated_click", {"gap_seconds": 2})]
)
def test_another_value_marks_what_the_backtest_said(
    warehouse: Warehouse, small_month: Month, name: str, values: dict[str, float]
) -> None:
    facts = make_facts(small_month)
    rule = next(rule for rule in read_rules() if rule.name == name)
    before = _read_marks(warehouse, rule)
    predicted = _sum(backtest(warehouse, facts, rule, {**rule.defaults(), **values}, START, END))
    assert predicted != before
    run(warehouse, facts, parse_rule_set({"settings": {name: values}}, 1), UNTIL, everything=True)
    assert _read_marks(warehouse, rule) == predicted


def _check_money(warehouse: Warehouse, facts: SiteFacts, small_month: Month) -> None:
    """Money and outcome are those of the conversions."""
    rule = next(rule for rule in read_rules() if rule.name == "disposable_email")
    marked = backtest(warehouse, facts, rule, rule.defaults(), START, END)
    refunded = sum(row["refunded"] for row in small_month if row["type"] == "conversion" and row["arch"] == "F7")
    assert marked == [
        Marked("f7", "refunded", "USD", 0, refunded, refunded * 999),
        Marked("f7", "reject", "USD", 0, 35 - refunded, (35 - refunded) * 999),
    ]


def _check_period(warehouse: Warehouse, facts: SiteFacts) -> None:
    """Only the period counts, and two halves are the whole."""
    rule = next(rule for rule in read_rules() if rule.name == "checkout_click")
    middle = datetime(2026, 3, 12, 13, 30, tzinfo=UTC)
    parts = [backtest(warehouse, facts, rule, rule.defaults(), *period) for period in ((START, middle), (middle, END))]
    assert _sum(parts[0] + parts[1]) == _read_marks(warehouse, rule)
    assert all(parts)


def _sum(marked: list[Marked]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for each in marked:
        totals[each.partner] = totals.get(each.partner, 0) + each.clicks + each.conversions
    return totals


def _read_marks(warehouse: Warehouse, rule: Rule) -> dict[str, int]:
    """Marked clicks and conversions of each partner; of a rule about partners the conversions that it concerns."""
    rows = warehouse.query(CONCERNED if rule.subject == "partner" else COUNT, {"rule": rule.name})
    return {str(partner): int(str(count)) for partner, count in zip(*rows.columns, strict=True)}
