"""The half-open period of a question, decided once at the edge of the API."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from reports.errors import QuestionInvalid

DEFAULT_DAYS = 30
# ClickHouse's DateTime64 ends in 2299, and a window or an attempt reaches beyond the period itself.
_FIRST_YEAR, _LAST_YEAR = 1971, 2200


@dataclass(frozen=True, slots=True)
class Period:
    """All moments at or after ``start`` and before ``end``; both stand in the viewer's ``zone``."""

    start: datetime
    end: datetime
    zone: ZoneInfo

    @property
    def from_ms(self) -> int:
        """The first millisecond."""
        return to_milliseconds(self.start)

    @property
    def to_ms(self) -> int:
        """The first millisecond that no longer belongs to it."""
        return to_milliseconds(self.end)

    def describe(self) -> dict[str, str]:
        """How it stands in ``meta``."""
        return {"from": self.start.isoformat(), "to": self.end.isoformat(), "tz": self.zone.key}


def read_period(query: Mapping[str, str], now: datetime) -> Period:
    """``from``, ``to`` and ``tz``; without ``from`` the 30 days before ``to``, without ``to`` until tonight.

    A date is its midnight in ``tz``; a datetime without an offset is a clock in ``tz``. Raises ``QuestionInvalid``.
    """
    zone = read_zone(query.get("tz") or "UTC")
    end = _read_moment("to", query.get("to"), zone) or next_midnight(now.astimezone(zone))
    start = _read_moment("from", query.get("from"), zone) or _midnight(end.date() - timedelta(DEFAULT_DAYS), zone)
    if to_milliseconds(start) >= to_milliseconds(end):
        raise QuestionInvalid("to", "give an end after the beginning")
    return Period(start, end, zone)


def read_zone(name: str) -> ZoneInfo:
    """A zone of the IANA database by its name; raises ``QuestionInvalid``."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise QuestionInvalid("tz", "give an IANA name like Europe/Berlin") from None


def to_milliseconds(moment: datetime) -> int:
    """Milliseconds since the epoch, exactly."""
    return (moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def next_midnight(moment: datetime) -> datetime:
    """The first moment of the next day on the same clock."""
    zone = moment.tzinfo
    return datetime.combine(moment.date() + timedelta(1), datetime.min.time(), zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, datetime.min.time(), zone)


def _read_moment(field: str, text: str | None, zone: ZoneInfo) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise QuestionInvalid(field, "give an ISO 8601 date or time like 2026-01-31 or 2026-01-31T08:00:00Z") from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise QuestionInvalid(field, f"give a year from {_FIRST_YEAR} to {_LAST_YEAR}")
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
