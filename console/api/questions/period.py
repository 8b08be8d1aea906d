"""Parses ``from``, ``to`` and ``tz``."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from console.errors import InvalidRequest
from events.moments import to_milliseconds
from reports.period import Period, next_midnight

DEFAULT_DAYS = 30
# ClickHouse's DateTime64 ends in 2299, and a window or an attempt reaches beyond the period itself.
_FIRST_YEAR, _LAST_YEAR = 1971, 2200


def parse_period(query: Mapping[str, str], now: datetime) -> Period:
    """``from``, ``to`` and ``tz``; without ``from`` the 30 days before ``to``, without ``to`` until tonight.

    A date is its midnight in ``tz``; a datetime without an offset is a clock in ``tz``. Raises ``InvalidRequest``.
    """
    zone = parse_zone(query.get("tz") or "UTC")
    end = _parse_moment("to", query.get("to"), zone) or next_midnight(now.astimezone(zone))
    start = _parse_moment("from", query.get("from"), zone) or _midnight(end.date() - timedelta(DEFAULT_DAYS), zone)
    if to_milliseconds(start) >= to_milliseconds(end):
        raise InvalidRequest("to", "give an end after the beginning")
    return Period(start, end, zone)


def parse_zone(name: str) -> ZoneInfo:
    """A zone of the IANA database by its name; raises ``InvalidRequest``."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidRequest("tz", "give an IANA name like Europe/Berlin") from None


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, datetime.min.time(), zone)


def _parse_moment(field: str, text: str | None, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidRequest(field, "give an ISO 8601 date or time like 2026-01-31 or 2026-01-31T08:00:00Z") from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise InvalidRequest(field, f"give a year from {_FIRST_YEAR} to {_LAST_YEAR}")
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
