"""What a rule would have marked with other values, before they are saved."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from events.moments import first_of_month
from fraud.facts.site_facts import SiteFacts
from fraud.rules.rule_files import Rule
from fraud.runs.evidence import query_evidence
from fraud.runs.findings import join_rule, make_parameters, select_used
from fraud.runs.spans import Span, span_of_month, spans_of_days
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement


@dataclass(frozen=True, slots=True)
class Marked:
    """What a rule would have marked of one partner, outcome and currency.

    ``outcome`` is refunded, pay, hold or reject of conversions, converted or not_converted of clicks.
    """

    partner: str
    outcome: str
    currency: str
    clicks: int
    conversions: int
    amount_minor: int


def backtest(
    warehouse: Warehouse, facts: SiteFacts, rule: Rule, values: Mapping[str, Value], start: datetime, end: datetime
) -> list[Marked]:
    """What the rule marks in the half-open period; the statement is that of a run, so a run marks the same."""
    statement = join_rule(rule, ("fraud.backtest", "backtest"))
    totals: dict[tuple[str, str, str], list[int]] = {}
    for span in _query_spans(warehouse, facts.site_id, rule, start, end):
        for confirmed_only in query_evidence(warehouse, facts.site_id, (rule.subject,), span):
            common = make_parameters(facts, values, span, confirmed_only=confirmed_only)
            parameters = {**common, "from_time": start, "to_time": end}
            rows = warehouse.query(statement, select_used(statement, parameters))
            for partner, outcome, currency, *counts in rows.parse_tuples(tuple[str, str, str, int, int, int]):
                total = totals.setdefault((partner, outcome, currency), [0, 0, 0])
                total[:] = [known + more for known, more in zip(total, counts, strict=True)]
    return [Marked(*key, *totals[key]) for key in sorted(totals)]


def _query_spans(warehouse: Warehouse, site_id: int, rule: Rule, start: datetime, end: datetime) -> Sequence[Span]:
    first, last = start.astimezone(UTC).date(), (end - timedelta(milliseconds=1)).astimezone(UTC).date()
    rows = warehouse.query(
        read_statement("fraud.backtest", "days_with_facts"), {"site_id": site_id, "first": first, "last": last}
    )
    clicks_by_day = dict(rows.parse_tuples(tuple[date, int]))
    if rule.subject == "click":
        return spans_of_days(clicks_by_day)
    return [span_of_month(month) for month in sorted({first_of_month(day) for day in clicks_by_day})]
