"""A replica takes the place of its node: what was in flight there is settled once, and nothing waits forever."""

import tempfile
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import RedisError

from buffer.connection import open_buffer
from events.keys import STREAM
from ingest.storage import BatchStage
from ingest.worker import Worker
from tests.fixtures.redis_cluster import RedisClusterProcesses
from tests.fixtures.redis_node import ClusterNodeProcess, wait_until
from tests.ingest.builders import (
    append_events,
    count_rows,
    make_sale,
    make_settings,
    read_settled,
    wait_until_settled,
)
from warehouse.interface import Warehouse

pytestmark = pytest.mark.redis_contract


@pytest.fixture
def processes(redis_program: str) -> Iterator[RedisClusterProcesses]:
    """A cluster that may end with other primaries than it began with."""
    with tempfile.TemporaryDirectory(prefix="prm-failover-") as directory:
        started = RedisClusterProcesses(redis_program, Path(directory))
        try:
            started.start()
            yield started
        finally:
            started.stop()


def test_a_batch_in_flight_is_settled_once_at_the_replica(
    processes: RedisClusterProcesses, warehouse: Warehouse, tmp_path: Path
) -> None:
    lost = processes.find_node(STREAM % 0)
    replica = processes.add_replica(lost)
    inserted, has_new_home, stop = threading.Event(), threading.Event(), threading.Event()

    def pause(step: BatchStage) -> None:
        if step == BatchStage.AFTER_EVENTS_INSERT:
            inserted.set()
            assert has_new_home.wait(60)

    with open_buffer(processes.url, 5, retries=1) as redis:
        append_events(redis, [make_sale(order_id=f"A-{number}") for number in range(60)])
        worker = Worker(make_settings(tmp_path), redis, warehouse, on_stage=pause)
        thread = threading.Thread(target=worker.run, args=(stop,))
        thread.start()
        try:
            assert inserted.wait(60)
            # Only what was replicated can be found again: here all of it, the reading too.
            wait_until(lambda: _count_bytes(replica, "slave_repl_offset") >= _count_bytes(lost, "master_repl_offset"))
            lost.stop()
            replica.ask("CLUSTER FAILOVER", "FORCE")
            wait_until(lambda: _answers(redis))
            has_new_home.set()
            append_events(redis, [make_sale(order_id=f"B-{number}") for number in range(60)])
            wait_until_settled(redis)
        finally:
            has_new_home.set()
            stop.set()
            thread.join(60)
        assert count_rows(warehouse, "events") == 120
        assert read_settled(redis) == {"7:stored": 120}


def _count_bytes(node: ClusterNodeProcess, field: str) -> int:
    """How much of the primary's history a node has: WAIT asks for no more than its own connection wrote."""
    return int(node.client.info("replication")[field])


def _answers(redis: Redis) -> bool:
    with suppress(RedisError):
        return redis.xlen(STREAM % 0) >= 0
    return False
