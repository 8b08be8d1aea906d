"""A number of shards below that of Redis is rejected, since no worker would read the others."""

import threading
from pathlib import Path

import pytest
from redis import Redis

from buffer.connection import open_buffer
from cli.ingest_pause import pause_every_shard
from events.keys import ACCEPTED, LEASE, PAUSE
from ingest.errors import ShardsMissing
from ingest.shards.count import check_shard_count
from ingest.worker import Worker
from tests.fixtures.redis_cluster import RedisClusterProcesses
from tests.ingest.builders import append_events, count_rows, make_event, make_settings, run_until_settled
from warehouse.interface import Warehouse


def test_shards_may_grow(redis: Redis) -> None:
    append_events(redis, [make_event(visitor_id=f"v{number}") for number in range(20)], shards=2)
    for shards in (2, 3, 256):
        check_shard_count(redis, shards)


def test_fewer_than_there_were_are_rejected(redis: Redis) -> None:
    append_events(redis, [make_event(visitor_id=f"v{number}") for number in range(20)], shards=4)
    with pytest.raises(ShardsMissing, match="PRM_SHARDS is 2, but Redis has a shard 3: set it to 4"):
        check_shard_count(redis, 2)


def test_what_is_stored_counts_too(redis: Redis) -> None:
    redis.hset(ACCEPTED % 255, "1", "7")
    with pytest.raises(ShardsMissing, match="set it to 256"):
        check_shard_count(redis, 4)


def test_each_node_of_a_cluster_is_checked(redis_cluster: RedisClusterProcesses) -> None:
    with open_buffer(redis_cluster.url, 5, retries=1) as redis:
        check_shard_count(redis, 2)
        for shard in range(2, 6):
            redis.hset(ACCEPTED % shard, "1", "7")
            with pytest.raises(ShardsMissing, match=f"set it to {shard + 1}"):
                check_shard_count(redis, shard)


def test_a_worker_that_knows_too_few_reads_nothing(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    append_events(redis, [make_event(visitor_id=f"v{number}") for number in range(20)], shards=4)
    with pytest.raises(ShardsMissing):
        Worker(make_settings(tmp_path), redis, warehouse).run(threading.Event())
    assert count_rows(warehouse, "events") == 0
    assert not any(redis.exists(LEASE % shard) for shard in range(4))
    run_until_settled(Worker(make_settings(tmp_path, shards="4"), redis, warehouse), redis, shards=4)
    assert count_rows(warehouse, "events") == 20


def test_no_command_pauses_only_some_shards(redis: Redis) -> None:
    append_events(redis, [make_event(visitor_id=f"v{number}") for number in range(20)], shards=4)
    with pytest.raises(ShardsMissing), pause_every_shard(redis, 2):
        raise AssertionError("it must not begin")
    assert not any(redis.exists(PAUSE % shard) for shard in range(4))
