"""GET /fraud/backtest."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from console.api.fields import Count, Resource
from console.api.parameters import PERIOD
from console.api.questions.period import parse_period
from console.api.request import ApiRequest, Call, Table
from console.api.values import parse_text
from console.errors import InvalidRequest
from database.sessions import begin_read
from fraud.backtest.report import Marked, backtest
from fraud.facts.allowances import list_allowances
from fraud.facts.site_facts import query_site_facts
from fraud.rules.rule_files import Rule, read_rules
from fraud.rules.rule_sets import parse_value, query_rule_set
from fraud.rules.rule_sets.patterns import check_patterns
from money.amount import Amount, list_amounts
from warehouse.interface import Value

MAX_VALUES = 20


class BacktestRow(Resource):
    """What a rule would have marked for a partner with this value, by outcome; `value` null: the current one."""

    rule: str
    value: Any
    partner: str
    outcome: str
    clicks: Count
    conversions: Count
    revenue: list[Amount]


def answer_backtest(request: ApiRequest) -> Table:
    """What a rule would have marked for each of the ``values`` of a ``parameter``.

    Without them as it stands, and without a rule all that are on.
    """
    query, dependencies, site_id = request.query, request.dependencies, request.site().site_id
    period, rules = parse_period(query, request.now), _find_rules(parse_text(query, "rule"))
    rule_set = query_rule_set(dependencies.warehouse, site_id)
    allowances = list_allowances(dependencies.warehouse, site_id)
    with begin_read(dependencies.sessions) as session:
        facts = query_site_facts(session, site_id, dependencies.secret, allowances)
    rows: list[BacktestRow] = []
    for rule in rules or rule_set.rules():
        for value, changed in _parse_values(rule, query):
            check_patterns(dependencies.warehouse, rule, changed)
            values = {**rule_set.values(rule), **changed}
            marked = backtest(dependencies.warehouse, facts, rule, values, period.start, period.end)
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
        raise InvalidRequest("values", "give numbers separated by commas, or one JSON value") from None
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
        answer_type=BacktestRow,
        is_report=True,
    ),
)
