"""All who wait at one moment share one round trip to Redis."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
import redis

from events.event import Event, decode_events
from events.keys import COUNT_FIELD, EVENTS_FIELD, STREAM
from tests.tracker.making import parse_good
from tracker.commit import FOLLOWING_EVENTS, MAX_UNDER_WAY, GroupCommit
from tracker.counts import Counts
from tracker.errors import BufferFull, BufferUnavailable
from tracker.gathered import ShardFlushes
from tracker.redis.sink import RedisSink

SHARDS = 4


class Gate:
    """A sink that keeps each flush until it is let through."""

    def __init__(self, failure: Exception | None = None, is_steady: bool = False) -> None:
        self.is_steady = is_steady
        self.sizes: list[int] = []
        self.reached = asyncio.Event()
        self.open = asyncio.Event()
        self._failure = failure

    async def append(self, flushes: ShardFlushes) -> None:
        self.sizes.append(sum(len(flush.lines) for flush in flushes.values()))
        self.reached.set()
        await self.open.wait()
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """Nothing to let go of."""


def make_events(count: int) -> list[Event]:
    return [parse_good(visitor_id=f"v{n}") for n in range(count)]


def run_commit(
    sink: Any, act: Callable[[GroupCommit], Awaitable[None]], shards: int = SHARDS, **options: Any
) -> Counts:
    """Lets ``act`` use a group commit that then flushes what is left and ends."""
    counts = Counts()

    async def main() -> None:
        commit = GroupCommit(sink, shards, counts, **options)
        running = asyncio.create_task(commit.run())
        await act(commit)
        commit.stop()
        await running

    asyncio.run(main())
    return counts


def test_a_hundred_requests_of_one_moment_are_one_append_a_shard(redis_url: str) -> None:
    async def act(commit: GroupCommit) -> None:
        outcomes = await asyncio.gather(*(commit.append([event]) for event in make_events(100)))
        assert outcomes == [None] * 100

    counts = run_commit(RedisSink(redis_url, timeout_seconds=10), act)
    assert (counts.flushes, counts.accepted) == (1, 100)
    with redis.Redis.from_url(redis_url) as client:
        assert client.info("commandstats")["cmdstat_xadd"]["calls"] == SHARDS
        assert client.info("commandstats")["cmdstat_exec"]["calls"] == SHARDS
        entries = [entry for shard in range(SHARDS) for _, entry in client.xrange(STREAM % shard)]
    assert sum(int(entry[COUNT_FIELD]) for entry in entries) == 100
    assert all(len(decode_events(entry[EVENTS_FIELD])) == int(entry[COUNT_FIELD]) for entry in entries)


def test_requests_during_a_flush_share_the_next() -> None:
    gate = Gate()

    async def act(commit: GroupCommit) -> None:
        first = commit.append(make_events(1))
        await gate.reached.wait()
        later = [commit.append(make_events(1)) for _ in range(20)]
        gate.open.set()
        await asyncio.gather(first, *later)

    assert run_commit(gate, act).flushes == 2
    assert gate.sizes == [1, 20]


def test_a_flush_follows_one_under_way_once_enough_waits_and_only_so_many_do() -> None:
    gate = Gate(is_steady=True)

    async def act(commit: GroupCommit) -> None:
        outcomes = [commit.append(make_events(1))]
        await gate.reached.wait()
        for _ in range(MAX_UNDER_WAY + 1):
            gate.reached.clear()
            outcomes.append(commit.append(make_events(FOLLOWING_EVENTS - 1)))
            await asyncio.sleep(0.01)
            assert not gate.reached.is_set()
            outcomes.append(commit.append(make_events(1)))
            await asyncio.sleep(0.01)
        gate.open.set()
        assert await asyncio.gather(*outcomes) == [None] * len(outcomes)

    run_commit(gate, act)
    assert gate.sizes == [1] + [FOLLOWING_EVENTS] * (MAX_UNDER_WAY - 1) + [2 * FOLLOWING_EVENTS]


def test_flushes_under_way_at_once_keep_their_order_on_the_stream(redis_url: str) -> None:
    events = make_events(1 + 5 * FOLLOWING_EVENTS)

    async def act(commit: GroupCommit) -> None:
        assert await commit.append(events[:1]) is None
        # Redis holds back what it was sent, so that one flush follows another.
        with redis.Redis.from_url(redis_url) as client:
            client.execute_command("CLIENT PAUSE", 300, "WRITE")
        outcomes = []
        for begin in range(1, len(events), FOLLOWING_EVENTS):
            outcomes.append(commit.append(events[begin : begin + FOLLOWING_EVENTS]))
            await asyncio.sleep(0.01)
        assert await asyncio.gather(*outcomes) == [None] * len(outcomes)

    counts = run_commit(RedisSink(redis_url, timeout_seconds=10), act, shards=1)
    with redis.Redis.from_url(redis_url) as client:
        entries = [entry for _, entry in client.xrange(STREAM % 0)]
    stored = [event.visitor_id for entry in entries for event in decode_events(entry[EVENTS_FIELD])]
    assert stored == [event.visitor_id for event in events]
    assert counts.flushes == len(entries) == 1 + MAX_UNDER_WAY + 1


def test_what_waits_at_the_end_is_still_flushed() -> None:
    gate = Gate()

    async def act(commit: GroupCommit) -> None:
        gate.open.set()
        commit.append(make_events(3))

    assert run_commit(gate, act).accepted == 3


@pytest.mark.parametrize("most", [{"max_waiting_events": 10}, {"max_waiting_bytes": 1000}])
def test_when_too_much_waits_more_is_rejected(most: dict[str, int]) -> None:
    gate = Gate()

    async def act(commit: GroupCommit) -> None:
        taken = commit.append(make_events(10))
        assert isinstance(await commit.append(make_events(1)), BufferFull)
        gate.open.set()
        assert await taken is None

    assert run_commit(gate, act, **most).accepted == 10


def test_what_was_flushed_makes_room_for_more() -> None:
    gate = Gate()
    gate.open.set()

    async def act(commit: GroupCommit) -> None:
        for _ in range(3):
            assert await commit.append(make_events(10)) is None

    assert run_commit(gate, act, max_waiting_events=10, max_waiting_bytes=1000).accepted == 30


@pytest.mark.parametrize("failure", [BufferUnavailable("away"), BufferFull("full"), RuntimeError("a fault of ours")])
def test_a_failed_flush_fails_all_that_waited_and_the_next_is_tried(failure: Exception) -> None:
    gate = Gate(failure)
    gate.open.set()

    async def act(commit: GroupCommit) -> None:
        for _ in range(2):
            outcomes = await asyncio.gather(*(commit.append([event]) for event in make_events(5)))
            assert all(isinstance(outcome, BufferUnavailable | BufferFull) for outcome in outcomes)

    counts = run_commit(gate, act)
    assert (counts.accepted, counts.flush_failures) == (0, 2)
