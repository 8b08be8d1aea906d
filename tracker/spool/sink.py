"""Decides where a flush goes: to Redis, or to disk while Redis is away and while something older waits there."""

from tracker.commit import Batches, Sink
from tracker.counts import Counts
from tracker.errors import BufferFull, BufferUnavailable
from tracker.redis.backlog import Backlog
from tracker.spool.drain import Drain
from tracker.spool.spool import Spool


class SpoolingSink:
    """Redis away, or slower than the timeout: accepted on disk. Redis full, backlog at its limit, disk full: rejected.

    While events of a shard wait on disk, newer ones go behind them, so the events of one worker reach their shard in
    order. Only when the spool is at its limit and Redis is back already do newer ones overtake: better out of order
    than rejected.
    """

    def __init__(self, redis: Sink, spool: Spool, drain: Drain, backlog: Backlog, counts: Counts) -> None:
        self._redis = redis
        self._spool = spool
        self._drain = drain
        self._backlog = backlog
        self._counts = counts

    async def append(self, batches: Batches) -> None:
        """Returns once every batch is safe; raises ``BufferUnavailable`` or ``BufferFull``."""
        self._backlog.check()
        if self._spool.holds_events:
            behind = {shard: batch for shard, batch in batches.items() if self._spool.holds(shard)}
            if behind:
                await self._append_behind(behind)
            batches = {shard: batch for shard, batch in batches.items() if shard not in behind}
        if batches:
            await self._append_to_redis(batches)

    def close(self) -> None:
        """Hangs up; the spool is closed by its drain."""
        self._redis.close()

    async def _append_to_redis(self, batches: Batches) -> None:
        try:
            await self._redis.append(batches)
        except BufferUnavailable as exc:
            failed = batches if exc.shards is None else {shard: batches[shard] for shard in exc.shards}
            await self._append_to_disk(failed)

    async def _append_behind(self, batches: Batches) -> None:
        if self._drain.is_buffer_full:
            raise BufferFull("Redis is full")
        try:
            await self._append_to_disk(batches)
        except BufferFull:
            await self._redis.append(batches)

    async def _append_to_disk(self, batches: Batches) -> None:
        await self._spool.append(batches)
        self._counts.spooled += sum(sum(batch.accepted.values()) for batch in batches.values())
