"""Months are calendar months of the program's zone."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from earnings.terms.calendar import add_months, find_period
from earnings.terms.tiers import PeriodKind

WARSAW = ZoneInfo("Europe/Warsaw")


@pytest.mark.parametrize(
    ("moment", "months", "expected"),
    [
        ("2026-01-31T10:00:00+00:00", 1, "2026-02-28T10:00:00+00:00"),
        ("2024-01-31T10:00:00+00:00", 1, "2024-02-29T10:00:00+00:00"),
        ("2026-01-10T09:00:00+00:00", 6, "2026-07-10T08:00:00+00:00"),
        ("2026-11-30T22:59:59+00:00", 13, "2027-12-30T22:59:59+00:00"),
        ("2026-12-31T12:00:00+00:00", 12, "2027-12-31T12:00:00+00:00"),
    ],
)
def test_the_local_hour_stays_and_a_missing_day_becomes_the_last(moment: str, months: int, expected: str) -> None:
    assert add_months(datetime.fromisoformat(moment), months, WARSAW) == datetime.fromisoformat(expected)


@pytest.mark.parametrize(
    ("kind", "name", "end"),
    [
        (PeriodKind.MONTH, "2026-04", "2026-04-30T22:00:00+00:00"),
        (PeriodKind.QUARTER, "2026-Q2", "2026-06-30T22:00:00+00:00"),
        (PeriodKind.YEAR, "2026", "2026-12-31T23:00:00+00:00"),
    ],
)
def test_a_period_begins_at_midnight_of_the_zone(kind: PeriodKind, name: str, end: str) -> None:
    period = find_period(datetime(2026, 3, 31, 22, 0, tzinfo=UTC), kind, WARSAW)
    assert (period.name, period.end) == (name, datetime.fromisoformat(end))


def test_a_lifetime_has_no_end() -> None:
    assert find_period(datetime(2026, 1, 1, tzinfo=UTC), PeriodKind.LIFETIME, WARSAW).end is None
