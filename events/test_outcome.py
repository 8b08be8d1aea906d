"""What became of a test event and who would be credited after it; readable for a few minutes by its event id."""

from dataclasses import dataclass
from enum import StrEnum

import orjson

OUTCOME_SECONDS = 600


class State(StrEnum):
    """How far a test event has come; ``WAITING`` also stands for an event that is unknown."""

    WAITING = "waiting"
    STORED = "stored"
    DUPLICATE = "duplicate"
    DEAD = "dead"


class Wait(StrEnum):
    """What a waiting event waits for."""

    REDIS_AWAY = "redis_away"
    INGEST_AWAY = "ingest_away"
    ON_ITS_WAY = "on_its_way"


@dataclass(frozen=True, slots=True)
class EventOutcome:
    """``reason`` is a ``Wait``, a ``DuplicateReason`` or the error of a dead letter; the others are as stored."""

    state: str
    reason: str = ""
    channel: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class CreditRequest:
    """Asks who would be credited for a sale after this event."""

    site_id: int
    event_id: str
    ref: str


@dataclass(frozen=True, slots=True)
class CreditPreview:
    """The rules by which a click with the ref earns; not ``is_known`` if the ref is no partner's."""

    is_known: bool
    model: str = ""
    window_days: int = 0


def encode_outcome(value: EventOutcome | CreditRequest | CreditPreview) -> bytes:
    """JSON of it."""
    return orjson.dumps(value)


def decode_credit_request(value: bytes | str) -> CreditRequest:
    """The inverse of :func:`encode_outcome`."""
    return CreditRequest(**orjson.loads(value))
