"""What a rule would have marked with other values, before anybody saves them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import cast

from fraud.findings import choose_used, make_parameters, write_statement
from fraud.rule_files import Rule
from fraud.site_facts import SiteFacts
from fraud.spans import Span, months_of, span_of_month, spans_of_days
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement


@dataclass(frozen=True, slots=True)
class Marked:
    """How much of a partner a rule would have marked that ended so; ``amount_minor`` in the currency.

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
    statement = write_statement(rule, "backtest")
    totals: dict[tuple[str, str, str], list[int]] = {}
    for span in _list_spans(warehouse, facts.site_id, rule, start, end):
        parameters = {**make_parameters(facts, values, span), "from_time": start, "to_time": end}
        rows = warehouse.query(statement, choose_used(statement, parameters))
        for partner, outcome, currency, *counts in zip(*rows.columns, strict=True):
            total = totals.setdefault((str(partner), str(outcome), str(currency)), [0, 0, 0])
            total[:] = [known + int(str(more)) for known, more in zip(total, counts, strict=True)]
    return [Marked(*key, *totals[key]) for key in sorted(totals)]


def _list_spans(warehouse: Warehouse, site_id: int, rule: Rule, start: datetime, end: datetime) -> Sequence[Span]:
    first, last = start.astimezone(UTC).date(), (end - timedelta(milliseconds=1)).astimezone(UTC).date()
    rows = warehouse.query(read_statement("fraud", "known_days"), {"site_id": site_id, "first": first, "last": last})
    clicks_by_day = cast(dict[date, int], dict(zip(*rows.columns, strict=True)) if len(rows) else {})
    if rule.subject == "click":
        return spans_of_days(clicks_by_day)
    return [span_of_month(month) for month in sorted(months_of(clicks_by_day))]
