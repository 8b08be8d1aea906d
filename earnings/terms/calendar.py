"""Months and periods of a program, in its time zone."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from earnings.terms.tiers import PeriodKind

_MONTHS = {PeriodKind.MONTH: 1, PeriodKind.QUARTER: 3, PeriodKind.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Period:
    """Half-open; ``end`` is None for a lifetime."""

    name: str
    end: datetime | None


def add_months(moment: datetime, months: int, zone: ZoneInfo) -> datetime:
    """The same local time so many calendar months later; a day that the month does not have becomes its last."""
    local = moment.astimezone(zone)
    year, month = divmod(local.year * 12 + local.month - 1 + months, 12)
    day = min(local.day, monthrange(year, month + 1)[1])
    return local.replace(year=year, month=month + 1, day=day).astimezone(UTC)


@lru_cache(maxsize=65_536)
def find_period(moment: datetime, kind: PeriodKind, zone: ZoneInfo) -> Period:
    """The month, quarter or year of a moment, named 2026-01, 2026-Q1 or 2026."""
    if kind is PeriodKind.LIFETIME:
        return Period("lifetime", None)
    local = moment.astimezone(zone)
    first = (local.month - 1) // _MONTHS[kind] * _MONTHS[kind] + 1
    start = datetime(local.year, first, 1, tzinfo=zone)
    names = {
        PeriodKind.MONTH: f"{local.year}-{first:02}",
        PeriodKind.QUARTER: f"{local.year}-Q{first // 3 + 1}",
        PeriodKind.YEAR: str(local.year),
    }
    return Period(names[kind], add_months(start, _MONTHS[kind], zone))
