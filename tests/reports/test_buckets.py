"""Hours of clocks that move by something else than an hour."""

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from events.moments import to_milliseconds
from reports.buckets import Interval, list_starts
from reports.period import Period


@pytest.mark.parametrize(
    ("day", "starts"),
    [
        # Half an hour is left out, and half an hour comes twice.
        ("2026-10-04", ["01:00+10:30", "02:30+11:00", "03:00+11:00"]),
        ("2026-04-05", ["01:00+11:00", "01:30+10:30", "02:00+10:30", "03:00+10:30"]),
    ],
)
def test_hours_follow_a_clock_that_moves_by_half_an_hour(day: str, starts: list[str]) -> None:
    zone = ZoneInfo("Australia/Lord_Howe")
    first = datetime.fromisoformat(f"{day}T01:00").replace(tzinfo=zone)
    last = datetime.fromisoformat(f"{day}T03:30").replace(tzinfo=zone)
    found = [start.isoformat("T", "minutes")[11:] for start in list_starts(Period(first, last, zone), Interval.HOUR)]
    assert found == starts


@pytest.mark.parametrize(
    "zone", ["Australia/Lord_Howe", "Africa/Casablanca", "Asia/Kathmandu", "America/Havana", "Antarctica/Troll"]
)
def test_the_hours_of_a_year_are_whole_except_at_clock_changes(zone: str) -> None:
    period = Period(
        datetime(2026, 1, 1, tzinfo=ZoneInfo(zone)), datetime(2027, 1, 1, tzinfo=ZoneInfo(zone)), ZoneInfo(zone)
    )
    starts = list_starts(period, Interval.HOUR)
    lengths = [(to_milliseconds(after) - to_milliseconds(start)) // 60_000 for start, after in pairwise(starts)]
    assert len([length for length in lengths if length != 60]) <= 4
    assert all(0 < length <= 60 for length in lengths)
    assert to_milliseconds(starts[-1]) < period.to_ms <= to_milliseconds(starts[-1]) + 3_600_000
