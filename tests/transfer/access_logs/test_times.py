"""A time of a log is the same moment in every form."""

from datetime import UTC
from zoneinfo import ZoneInfo

import pytest

from transfer.access_logs.times import parse_time

BERLIN = ZoneInfo("Europe/Berlin")
MOMENT_MS = 1_794_477_605_000


@pytest.mark.parametrize(
    ("text", "fraction_ms"),
    [
        ("12/Nov/2026:10:00:05 +0000", 0),
        ("12/Nov/2026:15:30:05 +0530", 0),
        ("12/Nov/2026:05:00:05.120 -0500", 120),
        ("2026-11-12T10:00:05Z", 0),
        ("2026-11-12T10:00:05.123456789Z", 123),
        ("2026-11-12T11:00:05,5+01:00", 500),
        ("2026/11/12 11:00:05+0100", 0),
        ("1794477605", 0),
        ("1794477605.678", 678),
        ("1794477605678", 678),
        ("1794477605678901", 678),
        ("1794477605678901234", 678),
    ],
)
def test_a_time_says_its_zone(text: str, fraction_ms: int) -> None:
    assert parse_time(text, BERLIN) == MOMENT_MS + fraction_ms


@pytest.mark.parametrize("text", ["12/Nov/2026:11:00:05", "2026-11-12 11:00:05", "12/Nov/2026:11:00:05.000"])
def test_a_time_without_zone_is_in_that_of_the_log(text: str) -> None:
    assert parse_time(text, BERLIN) == MOMENT_MS
    assert parse_time(text, UTC) == MOMENT_MS + 3_600_000


@pytest.mark.parametrize("text", ["", "32/Nov/2026:10:00:05 +0000", "12/Foo/2026:10:00:05 +0000", "soon", "12", "-"])
def test_anything_else_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        parse_time(text, UTC)
