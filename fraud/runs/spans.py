"""The spans of time that one statement covers: days of clicks, a calendar month of conversions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from events.moments import first_of_month, next_month
from warehouse.interface import Value

# The kind of fact (click, conversion, or `waiting` for clicks that wait), its day, and the clicks of that day.
Written = tuple[str, date, int]
# How far back the baseline of a day reaches.
CLICK_BASELINE_DAYS = 30
# Clicks in one statement: what a rule sorts must fit into memory.
MAX_CLICKS = 1_000_000


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open days to be covered, and where their baseline begins: the site's usual traffic."""

    start: date
    end: date
    baseline_start: date

    def parameters(self) -> dict[str, Value]:
        """Its dates as parameters of the statements."""
        return {"start": self.start, "end": self.end, "baseline_start": self.baseline_start}


def spans_of_days(clicks_by_day: Mapping[date, int]) -> list[Span]:
    """Consecutive days joined, up to as many clicks as one statement should cover.

    Click rules look at each day by itself, so it makes no difference how days are joined.
    """
    spans: list[list[date]] = []
    clicks = 0
    for day in sorted(clicks_by_day):
        clicks += clicks_by_day[day]
        if spans and spans[-1][-1] == day - timedelta(1) and clicks <= MAX_CLICKS:
            spans[-1].append(day)
        else:
            spans.append([day])
            clicks = clicks_by_day[day]
    return [Span(days[0], days[-1] + timedelta(1), days[0] - timedelta(CLICK_BASELINE_DAYS)) for days in spans]


def span_of_month(month: date) -> Span:
    """A calendar month; its baseline also covers the month before."""
    start = first_of_month(month)
    return Span(start, next_month(start), first_of_month(start - timedelta(1)))


def month_of_mark(mark: Mapping[str, Any]) -> tuple[date, date]:
    """The half-open days of the calendar month that a mark stands in."""
    happened = datetime.fromtimestamp(mark["timestamp"] / 1000, UTC)
    span = span_of_month(happened.date())
    return span.start, span.end
