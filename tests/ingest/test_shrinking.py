"""A number of shards below that of Redis is refused, since nobody would read the others."""

import pytest
from redis import Redis

from buffer.opening import open_buffer
from events.keys import ACCEPTED
from ingest.errors import ShardsMissing
from ingest.shrinking import refuse_fewer_shards
from tests.fixtures.redis_cluster import RedisClusterProcesses
from tests.ingest.making import append_events, make_event


def test_shards_may_grow(redis: Redis) -> None:
    append_events(redis, [make_event(visitor_id=f"v{number}") for number in range(20)], shards=2)
    for shards in (2, 3, 256):
        refuse_fewer_shards(redis, shards)


def test_fewer_than_there_were_are_refused(redis: Redis) -> None:
    append_events(redis, [make_event(visitor_id=f"v{number}") for number in range(20)], shards=4)
    with pytest.raises(ShardsMissing, match="PRM_SHARDS is 2, but Redis has events of shard 3: set it to 4"):
        refuse_fewer_shards(redis, 2)


def test_what_is_stored_counts_too(redis: Redis) -> None:
    redis.hset(ACCEPTED % 255, "1", "7")
    with pytest.raises(ShardsMissing, match="set it to 256"):
        refuse_fewer_shards(redis, 4)


def test_each_node_of_a_cluster_is_asked(redis_cluster: RedisClusterProcesses) -> None:
    with open_buffer(redis_cluster.url, 5, retries=1) as redis:
        refuse_fewer_shards(redis, 2)
        for shard in range(2, 6):
            redis.hset(ACCEPTED % shard, "1", "7")
            with pytest.raises(ShardsMissing, match=f"set it to {shard + 1}"):
                refuse_fewer_shards(redis, shard)


def test_who_cannot_be_asked_refuses_nothing() -> None:
    with open_buffer("redis://127.0.0.1:1", 1, retries=0) as away:
        refuse_fewer_shards(away, 2)
