"""When an event happened: by its own clock where that is plausible, else by the tracker's."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from events.enums import Rejection
from events.moments import DAY_MS
from tracker.parsing.rejection import FieldRejected

EARLIEST_MS = 946_684_800_000  # 2000-01-01
# A beacon is under way for seconds at worst; a clock further off than this is wrong.
SKEW_BOUND_MS = 10_000

# A browser's clock may be that far ahead; what lies beyond is no time.
_WRONG_CLOCK_MS = 366 * DAY_MS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MAX_ISO_LENGTH = 40


def parse_timestamp(name: str, value: object) -> int:
    """Milliseconds since the epoch from such an integer or from ISO 8601; without a zone it is UTC."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str) or len(value) > _MAX_ISO_LENGTH:
        raise FieldRejected(name, Rejection.NOT_A_TIMESTAMP)
    try:
        moment = datetime.fromisoformat(value.strip())
    except ValueError:
        raise FieldRejected(name, Rejection.NOT_A_TIMESTAMP) from None
    return (moment.replace(tzinfo=moment.tzinfo or UTC) - _EPOCH) // _MILLISECOND


def parse_server_time(raw: Mapping[str, object], received_ms: int) -> int:
    """The time a server names: from the year 2000 to a day ahead."""
    value = raw.get("timestamp")
    if value is None:
        return received_ms
    return _check_range(parse_timestamp("timestamp", value), received_ms + DAY_MS)


def parse_browser_time(raw: Mapping[str, object], received_ms: int, retry_span_ms: int) -> tuple[int, int]:
    """When a browser's event counts, and the time that it names itself where that is another one, else 0.

    It is believed within ``retry_span_ms`` before the reception; what lies before that or after the reception counts at
    the reception. The time it names is moved by as much as its ``sent_at`` is off.
    """
    value = raw.get("timestamp")
    if value is None:
        return received_ms, 0
    # What the tag sends, without a call of a function.
    timestamp_ms = value if type(value) is int else parse_timestamp("timestamp", value)
    sent_at = raw.get("sent_at")
    if sent_at is not None:
        skew_ms = received_ms - (sent_at if type(sent_at) is int else parse_timestamp("sent_at", sent_at))
        if abs(skew_ms) > SKEW_BOUND_MS:
            timestamp_ms += skew_ms
    if received_ms - retry_span_ms <= timestamp_ms <= received_ms:
        return timestamp_ms, 0
    return received_ms, _check_range(timestamp_ms, received_ms + _WRONG_CLOCK_MS)


def _check_range(timestamp_ms: int, latest_ms: int) -> int:
    if not EARLIEST_MS <= timestamp_ms <= latest_ms:
        raise FieldRejected("timestamp", Rejection.OUT_OF_RANGE)
    return timestamp_ms
