"""Writes a flush to the streams of its shards, wherever in the cluster they are."""

from events.keys import STREAM
from tracker.errors import BufferUnavailable
from tracker.gathered import ShardFlushes
from tracker.redis.client import Commands, RedisClient
from tracker.redis.sink import check_replies, pack_flush


class ClusterSink:
    """The streams of a Redis Cluster."""

    def __init__(self, redis: RedisClient) -> None:
        self._redis = redis

    @property
    def is_steady(self) -> bool:
        """Never: its clients take one call at a time."""
        return False

    async def append(self, flushes: ShardFlushes) -> None:
        """One transaction a shard, one write a node; raises ``BufferFull``, or ``BufferUnavailable`` with the shards
        that are not written. A node that is away does not hinder the others."""
        commands = [
            Commands(STREAM % shard, pack_flush(shard, flush), 3 + len(flush.accepted))
            for shard, flush in flushes.items()
        ]
        results = await self._redis.execute_all(commands)
        away: dict[int, BufferUnavailable] = {}
        for shard, replies in zip(flushes, results, strict=True):
            try:
                check_replies(replies)
            except BufferUnavailable as exc:
                away[shard] = exc
        if away:
            raise BufferUnavailable(str(next(iter(away.values()))), frozenset(away))

    def close(self) -> None:
        """Hangs up."""
        self._redis.close()
