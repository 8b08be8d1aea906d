"""Parses the times of access logs: the common format, ISO 8601 and seconds since the epoch or parts of them."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTHS = {name: number for number, name in enumerate(_NAMES, 1)}
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?"
_ZONE = r" ?(?P<zone>Z|[+-]\d\d:?\d\d)?"
_DATED = (
    re.compile(rf"\[?(?P<day>\d\d)/(?P<month>[A-Z][a-z]{{2}})/(?P<year>\d{{4}}):{_CLOCK}{_ZONE}\]?"),
    re.compile(rf"(?P<year>\d{{4}})[-/](?P<month>\d\d)[-/](?P<day>\d\d)[T ]{_CLOCK}{_ZONE}"),
)
_EPOCH = re.compile(r"(\d{10})(\d{3}|\d{6}|\d{9})?(?:\.(\d+))?")


@lru_cache(1024)
def parse_time(text: str, zone: tzinfo) -> int:
    """Milliseconds since the epoch; ``zone`` is that of a time which names none. Raises ``ValueError``."""
    epoch = _EPOCH.fullmatch(text)
    if epoch:
        seconds, finer, fraction = epoch.groups("")
        return int(seconds) * 1000 + int((finer + fraction)[:3].ljust(3, "0"))
    found = next(filter(None, (form.fullmatch(text) for form in _DATED)), None)
    if found is None:
        raise ValueError(f"{text!r} is not a time")
    year, month, day, hour, minute, second = (
        found[name] for name in ("year", "month", "day", "hour", "minute", "second")
    )
    moment = datetime(
        int(year),
        _MONTHS[month] if month in _MONTHS else int(month),
        int(day),
        int(hour),
        int(minute),
        # A leap second has no number of its own.
        min(int(second), 59),
        tzinfo=_parse_zone(found["zone"]) or zone,
    )
    return int(moment.timestamp()) * 1000 + int((found["fraction"] or "")[:3].ljust(3, "0"))


def _parse_zone(text: str | None) -> tzinfo | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=minutes if text[0] == "+" else -minutes))
