"""Ingest on a Redis Cluster: the shards lie on several nodes, and one of them may be away or on the move."""

import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from redis import Redis

from buffer.connection import open_buffer
from events.event import encode_event
from events.keys import ACCEPTED, LEASE, PAUSE, STREAM
from ingest.dead_letters.letter import DeadLetter
from ingest.dead_letters.replay import replay_dead_letter
from ingest.dead_letters.stream import append_dead_letters, list_dead_letters
from ingest.erasure import erase_dead_letters, erase_waiting, mentions
from ingest.shards.leases import Leases
from ingest.shards.pause import pause_ingest
from ingest.storage import BatchStage
from ingest.worker import Worker
from tests.fixtures.redis_cluster import RedisClusterProcesses
from tests.fixtures.redis_node import wait_until
from tests.ingest.builders import (
    append_events,
    append_lines,
    count_rows,
    make_event,
    make_sale,
    make_settings,
    read_counts,
    read_settled,
    run_until_settled,
)
from warehouse.interface import Warehouse
from warehouse.upkeep.erasure import Person

pytestmark = pytest.mark.redis_contract

LEASE_MS = 2_000


@pytest.fixture
def redis(redis_cluster: RedisClusterProcesses) -> Iterator[Redis]:
    """The cluster, with the two shards of these tests on two nodes."""
    for shard in range(2):
        node = redis_cluster.nodes[shard]
        if redis_cluster.find_node(STREAM % shard) is not node:
            redis_cluster.move_slot(STREAM % shard, node)
    with open_buffer(redis_cluster.url, 5, retries=1) as opened:
        yield opened


def test_batches_of_shards_on_several_nodes_are_stored_once(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    clicks = [make_event(visitor_id=f"v{number}") for number in range(100)]
    append_events(redis, [*clicks, *clicks[:20]])
    worker = Worker(make_settings(tmp_path), redis, warehouse)
    lag = worker.metrics.registry.get_sample_value
    assert sum(lag("prm_ingest_lag_events", {"shard": str(shard)}) or 0 for shard in range(2)) == 120
    run_until_settled(worker, redis)
    assert count_rows(warehouse, "events") == 100
    assert read_settled(redis) == {"7:stored": 100, "7:duplicates": 20}
    assert lag("prm_ingest_lag_events", {"shard": "0"}) == 0


@pytest.mark.parametrize("step", [BatchStage.AFTER_READ, BatchStage.AFTER_EVENTS_INSERT])
def test_a_shard_that_moves_while_its_batch_is_worked_on_is_stored_once(
    step: BatchStage, redis: Redis, redis_cluster: RedisClusterProcesses, warehouse: Warehouse, tmp_path: Path
) -> None:
    append_events(redis, [make_sale(order_id=f"A-{number}") for number in range(50)])
    moved: set[int] = set()

    def move_once(reached: BatchStage) -> None:
        if reached == step and not moved:
            moved.add(1)
            for shard in range(2):
                redis_cluster.move_slot(STREAM % shard, redis_cluster.nodes[2])

    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse, on_stage=move_once), redis)
    assert moved
    assert count_rows(warehouse, "events") == 50
    assert read_settled(redis) == {"7:stored": 50}


def test_the_shards_of_other_nodes_go_on_while_one_is_away(
    redis: Redis, redis_cluster: RedisClusterProcesses, warehouse: Warehouse, tmp_path: Path
) -> None:
    stop = threading.Event()
    worker = Worker(make_settings(tmp_path), redis, warehouse, lease_ms=LEASE_MS)
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    try:
        wait_until(lambda: all(redis.exists(LEASE % shard) for shard in range(2)))
        redis_cluster.nodes[0].stop()
        append_lines(redis, 1, [b"no event"])
        wait_until(lambda: not redis.xlen(STREAM % 1))
        redis_cluster.nodes[0].start()
        redis_cluster.wait_until_agreed()
        append_events(redis, [make_event(visitor_id=f"v{number}") for number in range(20)])
        wait_until(lambda: not any(redis.xlen(STREAM % shard) for shard in range(2)))
    finally:
        stop.set()
        thread.join(60)
    assert count_rows(warehouse, "events") == 20


def test_a_killed_workers_shards_are_taken_over_on_every_node(redis: Redis) -> None:
    first, second = Leases(redis, "a", 4, LEASE_MS), Leases(redis, "b", 4, LEASE_MS)
    assert first.rebalance() == [0, 1, 2, 3]
    assert second.rebalance() == []
    first.rebalance()
    assert second.rebalance() == [1, 3]
    first.release_all()
    assert second.rebalance() == [0, 2]


def test_a_dead_letter_is_replayed_and_a_person_erased(redis: Redis) -> None:
    append_dead_letters(redis, 0, [DeadLetter(b"1-1", "some reason", encode_event(make_event(visitor_id="eve")), 7)])
    (letter,) = list_dead_letters(redis)
    replay_dead_letter(redis, 2, letter)
    assert list(list_dead_letters(redis)) == []
    append_events(redis, [make_event(visitor_id="eve"), make_event(visitor_id="bob")])
    append_dead_letters(redis, 1, [DeadLetter(b"1-1", "no event", b'of "eve"')])
    is_eve = partial(mentions, person=Person(7, frozenset({"eve"}), frozenset()))
    with pause_ingest(redis, 2):
        assert redis.exists(PAUSE % 0)
        assert (erase_waiting(redis, 2, is_eve), erase_dead_letters(redis, is_eve)) == (2, 1)
    assert not redis.exists(PAUSE % 0)
    assert read_counts(redis, ACCEPTED)["7"] == 1
