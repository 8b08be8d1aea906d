"""The number of shards may grow but not shrink: no worker would read the streams beyond it."""

from redis import Redis

from events.keys import ACCEPTED, STREAM
from ingest.errors import ShardsMissing
from settings.processes import MAX_SHARDS


def check_shard_count(redis: Redis, shards: int) -> None:
    """Raises :class:`ShardsMissing` if Redis has a shard beyond ``shards``."""
    known = find_shard_count(redis, shards)
    if known > shards:
        raise ShardsMissing(f"PRM_SHARDS is {shards}, but Redis has a shard {known - 1}: set it to {known}")


def find_shard_count(redis: Redis, shards: int) -> int:
    """``shards``, or as many as Redis has where those are more."""
    beyond = range(shards, MAX_SHARDS)
    with redis.pipeline(transaction=False) as pipeline:
        for shard in beyond:
            pipeline.exists(ACCEPTED % shard, STREAM % shard)
        return max(
            (shard + 1 for shard, count in zip(beyond, pipeline.execute(), strict=True) if count), default=shards
        )
