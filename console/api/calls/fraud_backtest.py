"""GET /fraud/backtest."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from console.api.fields import Count, Resource
from console.api.parameters import PERIOD
from console.api.questions.period import parse_period
from console.api.request import Asked, Call, Table
from console.api.values import parse_text
from console.errors import InvalidRequest
from database.sessions import begin_read
from fraud.backtest.report import Marked, backtest
from fraud.facts.allowances import list_allowances
from fraud.facts.site_facts import query_site_facts
from fraud.rules.rule_files import Rule, read_rules
from fraud.rules.rule_sets import parse_value, query_rule_set
from money.amount import Amount, list_amounts
from warehouse.interface import Value

MAX_VALUES = 20


class BacktestRow(Resource):
    """What a rule would have marked of a partner with this value, by what became of it; `value` null: as it stands."""

    rule: str
    value: Any
    partner: str
    outcome: str
    clicks: Count
    conversions: Count
    revenue: list[Amount]


def answer_backtest(asked: Asked) -> Table:
    """What a rule would have marked for each of the ``values`` of a ``parameter``.

    Without them as it stands, and without a rule all that are on.
    """
    query, sources, site_id = asked.query, asked.sources, asked.site().site_id
    period, asked_rules = parse_period(query, asked.now), _find_rules(parse_text(query, "rule"))
    rule_set = query_rule_set(sources.warehouse, site_id)
    allowances = list_allowances(sources.warehouse, site_id)
    with begin_read(sources.sessions) as session:
        facts = query_site_facts(session, site_id, sources.secret, allowances)
    rows: list[BacktestRow] = []
    for rule in asked_rules or rule_set.rules():
        for value, changed in _parse_values(rule, query):
            values = {**rule_set.values(rule), **changed}
            marked = backtest(sources.warehouse, facts, rule, values, period.start, period.end)
            rows += _add_currencies(rule.name, value, marked)
    return Table(rows, meta={**period.describe(), "rule_set": rule_set.version})


def _find_rules(name: str) -> list[Rule]:
    found = [rule for rule in read_rules() if rule.name == name]
    if name and not found:
        raise InvalidRequest("rule", "give one of " + ", ".join(rule.name for rule in read_rules()))
    return found


def _parse_values(rule: Rule, query: Mapping[str, str]) -> list[tuple[Value | None, Mapping[str, Value]]]:
    """Each value and what it changes; numbers stand between commas, anything else is one JSON value."""
    name = parse_text(query, "parameter")
    if not name:
        return [(None, {})]
    if not query.get("rule"):
        raise InvalidRequest("rule", "name the rule whose parameter it is", "missing")
    values = [parse_value(rule, name, value) for value in _parse_list(query.get("values", ""))]
    return [(value, {name: value}) for value in values]


def _parse_list(text: str) -> list[object]:
    try:
        values: list[object] = orjson.loads(f"[{text}]")
    except orjson.JSONDecodeError:
        raise InvalidRequest("values", "give numbers between commas, or one JSON value") from None
    if not 0 < len(values) <= MAX_VALUES:
        raise InvalidRequest("values", f"give 1 to {MAX_VALUES} values")
    return values


def _add_currencies(rule: str, value: Value | None, marked: Sequence[Marked]) -> list[BacktestRow]:
    """One row a partner and outcome, its money by currency."""
    grouped: dict[tuple[str, str], list[Marked]] = {}
    for each in marked:
        grouped.setdefault((each.partner, each.outcome), []).append(each)
    return [
        BacktestRow(
            rule=rule,
            value=value,
            partner=partner,
            outcome=outcome,
            clicks=sum(each.clicks for each in parts),
            conversions=sum(each.conversions for each in parts),
            revenue=list_amounts({each.currency: each.amount_minor for each in parts}),
        )
        for (partner, outcome), parts in grouped.items()
    ]


CALLS = (
    Call(
        "read_backtest",
        "GET",
        "/fraud/backtest",
        answer_backtest,
        "What rules would have marked: clicks, conversions and money, by partner and later outcome",
        parameters=(*PERIOD, "rule", "parameter", "values", "format"),
        row=BacktestRow,
    ),
)
