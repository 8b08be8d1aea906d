"""What became of a test event and who would be credited after it, told for a few minutes to whoever knows its id."""

from dataclasses import dataclass
from enum import StrEnum

import orjson

TOLD_SECONDS = 600


class State(StrEnum):
    """Where a test event has come to; ``WAITING`` is also said of one that nobody knows."""

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
class Fate:
    """``reason`` is a ``Wait``, a ``DuplicateReason`` or the error of a dead letter; the others are as stored."""

    state: str
    reason: str = ""
    channel: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """Who would be credited for a sale after this event?"""

    site_id: int
    event_id: str
    ref: str


@dataclass(frozen=True, slots=True)
class Credit:
    """The rules by which a click with the ref earns; not ``is_known`` if the ref is no partner's."""

    is_known: bool
    model: str = ""
    window_days: int = 0


def encode_told(told: Fate | Question | Credit) -> bytes:
    """JSON of it."""
    return orjson.dumps(told)


def decode_question(value: bytes | str) -> Question:
    """The inverse of :func:`encode_told`."""
    return Question(**orjson.loads(value))
