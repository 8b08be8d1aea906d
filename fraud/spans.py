"""The spans of time that are judged at once: a day of clicks, a calendar month of conversions."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from warehouse.interface import Value

# A kind of fact, click or conversion, its day, and the clicks of that day.
Written = tuple[str, date, int]
# How far before a day the site's habits are read.
CLICK_BASELINE_DAYS = 30
# Clicks judged by one statement: what a rule sorts must fit into memory.
MOST_CLICKS = 1_000_000


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open days that are judged, and since when the site's habits are read for it."""

    start: date
    end: date
    baseline_start: date

    def parameters(self) -> dict[str, Value]:
        """As the statements name them."""
        return {"start": self.start, "end": self.end, "baseline_start": self.baseline_start}


def spans_of_days(clicks_by_day: Mapping[date, int]) -> list[Span]:
    """The days joined where they follow each other, up to as many clicks as one statement should see.

    Click rules judge each day by itself, so it makes no difference how days are joined.
    """
    spans: list[list[date]] = []
    clicks = 0
    for day in sorted(clicks_by_day):
        clicks += clicks_by_day[day]
        if spans and spans[-1][-1] == day - timedelta(1) and clicks <= MOST_CLICKS:
            spans[-1].append(day)
        else:
            spans.append([day])
            clicks = clicks_by_day[day]
    return [Span(days[0], days[-1] + timedelta(1), days[0] - timedelta(CLICK_BASELINE_DAYS)) for days in spans]


def span_of_month(month: date) -> Span:
    """A calendar month, with the habits of the month before too."""
    start = month.replace(day=1)
    return Span(start, next_month(start), (start - timedelta(1)).replace(day=1))


def days_concerned(mark: Mapping[str, Any]) -> tuple[date, date]:
    """The half-open days of the calendar month that a mark stands in."""
    happened = datetime.fromtimestamp(mark["timestamp"] / 1000, UTC)
    span = span_of_month(happened.date())
    return span.start, span.end


def months_of(days: Iterable[date]) -> set[date]:
    """The first days of the months."""
    return {day.replace(day=1) for day in days}


def next_month(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=1) + timedelta(32)).replace(day=1)
