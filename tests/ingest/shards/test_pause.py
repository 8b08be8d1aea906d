"""While a command pauses ingest, nothing new is read, and what was in flight is finished first."""

import threading
from collections.abc import Sequence

import pytest
from redis import Redis

from events.keys import GROUP, PAUSE, STREAM
from ingest.batch import create_group
from ingest.entries import Entry
from ingest.errors import ShardPaused
from ingest.shards.leases import Leases
from ingest.shards.pause import IngestBusy, pause_ingest


def read(leases: Leases) -> Sequence[Entry]:
    """What a worker would be given."""
    return leases.read_new(0, 100, b"")


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
            read(leases)
        assert leases.held == {0}
    assert not redis.exists(PAUSE % 0)
    assert len(read(leases)) == 2


def test_what_was_in_flight_may_be_read_to_finish_it(redis: Redis, leases: Leases) -> None:
    entries = read(leases)
    redis.set(PAUSE % 0, "another command")
    assert leases.read_in_flight(0) == entries


def test_of_two_commands_one_waits_for_the_other(redis: Redis, leases: Leases) -> None:
    with pause_ingest(redis, 2):
        with (
            pytest.raises(IngestBusy, match="another command"),
            pause_ingest(redis, 2, timeout_seconds=0.1),
        ):
            pytest.fail("both change what is stored")
        with pytest.raises(ShardPaused):
            read(leases)
    with pause_ingest(redis, 2):
        assert redis.exists(PAUSE % 0, PAUSE % 1) == 2


def test_what_is_in_flight_is_finished_first(redis: Redis, leases: Leases) -> None:
    entries = read(leases)
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
    read(leases)
    with pytest.raises(IngestBusy, match=r"\[0\]"), pause_ingest(redis, 1, timeout_seconds=0.1):
        pytest.fail("a batch is in flight")
    assert not redis.exists(PAUSE % 0)
