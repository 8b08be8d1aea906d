"""Answers GET /cohorts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from console.api.questions.attribution import read_rules
from console.api.questions.exchange import read_exchange
from console.api.questions.period import read_period
from console.api.request import Asked, Table
from events.moments import DAY_MS, to_milliseconds
from money.amount import Amount, add_money, list_amounts
from reports.attribution.paths import CreditQuestion, make_parameters
from reports.buckets import Interval, list_starts
from reports.exchange.exchange import Exchange, make_exchange_parameters
from reports.period import Period
from warehouse.sql_parts import join_statement

WEEK_MS = 7 * DAY_MS
_COLUMNS = ("cohort", "week", "people", "buyers", "repeaters", "revenue", "repeat_revenue")


@dataclass(frozen=True, slots=True)
class Week:
    """What the people of a cohort did in one week; money by currency, after refunds."""

    buyers: int = 0
    repeaters: int = 0
    revenue_minor: Mapping[str, int] = field(default_factory=dict)
    repeat_minor: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cohort:
    """Who first came between ``start_ms`` and the next cohort's."""

    start_ms: int
    people: int
    weeks: Mapping[int, Week]

    def list_weeks(self, now_ms: int) -> Iterator[tuple[int, Week]]:
        """Every week that has begun for anybody of them, those without buyers too."""
        last = max((now_ms - self.start_ms) // WEEK_MS, *self.weeks, 0)
        return ((week, self.weeks.get(week, Week())) for week in range(last + 1))


def answer_cohorts(asked: Asked) -> Table:
    """People by the week of their first click, and what they bought in each week after it, until now."""
    period, now_ms = read_period(asked.query, asked.now), to_milliseconds(asked.now)
    until_ms = max(period.to_ms, now_ms)
    exchange = read_exchange(asked, period.from_ms, until_ms)
    cohorts = _report_cohorts(asked, period, until_ms, exchange)
    sums = add_money(*(week.revenue_minor for cohort in cohorts for week in cohort.weeks.values()))
    kept = {exchange.currency: 0} if exchange and cohorts else dict.fromkeys(sums, 0) if not exchange else {}
    rows = [
        _show(cohort, number, week, kept, period) for cohort in cohorts for number, week in cohort.list_weeks(now_ms)
    ]
    unconverted = {currency: amount for currency, amount in sums.items() if currency not in kept}
    meta = {**period.describe(), **(exchange.describe(unconverted) if exchange else {})}
    return Table(_COLUMNS, rows, {"people": sum(cohort.people for cohort in cohorts)}, meta)


def _report_cohorts(asked: Asked, period: Period, until_ms: int, exchange: Exchange | None) -> list[Cohort]:
    codes, rules = read_rules(asked)
    question = CreditQuestion(asked.site().site_id, period.from_ms, until_ms, rules, types=("sale",))
    starts_ms = [to_milliseconds(start) for start in list_starts(period, Interval.WEEK)]
    statement = join_statement(("reports.attribution", "people"), ("reports.journeys", "cohorts"))
    parameters = {
        **make_parameters(question, codes),
        **make_exchange_parameters(exchange),
        "starts_ms": starts_ms,
        "ends_ms": period.to_ms,
    }
    return _gather(asked.sources.warehouse.query(statement, parameters).dicts())


def _gather(rows: Sequence[Mapping[str, Any]]) -> list[Cohort]:
    sizes = {row["cohort_ms"]: row["people"] for row in rows if row["week"] < 0}
    weeks: dict[int, dict[int, Week]] = {start_ms: {} for start_ms in sizes}
    for row in rows:
        if row["week"] >= 0:
            money = (dict(zip(*row[name], strict=True)) for name in ("revenue_minor", "repeat_minor"))
            weeks[row["cohort_ms"]][row["week"]] = Week(row["people"], row["repeaters"], *money)
    return [Cohort(start_ms, people, weeks[start_ms]) for start_ms, people in sizes.items()]


def _show(cohort: Cohort, number: int, week: Week, kept: Mapping[str, int], period: Period) -> dict[str, object]:
    """``kept``: every currency that is shown, with nothing in it."""
    came = datetime.fromtimestamp(cohort.start_ms / 1000, UTC).astimezone(period.zone)
    return {
        "cohort": came.date().isoformat(),
        "week": number,
        "people": cohort.people,
        "buyers": week.buyers,
        "repeaters": week.repeaters,
        "revenue": _show_kept(week.revenue_minor, kept),
        "repeat_revenue": _show_kept(week.repeat_minor, kept),
    }


def _show_kept(minor: Mapping[str, int], kept: Mapping[str, int]) -> list[Amount]:
    return list_amounts({currency: minor.get(currency, 0) for currency in kept})
