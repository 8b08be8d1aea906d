"""Splits a period into hours, days, weeks or months of the viewer's time zone."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from events.moments import next_month, to_milliseconds
from reports.errors import QuestionInvalid
from reports.period import Period

MAX_BUCKETS = 10_000


class Interval(StrEnum):
    """How long a bucket lasts; a week begins on Monday; ``total`` is one bucket."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    TOTAL = "total"


def list_starts(period: Period, interval: Interval) -> list[datetime]:
    """The beginnings of all buckets, the first one that of the period; a day of a clock change has 23 or 25 hours."""
    starts = [period.start]
    while (start := _NEXT[interval](starts[-1], period)) and to_milliseconds(start) < period.to_ms:
        if len(starts) == MAX_BUCKETS:
            raise QuestionInvalid("interval", f"give a longer interval or a shorter period; at most {MAX_BUCKETS}")
        starts.append(start)
    return starts


def _next_hour(start: datetime, period: Period) -> datetime:
    # Counted in UTC: the hour that a clock repeats in autumn is two buckets. Where a clock moves by half an hour, as on
    # Lord Howe Island, the change itself begins one.
    passed = timedelta(minutes=start.minute, seconds=start.second, microseconds=start.microsecond)
    return (start.astimezone(UTC) + timedelta(hours=1) - passed).astimezone(period.zone)


def _next_day(start: datetime, period: Period) -> datetime:
    return _midnight(start.date() + timedelta(1), period.zone)


def _next_week(start: datetime, period: Period) -> datetime:
    return _midnight(start.date() + timedelta(7 - start.weekday()), period.zone)


def _next_month(start: datetime, period: Period) -> datetime:
    return _midnight(next_month(start.date()), period.zone)


def _no_next(start: datetime, period: Period) -> None:
    return None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


_NEXT: Mapping[Interval, Callable[[datetime, Period], datetime | None]] = {
    Interval.HOUR: _next_hour,
    Interval.DAY: _next_day,
    Interval.WEEK: _next_week,
    Interval.MONTH: _next_month,
    Interval.TOTAL: _no_next,
}
