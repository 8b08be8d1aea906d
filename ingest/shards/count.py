"""The number of shards may grow but not shrink: no worker would read the streams beyond it."""

from redis import Redis

from events.keys import ACCEPTED, STREAM
from ingest.errors import ShardsMissing
from settings.processes import MAX_SHARDS


def check_shard_count(redis: Redis, shards: int) -> None:
    """Raises :class:`ShardsMissing` if Redis has a shard beyond ``shards``."""
    beyond = range(shards, MAX_SHARDS)
    with redis.pipeline(transaction=False) as pipeline:
        for shard in beyond:
            pipeline.exists(ACCEPTED % shard, STREAM % shard)
        known = [shard for shard, count in zip(beyond, pipeline.execute(), strict=True) if count]
        if known:
            last = known[-1]
            raise ShardsMissing(f"PRM_SHARDS is {shards}, but Redis has a shard {last}: set it to {last + 1}")
