"""People by the week of their first click, and what they bought in each week after it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from events.moments import DAY_MS, to_milliseconds
from registry.code_lookup import CodeLookup
from reports.buckets import Interval, list_starts
from reports.exchange.exchange import Exchange, make_exchange_parameters
from reports.paths.question import CreditQuestion, make_parameters
from reports.paths.statements import join_conversions_statement
from reports.period import Period
from reports.program_rules import Rules
from warehouse.interface import Warehouse

WEEK_MS = 7 * DAY_MS


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


@dataclass(frozen=True, slots=True)
class CohortQuestion:
    """Cohorts of the ``period``, what they bought until ``until_ms``, in one currency where ``exchange`` says so."""

    site_id: int
    period: Period
    until_ms: int
    exchange: Exchange | None = None


def report_cohorts(warehouse: Warehouse, codes: CodeLookup, rules: Rules, question: CohortQuestion) -> list[Cohort]:
    """The oldest first."""
    period = question.period
    credit = CreditQuestion(question.site_id, period.from_ms, question.until_ms, rules, types=("sale",))
    starts_ms = [to_milliseconds(start) for start in list_starts(period, Interval.WEEK)]
    statement = join_conversions_statement(("reports.journeys", "cohorts"))
    parameters = {
        **make_parameters(credit, codes),
        **make_exchange_parameters(question.exchange),
        "starts_ms": starts_ms,
        "ends_ms": period.to_ms,
    }
    return _gather(warehouse.query(statement, parameters).dicts())


def _gather(rows: Sequence[Mapping[str, Any]]) -> list[Cohort]:
    sizes = {row["cohort_ms"]: row["people"] for row in rows if row["week"] < 0}
    weeks: dict[int, dict[int, Week]] = {start_ms: {} for start_ms in sizes}
    for row in rows:
        if row["week"] >= 0:
            money = (dict(zip(*row[name], strict=True)) for name in ("revenue_minor", "repeat_minor"))
            weeks[row["cohort_ms"]][row["week"]] = Week(row["people"], row["repeaters"], *money)
    return [Cohort(start_ms, people, weeks[start_ms]) for start_ms, people in sizes.items()]
