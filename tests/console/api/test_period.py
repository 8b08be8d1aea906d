"""Periods are half-open and stand on the viewer's clock."""

import pytest

from console.api.questions.period import parse_period
from console.errors import InvalidRequest
from tests.fixtures.event_rows import at

NOW = at("2026-03-15T23:30:00")


@pytest.mark.parametrize(
    ("query", "start", "end"),
    [
        ({}, "2026-02-14T00:00:00+00:00", "2026-03-16T00:00:00+00:00"),
        ({"tz": "Europe/Berlin"}, "2026-02-15T00:00:00+01:00", "2026-03-17T00:00:00+01:00"),
        ({"to": "2026-03-10"}, "2026-02-08T00:00:00+00:00", "2026-03-10T00:00:00+00:00"),
        ({"from": "2026-03-01"}, "2026-03-01T00:00:00+00:00", "2026-03-16T00:00:00+00:00"),
        (
            {"from": "2026-03-29", "to": "2026-03-30", "tz": "Europe/Berlin"},
            "2026-03-29T00:00:00+01:00",
            "2026-03-30T00:00:00+02:00",
        ),
        (
            {"from": "2026-03-01T08:00", "to": "2026-03-01T08:00:00Z", "tz": "Asia/Tokyo"},
            "2026-03-01T08:00:00+09:00",
            "2026-03-01T17:00:00+09:00",
        ),
    ],
)
def test_a_date_is_its_midnight_on_the_viewers_clock(query: dict[str, str], start: str, end: str) -> None:
    period = parse_period(query, NOW)
    assert (period.start.isoformat(), period.end.isoformat()) == (start, end)


def test_milliseconds_are_exact() -> None:
    period = parse_period({"from": "2026-03-01T00:00:00.001", "to": "2026-03-01T00:00:00.002"}, NOW)
    assert (period.from_ms, period.to_ms) == (1_772_323_200_001, 1_772_323_200_002)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"from": "yesterday"}, "from"),
        ({"to": "2026-02-30"}, "to"),
        ({"from": "2026-03-02", "to": "2026-03-02"}, "to"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "to"),
        ({"from": "0001-01-01"}, "from"),
        ({"to": "9999-12-31"}, "to"),
        ({"tz": "../../etc/passwd"}, "tz"),
        ({"tz": "Nowhere"}, "tz"),
    ],
)
def test_what_cannot_be_used_is_named(query: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidRequest) as raised:
        parse_period(query, NOW)
    assert raised.value.field == field
