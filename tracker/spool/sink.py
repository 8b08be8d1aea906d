"""Decides where a flush goes: to Redis, or to disk while Redis is away and while something older waits there."""

import asyncio

from tracker.commit import Sink
from tracker.counts import Counts
from tracker.errors import BufferFull, BufferUnavailable
from tracker.gathered import ShardFlushes
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
        # Several flushes may be under way when Redis goes: they reach the disk one by one, in their order.
        self._disk_lock = asyncio.Lock()

    @property
    def is_steady(self) -> bool:
        """While nothing waits on disk: otherwise a flush could overtake one that is on its way there."""
        return not self._spool.holds_events and self._redis.is_steady

    async def append(self, flushes: ShardFlushes) -> None:
        """Returns once every shard's events are safe; raises ``BufferUnavailable`` or ``BufferFull``."""
        self._backlog.check()
        if self._spool.holds_events:
            behind = {shard: flush for shard, flush in flushes.items() if self._spool.holds(shard)}
            if behind:
                await self._append_behind(behind)
            flushes = {shard: flush for shard, flush in flushes.items() if shard not in behind}
        if flushes:
            await self._append_to_redis(flushes)

    def close(self) -> None:
        """Hangs up; the spool is closed by its drain."""
        self._redis.close()

    async def _append_to_redis(self, flushes: ShardFlushes) -> None:
        try:
            await self._redis.append(flushes)
        except BufferUnavailable as exc:
            failed = flushes if exc.shards is None else {shard: flushes[shard] for shard in exc.shards}
            await self._append_to_disk(failed)

    async def _append_behind(self, flushes: ShardFlushes) -> None:
        if self._drain.is_buffer_full:
            raise BufferFull("Redis is full")
        try:
            await self._append_to_disk(flushes)
        except BufferFull:
            await self._redis.append(flushes)

    async def _append_to_disk(self, flushes: ShardFlushes) -> None:
        async with self._disk_lock:
            await self._spool.append(flushes)
        self._counts.spooled += sum(sum(flush.accepted.values()) for flush in flushes.values())
