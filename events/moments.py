"""Moments as everything between the packages counts them: whole milliseconds since the epoch."""

from datetime import UTC, date, datetime, timedelta

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_milliseconds(moment: datetime) -> int:
    """Milliseconds since the epoch, exactly."""
    return (moment.astimezone(UTC) - _EPOCH) // timedelta(milliseconds=1)


def from_milliseconds(moment_ms: int) -> datetime:
    """The moment in UTC, exactly."""
    return _EPOCH + timedelta(milliseconds=moment_ms)


def first_of_month(day: date) -> date:
    """The first day of the day's calendar month."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first day of the calendar month after the day's."""
    return first_of_month(first_of_month(day) + timedelta(32))
