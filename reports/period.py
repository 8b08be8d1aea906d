"""The half-open period of a question."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events.moments import to_milliseconds


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
        """The first millisecond after it."""
        return to_milliseconds(self.end)

    def describe(self) -> dict[str, str]:
        """Its part of ``meta``."""
        return {"from": self.start.isoformat(), "to": self.end.isoformat(), "tz": self.zone.key}


def next_midnight(moment: datetime) -> datetime:
    """The first moment of the next day on the same clock."""
    zone = moment.tzinfo
    return datetime.combine(moment.date() + timedelta(1), datetime.min.time(), zone)
