"""Asks the buffer what it still holds."""

from dataclasses import dataclass

from redis import Redis

from events.keys import ACCEPTED, SETTLED, stream_key

_OUTCOMES = ("stored", "duplicates", "dead")


@dataclass(frozen=True, slots=True)
class Completeness:
    """Everything that the buffer had before ``complete_until_ms`` is stored; ``oldest_unstored_ms`` is an age."""

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
        """What is still on its way."""
        return max(0, self.accepted - self.stored - self.duplicates - self.dead_letters)


def read_completeness(redis: Redis, shards: int) -> Completeness:
    """Until when nothing is missing; raises ``RedisError``.

    A stream holds only what is not acknowledged, and the id of an entry begins with its time by the clock of Redis.
    That clock is read before the streams: what comes in between is later than the answer says, never missing in it.
    Asked before the figures are, so the figures hold at least this much.
    """
    seconds, microseconds = redis.time()
    now_ms = int(seconds) * 1000 + int(microseconds) // 1000
    pipeline = redis.pipeline(transaction=False)
    for shard in range(shards):
        pipeline.xrange(stream_key(shard), count=1)
    oldest = [_entry_ms(entries[0][0]) for entries in pipeline.execute() if entries]
    until_ms = min([now_ms, *oldest])
    return Completeness(until_ms, now_ms - until_ms)


def read_counts(redis: Redis, shards: int, site_id: int) -> Counts:
    """The site's counters over all shards; raises ``RedisError``.

    What is settled is read before what is accepted: in between, events can only seem to be on their way.
    """
    pipeline = redis.pipeline(transaction=False)
    for shard in range(shards):
        pipeline.hmget(SETTLED % shard, *(f"{site_id}:{outcome}" for outcome in _OUTCOMES))
    stored, duplicates, dead_letters = (sum(map(_to_int, counts)) for counts in zip(*pipeline.execute(), strict=True))
    for shard in range(shards):
        pipeline.hget(ACCEPTED % shard, str(site_id))
    return Counts(sum(map(_to_int, pipeline.execute())), stored, duplicates, dead_letters)


def _to_int(count: bytes | str | None) -> int:
    return int(count or 0)


def _entry_ms(entry_id: bytes | str) -> int:
    text = entry_id.decode() if isinstance(entry_id, bytes) else entry_id
    return int(text.partition("-")[0])
