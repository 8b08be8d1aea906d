"""Queries the buffer for what is accepted and not stored yet."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from redis import Redis

from events.keys import ACCEPTED, SETTLED, SPOOL_ARRIVALS, SPOOLED, STREAM
from events.lua import load_script
from events.spool import Waiting, decode_waiting, read_waiting

_OUTCOMES = ("stored", "duplicates", "dead")
_OLDEST_ID = load_script("reports.freshness", "oldest_id.lua")


@dataclass(frozen=True, slots=True)
class Completeness:
    """Everything accepted before ``complete_until_ms`` is stored; ``oldest_unstored_ms`` is an age."""

    complete_until_ms: int
    oldest_unstored_ms: int


@dataclass(frozen=True, slots=True)
class Counts:
    """Events of one site since the first: what the edge accepted, and what became of it."""

    accepted: int
    stored: int
    duplicates: int
    dead_letters: int

    @property
    def lag_events(self) -> int:
        """Accepted events that are not settled yet."""
        return max(0, self.accepted - self.stored - self.duplicates - self.dead_letters)


def query_spooled(redis: Redis, directory: Path) -> Mapping[str, Waiting]:
    """What trackers have accepted and Redis does not have yet: of this machine from disk, of others as reported.

    Raises ``RedisError``. Queried before the streams and counters: what is drained meanwhile counts twice, never not.
    """
    reported: Mapping[bytes, bytes] = redis.hgetall(SPOOLED)  # type: ignore[assignment]
    return {name.decode(): decode_waiting(value) for name, value in reported.items()} | read_waiting(directory)


def query_completeness(redis: Redis, shards: int, directory: Path) -> Completeness:
    """Until when nothing is missing; ``directory`` is the spool's; raises ``RedisError``.

    A stream holds only what is not acknowledged, and the id of an entry begins with its time by the clock of Redis.
    That clock is read first: what arrives in between is later than the answer says, never missing in it.
    To be called before the figures are queried, so that the figures hold at least this much.
    """
    seconds, microseconds = redis.time()
    now_ms = int(seconds) * 1000 + int(microseconds) // 1000
    spooled = [waiting.since_ms for waiting in query_spooled(redis, directory).values()]
    pipeline = redis.pipeline(transaction=False)
    for shard in range(shards):
        pipeline.eval(_OLDEST_ID, 1, STREAM % shard)
        pipeline.hmget(SPOOL_ARRIVALS % shard, "last_id", "accepted_ms")
    answers = pipeline.execute()
    oldest = [
        _accepted_ms(oldest_id, *late) for oldest_id, late in zip(answers[::2], answers[1::2], strict=True) if oldest_id
    ]
    until_ms = min([now_ms, *oldest, *spooled])
    return Completeness(until_ms, now_ms - until_ms)


def query_counts(redis: Redis, shards: int, site_id: int, directory: Path) -> Counts:
    """The site's counters over all shards; raises ``RedisError``.

    Settled before accepted, and spooled before both: what arrives in between can only count as lag.
    """
    spooled = sum(waiting.events.get(site_id, 0) for waiting in query_spooled(redis, directory).values())
    pipeline = redis.pipeline(transaction=False)
    for shard in range(shards):
        pipeline.hmget(SETTLED % shard, *(f"{site_id}:{outcome}" for outcome in _OUTCOMES))
    stored, duplicates, dead_letters = (sum(map(_to_int, counts)) for counts in zip(*pipeline.execute(), strict=True))
    for shard in range(shards):
        pipeline.hget(ACCEPTED % shard, str(site_id))
    return Counts(spooled + sum(map(_to_int, pipeline.execute())), stored, duplicates, dead_letters)


def _to_int(count: bytes | str | None) -> int:
    return int(count or 0)


def _accepted_ms(oldest_id: bytes, late_id: bytes | None, late_ms: bytes | None) -> int:
    """When the oldest entry was accepted: an entry that came from the spool is younger than its events."""
    parsed = _parse_entry_id(oldest_id)
    if late_id is not None and late_ms is not None and parsed <= _parse_entry_id(late_id):
        return min(parsed[0], int(late_ms))
    return parsed[0]


def _parse_entry_id(entry_id: bytes) -> tuple[int, int]:
    milliseconds, _, number = entry_id.partition(b"-")
    return int(milliseconds), int(number)
