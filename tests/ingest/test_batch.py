"""A batch is read as a whole by the worker that holds the shard, and is never larger than memory allows."""

import pytest
from redis import Redis

from events.event import encode_event
from events.keys import GROUP, STREAM
from ingest import batch
from ingest.batch import Batch, create_group, read_batch, recover_batch, settle_batch
from ingest.errors import BatchInFlight
from ingest.shards.leases import CONSUMER, Leases
from tests.ingest.builders import append_lines, make_event, read_settled

LEASE_MS = 60_000


@pytest.fixture
def leases(redis: Redis) -> Leases:
    """A worker that owns the only shard."""
    leases = Leases(redis, "a", 1, LEASE_MS)
    leases.rebalance()
    create_group(redis, 0)
    return leases


def test_what_was_in_flight_is_the_same_batch_for_the_next_owner(redis: Redis, leases: Leases) -> None:
    _append(redis, entries=2500)
    read = read_batch(leases, 0, 2000)
    assert read is not None
    assert read.is_full
    assert recover_batch(leases, 0) == read


def test_it_is_recovered_by_one_command(redis: Redis, leases: Leases) -> None:
    """The last owner may settle it at any moment: two commands might then see a part of it."""
    _append(redis, entries=2500)
    redis.xreadgroup(GROUP, CONSUMER, {STREAM % 0: ">"})
    redis.config_resetstat()
    recovered = recover_batch(leases, 0)
    assert recovered is not None
    assert len(recovered.entries) == 2500
    assert redis.info("commandstats")["cmdstat_xreadgroup"]["calls"] == 1


def test_entries_whose_answer_was_lost_are_no_part_of_another_batch(redis: Redis, leases: Leases) -> None:
    """The client sends a command again whose connection broke: the first one may have delivered something."""
    _append(redis, entries=20)
    lost = leases.read_new(0, 5, b"")
    with pytest.raises(BatchInFlight):
        leases.read_new(0, 5, b"")
    assert leases.read_in_flight(0) == lost
    assert len(leases.read_new(0, 5, lost[-1][0])) == 5


def test_what_the_last_owner_settles_meanwhile_is_no_batch_any_more(redis: Redis, leases: Leases) -> None:
    _append(redis, entries=10)
    taken: list[Batch | None] = [read_batch(leases, 0, 100), recover_batch(leases, 0)]
    assert [settle_batch(redis, each, {"7:stored": 10}) for each in taken if each] == [True, False]
    assert recover_batch(leases, 0) is None
    assert read_settled(redis, shards=1) == {"7:stored": 10}


def test_a_backlog_of_large_entries_is_read_in_pieces(
    redis: Redis, leases: Leases, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small entries first, so that their number says nothing of what follows."""
    monkeypatch.setattr(batch, "MAX_BYTES", 1 << 20)
    _append(redis, entries=50)
    for _ in range(300):
        append_lines(redis, 0, [encode_event(make_event(url="x" * 60_000))])
    read = read_batch(leases, 0, 50_000)
    assert read is not None
    assert read.is_full
    assert sum(len(value) for _, fields in read.entries for value in fields.values()) < 10 * batch.MAX_BYTES
    assert len(read.entries) < 50 + 2 * batch.MAX_ENTRIES


def _append(redis: Redis, entries: int) -> None:
    line = encode_event(make_event())
    with redis.pipeline(transaction=False) as pipeline:
        for _ in range(entries):
            append_lines(pipeline, 0, [line])
        pipeline.execute()
