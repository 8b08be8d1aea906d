"""What Redis holds and nothing else does, as the commands that make it again: an append-only file of Redis.

Events that are not stored yet, the counters of each shard, dead letters, and how far the spool is drained. Everything
else in Redis expires or is written again.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import hiredis
from redis import Redis

from events.keys import ACCEPTED, DEAD_LETTER, DRAINED, SETTLED, SPOOL_ARRIVALS, STREAM
from events.lua import load_script
from transfer.errors import TransferFailed

_STATE = load_script("transfer.backups", "shard_state.lua")
_PAGE = 200
# As long as the spool's drain has them remembered.
_DRAINED_SECONDS = 30 * 86_400
_HASHES = (ACCEPTED, SETTLED, SPOOL_ARRIVALS)


def read_commands(redis: Redis, shards: int, segments: Iterable[str]) -> Iterator[bytes]:
    """Packed commands; ``segments`` are the spool's, which was copied before.

    Ingest must be paused. What the spool brings to Redis meanwhile is in both, and is recognised by its ids.
    """
    for segment in segments:
        for shard in range(shards):
            drained: Any = redis.get(DRAINED % (shard, segment))
            if drained:
                yield _pack("SET", DRAINED % (shard, segment), drained, "EX", _DRAINED_SECONDS)
    for shard in range(shards):
        yield from _read_shard(redis, shard)
    yield from _read_stream(redis, DEAD_LETTER, "+")


def apply_commands(redis: Redis, commands: Iterable[bytes], shards: int) -> None:
    """Runs packed commands; raises :class:`TransferFailed` for a Redis that has events of prm already."""
    if any(redis.exists(ACCEPTED % shard) or redis.exists(STREAM % shard) for shard in range(shards)):
        raise TransferFailed(
            "the Redis of PRM_REDIS_URL holds events already", "Name an empty one, or empty the one of the old data."
        )
    reader = hiredis.Reader()
    for piece in commands:
        reader.feed(piece)
        while (command := reader.gets()) is not False:
            redis.execute_command(*command)  # type: ignore[no-untyped-call]


def _read_shard(redis: Redis, shard: int) -> Iterator[bytes]:
    keys = [STREAM % shard, *(name % shard for name in _HASHES)]
    last, *hashes = redis.eval(_STATE, len(keys), *keys)
    for key, fields in zip(keys[1:], hashes, strict=True):
        if fields:
            yield _pack("HSET", key, *fields)
    if last:
        yield from _read_stream(redis, STREAM % shard, last)


def _read_stream(redis: Redis, stream: str, last: bytes | str) -> Iterator[bytes]:
    after: Any = "-"
    while True:
        page: Any = redis.xrange(stream, min=after, max=last, count=_PAGE)
        for entry_id, fields in page:
            yield _pack("XADD", stream, entry_id, *(part for pair in fields.items() for part in pair))
        if len(page) < _PAGE:
            return
        after = b"(" + page[-1][0]


def _pack(*arguments: str | bytes | int) -> bytes:
    packed: bytes = hiredis.pack_command(arguments)  # type: ignore[arg-type]
    return packed
