"""What a rule would have marked with other values, before anybody saves them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from reports.fraud.finding import WEAKEST_CHANCE, make_parameters, write_statement
from reports.fraud.rule_files import Rule
from reports.fraud.site_facts import SiteFacts
from reports.fraud.spans import Span, months_of, span_of_month, spans_of_days
from warehouse.interface import Value, Warehouse


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
    for span in _list_spans(rule, start, end):
        parameters: dict[str, Value] = {
            **make_parameters(facts, rule, values, span),
            "from_time": start,
            "to_time": end,
            "weakest": WEAKEST_CHANCE,
        }
        for partner, outcome, currency, *counts in zip(*warehouse.query(statement, parameters).columns, strict=True):
            total = totals.setdefault((str(partner), str(outcome), str(currency)), [0, 0, 0])
            total[:] = [known + int(str(more)) for known, more in zip(total, counts, strict=True)]
    return [Marked(*key, *totals[key]) for key in sorted(totals)]


def _list_spans(rule: Rule, start: datetime, end: datetime) -> Sequence[Span]:
    days = _list_days(start.astimezone(UTC), end.astimezone(UTC))
    if rule.subject == "click":
        # One span for each day: what a statement sorts must fit into memory, whatever the period.
        return [span for day in days for span in spans_of_days({day: 0})]
    return [span_of_month(month) for month in sorted(months_of(days))]


def _list_days(start: datetime, end: datetime) -> list[date]:
    last = (end - timedelta(milliseconds=1)).date()
    return [start.date() + timedelta(number) for number in range((last - start.date()).days + 1)]
