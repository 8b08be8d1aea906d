"""What somebody reports to the tracker, as it would have come in."""

from dataclasses import dataclass
from random import Random

from events.enums import EventType, Source
from events.ids import make_event_id
from events.moments import DAY_MS

# A beacon or a call of the shop's server is this long under way.
_UNDER_WAY_MS = (120, 1900)


@dataclass(frozen=True, slots=True)
class Browser:
    """What the tracker sees of one."""

    ip: str = ""
    user_agent: str = ""


SERVER = Browser()


@dataclass(frozen=True, slots=True)
class Report:
    """``raw`` is the event as ``sender`` sends it; the shop's server says nothing about itself."""

    received_ms: int
    source: Source
    raw: dict[str, object]
    sender: Browser = SERVER


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes reports of moments that are counted in seconds before ``end_ms``."""

    chance: Random
    end_ms: int

    def write(
        self, source: Source, kind: EventType, ago: float, sender: Browser = SERVER, /, **given: object
    ) -> Report | None:
        """None for what would be later than the end."""
        at_ms = self.end_ms - round(ago * 1000)
        received_ms = at_ms + self.chance.randint(*_UNDER_WAY_MS)
        event_id = make_event_id(at_ms, self.chance.randbytes(10))
        if received_ms > self.end_ms:
            return None
        raw = {"type": str(kind), "event_id": event_id, "timestamp": at_ms, **given}
        return Report(received_ms, source, raw, sender)


DAY_SECONDS = DAY_MS // 1000
