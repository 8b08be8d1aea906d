"""While a command pauses ingest, nothing new is read, and what was in flight is finished first."""

import threading
from typing import Any

import pytest
from redis import Redis

from events.keys import GROUP, PAUSE, STREAM
from ingest.batch import CONSUMER, create_group
from ingest.errors import ShardPaused
from ingest.shards.leases import Leases
from ingest.shards.pause import IngestBusy, pause_ingest


def read(leases: Leases, after: str) -> Any:
    """What a worker would be given."""
    asked: dict[Any, Any] = {STREAM % 0: after}
    return leases.run(0, lambda pipeline: pipeline.xreadgroup(GROUP, CONSUMER, asked), respects_pause=after == ">")


@pytest.fixture
def leases(redis: Redis) -> Leases:
    """A worker of one shard, in which two entries wait."""
    create_group(redis, 0)
    for number in range(2):
        redis.xadd(STREAM % 0, {"e": number})
    leases = Leases(redis, "a", 1)
    leases.rebalance()
    return leases


def test_nothing_new_is_read_until_the_block_ends(redis: Redis, leases: Leases) -> None:
    with pause_ingest(redis, 1) as pause:
        pause.check()
        with pytest.raises(ShardPaused):
            read(leases, ">")
        assert leases.held == {0}
        assert read(leases, "0")
    assert not redis.exists(PAUSE % 0)
    assert len(read(leases, ">")[0][0][1]) == 2


def test_what_is_in_flight_is_finished_first(redis: Redis, leases: Leases) -> None:
    [[[_, entries]]] = read(leases, ">")
    reached = threading.Event()

    def finish() -> None:
        while not redis.exists(PAUSE % 0):
            pass
        assert not reached.wait(0.1)
        redis.xack(STREAM % 0, GROUP, *(entry for entry, _ in entries))

    worker = threading.Thread(target=finish)
    worker.start()
    with pause_ingest(redis, 1):
        reached.set()
    worker.join()


def test_a_batch_that_no_worker_finishes_is_an_error_and_ingest_resumes(redis: Redis, leases: Leases) -> None:
    read(leases, ">")
    with pytest.raises(IngestBusy, match=r"\[0\]"), pause_ingest(redis, 1, timeout_seconds=0.1):
        pytest.fail("a batch is in flight")
    assert not redis.exists(PAUSE % 0)
