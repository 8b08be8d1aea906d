"""An event's time is its own where that is believable, and corrected where the browser's clock is wrong."""

import pytest
from msgspec.structs import replace

from tests.tracker.making import BROWSER, NOW_MS, SERVER, parse_good

HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, NOW_MS),
        (NOW_MS - HOUR_MS, NOW_MS - HOUR_MS),
        ("2025-06-15T14:06:40Z", NOW_MS - HOUR_MS),
        ("2025-06-15T14:06:40", NOW_MS - HOUR_MS),
        ("2025-06-15T16:06:40.000+02:00", NOW_MS - HOUR_MS),
        ("2025-06-15 14:06:40.123456", NOW_MS - HOUR_MS + 123),
        (946_684_800_000, 946_684_800_000),
    ],
)
def test_a_time_is_milliseconds_or_iso_8601(value: object, expected: int) -> None:
    assert parse_good(SERVER, timestamp=value).timestamp_ms == expected


@pytest.mark.parametrize("skew_ms", [-24 * HOUR_MS, -HOUR_MS, HOUR_MS, 365 * 24 * HOUR_MS])
def test_a_wrong_clock_is_put_right_by_when_it_says_it_sent(skew_ms: int) -> None:
    event = parse_good(timestamp=NOW_MS + skew_ms - 90_000, sent_at=NOW_MS + skew_ms)
    assert event.timestamp_ms == NOW_MS - 90_000


def test_the_time_on_the_way_is_no_skew() -> None:
    assert parse_good(timestamp=NOW_MS - 5_000, sent_at=NOW_MS - 4_000).timestamp_ms == NOW_MS - 5_000


@pytest.mark.parametrize(
    ("named_ms", "expected"),
    [
        (NOW_MS, (NOW_MS, 0)),
        (NOW_MS + 1, (NOW_MS, NOW_MS + 1)),
        (NOW_MS + 72 * HOUR_MS, (NOW_MS, NOW_MS + 72 * HOUR_MS)),
        (NOW_MS - 48 * HOUR_MS, (NOW_MS - 48 * HOUR_MS, 0)),
        (NOW_MS - 48 * HOUR_MS - 1, (NOW_MS, NOW_MS - 48 * HOUR_MS - 1)),
    ],
)
def test_a_browser_is_believed_within_the_retry_span(named_ms: int, expected: tuple[int, int]) -> None:
    for further in ({}, {"unknown": 1}):
        event = parse_good(timestamp=named_ms, **further)
        assert (event.timestamp_ms, event.named_ms) == expected


def test_the_retry_span_holds_for_the_time_that_is_put_right() -> None:
    three_days = 72 * HOUR_MS
    near = parse_good(timestamp=NOW_MS - three_days - HOUR_MS, sent_at=NOW_MS - three_days)
    far = parse_good(timestamp=NOW_MS - three_days, sent_at=NOW_MS + HOUR_MS)
    assert (near.timestamp_ms, near.named_ms) == (NOW_MS - HOUR_MS, 0)
    assert (far.timestamp_ms, far.named_ms) == (NOW_MS, NOW_MS - three_days - HOUR_MS)


def test_the_retry_span_is_set() -> None:
    arrival = replace(BROWSER, retry_span_ms=HOUR_MS)
    assert parse_good(arrival, timestamp=NOW_MS - HOUR_MS).timestamp_ms == NOW_MS - HOUR_MS
    assert parse_good(arrival, timestamp=NOW_MS - HOUR_MS - 1).timestamp_ms == NOW_MS


def test_a_server_names_no_other_time() -> None:
    assert parse_good(SERVER, timestamp=NOW_MS - 9_000 * HOUR_MS).named_ms == 0


def test_a_server_is_believed_up_to_a_day_ahead_and_its_clock_is_not_corrected() -> None:
    ahead = parse_good(SERVER, timestamp=NOW_MS + HOUR_MS, sent_at=NOW_MS + HOUR_MS)
    assert ahead.timestamp_ms == NOW_MS + HOUR_MS
