"""Fills a spool, drains it as a worker would, and reads what came to the streams."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import redis

from events.keys import EVENTS_FIELD, STREAM
from tests.tracker.making import NOW_MS
from tracker.counts import Counts
from tracker.gathered import ShardFlush, ShardFlushes
from tracker.redis.backlog import Backlog
from tracker.redis.client import ServerClient
from tracker.spool.drain import Drain
from tracker.spool.spool import Spool

MAX_BYTES = 1 << 30
SITE = 7


def make_flush(number: int, shard: int = 0, events: int = 1) -> ShardFlushes:
    return {shard: ShardFlush([b"[%d,%d]" % (number, each) for each in range(events)], {SITE: events})}


def make_spool(directory: Path, worker: int = 0, max_bytes: int = MAX_BYTES) -> Spool:
    return Spool(directory, worker, max_bytes, lambda: NOW_MS)


def fill(spool: Spool, flushes: range) -> None:
    async def append() -> None:
        for number in flushes:
            await spool.append(make_flush(number, number % 2, 3))

    asyncio.run(append())


def drain(
    directory: Path,
    redis_url: str,
    until: Callable[[Spool], bool] = lambda spool: not spool.segments,
    redis: ServerClient | None = None,
) -> Counts:
    """One worker that starts, drains until it is so, and is then killed."""
    counts = Counts()

    async def work() -> None:
        spool = make_spool(directory)
        backlog = Backlog(ServerClient(redis_url, 10), 4, 0)
        await spool.adopt_orphans()
        running = asyncio.create_task(Drain(spool, redis or ServerClient(redis_url, 10), backlog, counts).run())
        async with asyncio.timeout(20):
            while not until(spool):  # noqa: ASYNC110 (nothing signals the moments in between)
                await asyncio.sleep(0)
        running.cancel()

    asyncio.run(work())
    return counts


def read_numbers(redis_url: str, shard: int) -> list[bytes]:
    with redis.Redis.from_url(redis_url) as client:
        entries = [fields for _, fields in client.xrange(STREAM % shard)]
    return [line for fields in entries for line in fields[EVENTS_FIELD].split(b"\n")]


def expect_numbers(flushes: range, shard: int) -> list[bytes]:
    return [b"[%d,%d]" % (number, each) for number in flushes if number % 2 == shard for each in range(3)]
