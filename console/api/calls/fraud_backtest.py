"""GET /fraud/backtest."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from console.api.calls.fraud_run import read_facts
from console.api.questions.period import read_period
from console.api.request import Asked, Call, Table
from console.api.values import read_text
from fraud.backtest import Marked, backtest
from fraud.rule_files import Rule, read_rules
from fraud.rule_sets import read_rule_set, read_value
from money.amount import list_amounts
from reports.errors import QuestionInvalid
from warehouse.interface import Value

MOST_VALUES = 20
_COLUMNS = ("rule", "value", "partner", "outcome", "clicks", "conversions", "revenue")


def backtest_rules(asked: Asked) -> Table:
    """What a rule would have marked for each of the ``values`` of a ``parameter``.

    Without them as it stands, and without a rule all that are on.
    """
    query, warehouse = asked.query, asked.sources.warehouse
    period = read_period(query, asked.now)
    rule_set = read_rule_set(warehouse, asked.site().site_id)
    facts = read_facts(asked)
    rows: list[dict[str, Any]] = []
    for rule in _find_rules(read_text(query, "rule")) or rule_set.rules():
        for value, changed in _read_values(rule, query):
            values = {**rule_set.values(rule), **changed}
            marked = backtest(warehouse, facts, rule, values, period.start, period.end)
            rows += [{"rule": rule.name, "value": value, **row} for row in _add_currencies(marked)]
    return Table(_COLUMNS, rows, meta={**period.describe(), "rule_set": rule_set.version})


def _find_rules(name: str) -> list[Rule]:
    found = [rule for rule in read_rules() if rule.name == name]
    if name and not found:
        raise QuestionInvalid("rule", "give one of " + ", ".join(rule.name for rule in read_rules()))
    return found


def _read_values(rule: Rule, query: Mapping[str, str]) -> list[tuple[Value | None, Mapping[str, Value]]]:
    """Each value and what it changes; numbers stand between commas, anything else is one JSON value."""
    name = read_text(query, "parameter")
    if not name:
        return [(None, {})]
    if not query.get("rule"):
        raise QuestionInvalid("rule", "name the rule whose parameter it is", "missing")
    values = [read_value(rule, name, value) for value in _split_values(query.get("values", ""))]
    return [(value, {name: value}) for value in values]


def _split_values(text: str) -> list[object]:
    try:
        values: list[object] = orjson.loads(f"[{text}]")
    except orjson.JSONDecodeError:
        raise QuestionInvalid("values", "give numbers between commas, or one JSON value") from None
    if not 0 < len(values) <= MOST_VALUES:
        raise QuestionInvalid("values", f"give 1 to {MOST_VALUES} values")
    return values


def _add_currencies(marked: Sequence[Marked]) -> list[dict[str, object]]:
    """One row a partner and outcome, its money by currency."""
    grouped: dict[tuple[str, str], list[Marked]] = {}
    for each in marked:
        grouped.setdefault((each.partner, each.outcome), []).append(each)
    return [
        {
            "partner": partner,
            "outcome": outcome,
            "clicks": sum(each.clicks for each in parts),
            "conversions": sum(each.conversions for each in parts),
            "revenue": list_amounts({each.currency: each.amount_minor for each in parts}),
        }
        for (partner, outcome), parts in grouped.items()
    ]


CALLS = (
    Call(
        "GET",
        "/fraud/backtest",
        backtest_rules,
        "What rules would have marked: clicks, conversions and money, by partner and later outcome",
        parameters=("site", "from", "to", "tz", "rule", "parameter", "values", "format"),
        row="Backtest",
    ),
)
