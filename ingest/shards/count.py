"""The number of shards may grow and not shrink: nobody would read the streams beyond it, nor count what they had."""

from redis import Redis

from events.keys import ACCEPTED, stream_key
from ingest.errors import ShardsMissing
from settings.processes import MOST_SHARDS


def refuse_fewer_shards(redis: Redis, shards: int) -> None:
    """Raises :class:`ShardsMissing` where Redis has a shard beyond them."""
    beyond = range(shards, MOST_SHARDS)
    with redis.pipeline(transaction=False) as pipeline:
        for shard in beyond:
            pipeline.exists(ACCEPTED % shard, stream_key(shard))
        known = [shard for shard, count in zip(beyond, pipeline.execute(), strict=True) if count]
        if known:
            last = known[-1]
            raise ShardsMissing(f"PRM_SHARDS is {shards}, but Redis has a shard {last}: set it to {last + 1}")
