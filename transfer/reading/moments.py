"""Moments as other systems write them, in milliseconds since the epoch."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_DAY = re.compile(r"(\d{1,4})([./-])(\d{1,2})\2(\d{2,4})\b[ T,]*(.*)")
_SPACED_OFFSET = re.compile(r"\s+(?=[+-]\d{2}:?\d{2}$)|\s+UTC$|\s+GMT$")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([ap])?\.?m?\.?", re.IGNORECASE)
# Milliseconds of a moment after 2001 have more digits than seconds before 2286.
_SECONDS = re.compile(r"\d{10}")
_MILLISECONDS = re.compile(r"\d{12,13}")
_WEEKDAY = re.compile(r"^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? |,")
_DATES = ("%b %d %Y", "%B %d %Y", "%d %b %Y", "%d %B %Y", "%d-%b-%Y")
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", " %H:%M:%S %z")
_WRITTEN = tuple(date + clock for date in _DATES for clock in _CLOCKS)
ORDERS = ("dmy", "mdy")


class MomentInvalid(ValueError):
    """``reason`` is one word of a closed set, like those of the tracker."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse_moment(value: object, zone: ZoneInfo, order: str = "") -> int:
    """From milliseconds, seconds, ISO 8601, `07.10.2026 09:50`, `10/07/2026`, `Oct 7, 2026`, `7 Oct 2026 09:50 PM`.

    ``zone`` is that of a moment without one; ``order`` of day and month is needed where both could be either. Raises
    :class:`MomentInvalid`.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if not isinstance(value, str):
        raise MomentInvalid("not_a_timestamp")
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return int(text) * 1000
    if _MILLISECONDS.fullmatch(text):
        return int(text)
    moment = _parse_text(text, order)
    return (moment.replace(tzinfo=moment.tzinfo or zone) - _EPOCH) // _MILLISECOND


def _parse_text(text: str, order: str) -> datetime:
    iso = _SPACED_OFFSET.sub(lambda found: "+00:00" if found[0].strip() else "", text)
    try:
        return datetime.fromisoformat(iso)
    except ValueError:
        pass
    if found := _DAY.fullmatch(text):
        return _parse_day(found, order)
    return _parse_written(_WEEKDAY.sub("", text))


def _parse_written(text: str) -> datetime:
    """With the month's name, in English."""
    for pattern in _WRITTEN:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007 (the zone is the caller's)
        except ValueError:
            continue
    raise MomentInvalid("not_a_timestamp")


def _parse_day(found: re.Match[str], order: str) -> datetime:
    first, sign, second, third, rest = found.groups()
    if len(first) == 4:
        year, month, day = int(first), int(second), int(third)
    else:
        day, month = _choose_order(int(first), int(second), "dmy" if sign == "." else order)
        year = int(third) + (2000 if len(third) == 2 else 0)
    try:
        return datetime(year, month, day, *_parse_time(rest))  # noqa: DTZ001 (the zone is the caller's)
    except ValueError:
        raise MomentInvalid("not_a_timestamp") from None


def _choose_order(first: int, second: int, order: str) -> tuple[int, int]:
    """Day and month."""
    if order == "dmy" or (not order and first > 12) or first == second:
        return first, second
    if order == "mdy" or (not order and second > 12):
        return second, first
    raise MomentInvalid("ambiguous_date")


def _parse_time(text: str) -> tuple[int, int, int]:
    if not text.strip():
        return 0, 0, 0
    found = _TIME.fullmatch(text.strip())
    if not found:
        raise MomentInvalid("not_a_timestamp")
    hour, half = int(found[1]), (found[4] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, int(found[2]), int(found[3] or 0)
