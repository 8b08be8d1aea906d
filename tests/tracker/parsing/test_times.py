"""An event's time is its own where that is believable, and corrected where the browser's clock is wrong."""

import pytest

from tests.tracker.making import NOW_MS, SERVER, parse_good

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


def test_a_browsers_event_did_not_happen_after_it_was_received() -> None:
    assert parse_good(timestamp=NOW_MS + HOUR_MS).timestamp_ms == NOW_MS


def test_a_server_is_believed_up_to_a_day_ahead_and_its_clock_is_not_corrected() -> None:
    ahead = parse_good(SERVER, timestamp=NOW_MS + HOUR_MS, sent_at=NOW_MS + HOUR_MS)
    assert ahead.timestamp_ms == NOW_MS + HOUR_MS
