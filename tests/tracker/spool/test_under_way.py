"""Several flushes are under way when Redis goes: all are accepted on disk, in their order."""

import asyncio
import os
import signal
from pathlib import Path

from events.event import decode_events
from tests.fixtures.redis import RedisProcess
from tests.tracker.making import parse_good
from tracker.commit import FOLLOWING_EVENTS, MAX_UNDER_WAY, GroupCommit
from tracker.counts import Counts
from tracker.edge import read_clock_ms
from tracker.redis.backlog import Backlog
from tracker.redis.client import ServerClient
from tracker.redis.sink import RedisSink
from tracker.spool.drain import Drain
from tracker.spool.sink import SpoolingSink
from tracker.spool.spool import Spool

FLUSHES = MAX_UNDER_WAY + 2


def test_flushes_under_way_reach_the_disk_in_their_order(private_redis: RedisProcess, tmp_path: Path) -> None:
    events = [parse_good(visitor_id=f"v{n}") for n in range(FLUSHES * FOLLOWING_EVENTS)]
    counts = Counts()

    async def main() -> list[str]:
        client = ServerClient(private_redis.url, 20)
        spool = Spool(tmp_path, 0, 1 << 20, read_clock_ms)
        backlog = Backlog(client, 1, 0)
        drain = Drain(spool, client, backlog, counts)
        sink = SpoolingSink(RedisSink(private_redis.url, 20), spool, drain, backlog, counts)
        commit = GroupCommit(sink, 1, counts)
        running = asyncio.create_task(commit.run())
        assert await commit.append([parse_good(visitor_id="first")]) is None
        os.kill(private_redis.pid, signal.SIGSTOP)
        outcomes = []
        for begin in range(0, len(events), FOLLOWING_EVENTS):
            outcomes.append(commit.append(events[begin : begin + FOLLOWING_EVENTS]))
            await asyncio.sleep(0.01)
        private_redis.stop()
        assert await asyncio.gather(*outcomes) == [None] * FLUSHES
        commit.stop()
        await running
        records = [record for segment in spool.segments for record in segment.read_rest().records]
        spool.close()
        return [event.visitor_id for record in records for event in decode_events(record.value)]

    assert asyncio.run(main()) == [event.visitor_id for event in events]
    # What was under way, and one flush for all that came behind it.
    assert (counts.spooled, counts.flushes) == (len(events), 1 + MAX_UNDER_WAY + 1)
