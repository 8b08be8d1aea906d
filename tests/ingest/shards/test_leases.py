"""All shards are shared between the living workers, each read by one at a time; a dead worker's go to the others."""

import threading
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import pytest
from redis import Redis

from events.keys import GROUP, LEASE, STREAM
from ingest.batch import create_group
from ingest.errors import LeaseLost
from ingest.shards.leases import Leases, choose_share
from ingest.worker import Worker
from tests.ingest.builders import (
    append_events,
    count_rows,
    make_event,
    make_settings,
    read_settled,
    run_until_settled,
)
from warehouse.interface import Warehouse

pytestmark = pytest.mark.redis_contract

LEASE_MS = 60_000
SHORT_LEASE_MS = 300


@pytest.mark.parametrize(("workers", "shards"), [(1, 4), (2, 4), (3, 4), (5, 4), (3, 256)])
def test_shares_are_fair_and_complete(workers: int, shards: int) -> None:
    roll = [f"w{number}" for number in range(workers)]
    shares = [choose_share(roll, worker, shards) for worker in roll]
    assert sorted(shard for share in shares for shard in share) == list(range(shards))
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_a_single_worker_takes_all_and_shares_with_one_that_comes(redis: Redis) -> None:
    first, second = Leases(redis, "a", 4, LEASE_MS), Leases(redis, "b", 4, LEASE_MS)
    assert first.rebalance() == [0, 1, 2, 3]
    assert second.rebalance() == []
    first.rebalance()
    assert second.rebalance() == [1, 3]
    assert first.held == {0, 2}


def test_a_worker_that_leaves_gives_its_shards_back_at_once(redis: Redis) -> None:
    first, second = Leases(redis, "a", 4, LEASE_MS), Leases(redis, "b", 4, LEASE_MS)
    first.rebalance()
    second.rebalance()
    first.release_all()
    assert second.rebalance() == [0, 1, 2, 3]


def test_a_dead_workers_shards_are_free_when_its_lease_ends(redis: Redis) -> None:
    Leases(redis, "a", 2, SHORT_LEASE_MS).rebalance()
    survivor = Leases(redis, "b", 2, SHORT_LEASE_MS)
    while survivor.held != {0, 1}:
        survivor.rebalance()


def test_nothing_is_done_under_a_lease_that_another_holds(redis: Redis) -> None:
    leases = Leases(redis, "a", 1, LEASE_MS)
    leases.rebalance()
    create_group(redis, 0)
    append_events(redis, [make_event()], shards=1)
    redis.set(LEASE % 0, "b")
    with pytest.raises(LeaseLost):
        leases.read_new(0, 100, b"")
    assert redis.xpending(STREAM % 0, GROUP)["pending"] == 0
    assert leases.held == set()
    leases.release_all()
    assert redis.get(LEASE % 0) == b"b"


def test_a_worker_that_lost_its_lease_and_wakes_up_late_writes_and_counts_nothing_twice(
    redis: Redis, warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first worker hangs after its INSERT, its heartbeat too, until another has settled the same batch."""
    monkeypatch.setattr("ingest.worker.keep_leases", lambda *_: nullcontext())
    settings = make_settings(tmp_path, shards="1")
    append_events(redis, [make_event(visitor_id=f"v{number}") for number in range(50)], shards=1)
    inserted, settled, stop = threading.Event(), threading.Event(), threading.Event()

    def pause(step: str) -> None:
        if step == "after_events_insert":
            inserted.set()
            settled.wait(60)

    sleeper = Worker(settings, redis, warehouse, lease_ms=SHORT_LEASE_MS, on_stage=pause)
    thread = threading.Thread(target=sleeper.run, args=(stop,))
    thread.start()
    assert inserted.wait(60)
    run_until_settled(Worker(settings, redis, warehouse, lease_ms=SHORT_LEASE_MS), redis, shards=1)
    stop.set()
    settled.set()
    thread.join(60)
    assert count_rows(warehouse, "events") == 50
    assert read_settled(redis, shards=1) == {"7:stored": 50}


def test_two_workers_share_the_work(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    settings = make_settings(tmp_path)
    stop = threading.Event()
    read_by: list[set[str]] = [set(), set()]
    both = threading.Barrier(2, timeout=60)
    met = [False, False]

    def note(number: int, step: str) -> None:
        read_by[number].add(step)
        if step == "after_read" and not met[number]:
            met[number] = True
            both.wait()

    workers = [
        Worker(settings, redis, warehouse, lease_ms=1_000, on_stage=partial(note, number)) for number in range(2)
    ]
    threads = [threading.Thread(target=worker.run, args=(stop,)) for worker in workers]
    for thread in threads:
        thread.start()
    # A worker that works keeps what it has, so the work begins when each has its share.
    while len({redis.get(LEASE % shard) for shard in range(2)} - {None}) < 2:
        stop.wait(0.01)
    # Each of the two must come to a batch of its own, else the barrier breaks.
    while not all(met):
        append_events(redis, [make_event(visitor_id=f"v{number}") for number in range(20)])
        stop.wait(0.05)
    stop.set()
    for thread in threads:
        thread.join(60)
    assert not both.broken
    run_until_settled(Worker(settings, redis, warehouse), redis)
    assert read_settled(redis)["7:stored"] == count_rows(warehouse, "events")
