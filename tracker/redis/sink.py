"""Writes a flush to the streams of its shards in one round trip."""

import hiredis

from events.event import join_events
from events.keys import ACCEPTED, COUNT_FIELD, EVENTS_FIELD, STREAM
from tracker.errors import BufferFull, BufferUnavailable
from tracker.gathered import ShardFlush, ShardFlushes
from tracker.redis.client import Replies, ServerClient
from tracker.redis.connection import Reply, pack

_MULTI = pack("MULTI")
_EXEC = pack("EXEC")
# The errors with which Redis rejects a write although it can be reached.
_FULL = ("OOM", "MISCONF", "NOREPLICAS")
# Redis 6 wraps the error of a command in a script.
_FULL_IN_SCRIPT = "OOM command not allowed"


class RedisSink:
    """The streams of one Redis."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        self._redis = ServerClient(url, timeout_seconds)

    @property
    def is_steady(self) -> bool:
        """While the connection lives: what is written on it stays in order."""
        return self._redis.is_open

    async def append(self, flushes: ShardFlushes) -> None:
        """One transaction a shard, all in one write; raises ``BufferUnavailable`` or ``BufferFull``.

        After an error some shards may have their events: they are sent again under the same ids, and ingest drops them.
        """
        packed = b"".join(pack_flush(shard, flush) for shard, flush in flushes.items())
        replies = sum(3 + len(flush.accepted) for flush in flushes.values())
        for reply in await self._redis.execute(packed, replies):
            raise_error(reply)

    def close(self) -> None:
        """Hangs up."""
        self._redis.close()


def pack_flush(shard: int, flush: ShardFlush) -> bytes:
    """A transaction with three replies and one for each site."""
    accepted = ACCEPTED % shard
    value = join_events(flush.lines)
    entry = pack("XADD", STREAM % shard, "*", EVENTS_FIELD, value, COUNT_FIELD, len(flush.lines))
    counts = [pack("HINCRBY", accepted, site, count) for site, count in flush.accepted.items()]
    return b"".join((_MULTI, entry, *counts, _EXEC))


def check_replies(replies: Replies) -> None:
    """Raises ``BufferFull`` or ``BufferUnavailable`` unless everything was done."""
    if isinstance(replies, BufferUnavailable):
        raise replies
    for reply in replies:
        raise_error(reply)


def raise_error(reply: Reply) -> None:
    """Raises ``BufferFull`` or ``BufferUnavailable`` for an error, also for one inside a list."""
    if isinstance(reply, list):
        for inner in reply:
            raise_error(inner)
    elif isinstance(reply, hiredis.ReplyError):
        message = str(reply)
        is_full = message.startswith(_FULL) or _FULL_IN_SCRIPT in message
        raise (BufferFull if is_full else BufferUnavailable)(message)
