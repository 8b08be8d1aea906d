"""A batch that takes longer than a lease lasts keeps its shard, and no worker writes it a second time."""

import threading
from pathlib import Path
from typing import Any

from redis import Redis

from events.keys import LEASE, WORKERS
from ingest.shards.heartbeat import keep_leases
from ingest.shards.leases import Leases
from ingest.worker import Worker
from tests.ingest.builders import (
    append_events,
    count_rows,
    make_event,
    make_settings,
    read_settled,
    wait_until_settled,
)
from warehouse.interface import Warehouse

# Long enough that a machine which is busy with other tests does not delay a renewal by as much.
LEASE_MS = 1500
WAIT_SECONDS = 120


class SlowWarehouse:
    """The real one, which takes each batch of events only when it is let to."""

    def __init__(self, warehouse: Warehouse) -> None:
        self.is_asked, self.may_write = threading.Event(), threading.Event()
        self._warehouse = warehouse

    def insert(self, table: str, *batch: Any) -> None:
        if table == "events":
            self.is_asked.set()
            assert self.may_write.wait(WAIT_SECONDS)
        self._warehouse.insert(table, *batch)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._warehouse, name)


def test_a_write_longer_than_the_lease_keeps_the_shard(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    slow: Any = SlowWarehouse(warehouse)
    append_events(redis, [make_event(visitor_id=f"v{number}") for number in range(50)], shards=1)
    worker = Worker(make_settings(tmp_path, shards="1"), redis, slow, name="slow", lease_ms=LEASE_MS)
    stop = threading.Event()
    thread = threading.Thread(target=worker.run, args=(stop,))
    thread.start()
    assert slow.is_asked.wait(WAIT_SECONDS)
    other = Leases(redis, "other", 1, LEASE_MS)
    for _ in range(7):
        stop.wait(LEASE_MS / 3000)
        other.rebalance()
        assert other.held == set()
        assert redis.zscore(WORKERS, "slow") is not None
    slow.may_write.set()
    wait_until_settled(redis, shards=1)
    stop.set()
    thread.join(WAIT_SECONDS)
    assert count_rows(warehouse, "events") == 50
    assert read_settled(redis, shards=1) == {"7:stored": 50}


def test_a_lease_that_went_to_another_is_not_taken_back(redis: Redis) -> None:
    leases = Leases(redis, "a", 1, LEASE_MS)
    leases.rebalance()
    redis.set(LEASE % 0, "b")
    beats = threading.Event()
    with keep_leases(leases, 0.01):
        redis.delete(WORKERS)
        while not redis.exists(WORKERS):
            beats.wait(0.01)
    leases.renew_all()
    assert redis.get(LEASE % 0) == b"b"
    assert redis.pttl(LEASE % 0) == -1
