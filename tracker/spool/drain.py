"""Brings what waits on disk to the streams, in order and each record once, as soon as Redis takes it."""

import asyncio
import hashlib
import logging
from collections.abc import Iterator, Sequence
from importlib import resources

from events.keys import ACCEPTED, DRAINED, LATE, SPOOLED, STREAM
from events.spool import Record, encode_waiting
from tracker.backlog import Backlog
from tracker.counts import Counts
from tracker.errors import BufferFull, BufferUnavailable
from tracker.redis_line import RedisCaller, pack
from tracker.redis_sink import raise_refusal
from tracker.spool.segment import Segment
from tracker.spool.spool import Spool

logger = logging.getLogger(__name__)

# Redis works on so much for some ten milliseconds; the beacons of other workers have their turn in between.
CHUNK_BYTES = 512 * 1024
CHUNK_RECORDS = 250
RETRY_SECONDS = 0.2
ORPHANS_SECONDS = 5.0
# Longer than any segment takes. If it is forgotten, ingest drops by their ids the events that come twice.
REMEMBERED_SECONDS = 30 * 86_400

_SCRIPT = (resources.files("tracker.spool") / "drain.lua").read_bytes()
_LOAD = pack("SCRIPT", "LOAD", _SCRIPT)
_SHA = hashlib.sha1(_SCRIPT, usedforsecurity=False).hexdigest()


class Drain:
    """Works on one spool; ``is_refused`` while Redis answers and does not take more."""

    def __init__(self, spool: Spool, redis: RedisCaller, backlog: Backlog, counts: Counts) -> None:
        self.is_refused = False
        self._spool = spool
        self._redis = redis
        self._backlog = backlog
        self._counts = counts

    async def run(self) -> None:
        """Until cancelled; what is left stays on disk."""
        try:
            while True:
                await self._spool.adopt_orphans()
                await self._drain_while_filled()
                self._spool.filled.clear()
                await _wait(self._spool.filled, ORPHANS_SECONDS)
        finally:
            self._spool.close()
            self._redis.close()

    async def _drain_while_filled(self) -> None:
        drained_before, is_told = self._counts.drained, False
        while self._spool.segments:
            try:
                self._backlog.check()
                # Asked before the disk is: while Redis is away nothing needs to be read.
                await self._ask([_LOAD])
                await self._drain_first(self._spool.segments[0])
            except (BufferUnavailable, BufferFull, OSError) as exc:
                self.is_refused = isinstance(exc, BufferFull)
                if not is_told:
                    logger.warning("events wait in the spool: %s: %s", type(exc).__name__, exc)
                is_told = True
                await asyncio.sleep(RETRY_SECONDS)
        if self._counts.drained > drained_before:
            logger.info("the spool is empty again: %d events drained", self._counts.drained - drained_before)

    async def _drain_first(self, segment: Segment) -> None:
        rest = await asyncio.to_thread(segment.read_rest)
        if rest.damaged_bytes:
            logger.error("%d bytes of the spool segment %s are damaged", rest.damaged_bytes, segment.path)
            self._counts.spool_damaged_bytes += rest.damaged_bytes
        begin = segment.drained
        for chunk in _cut(rest.records):
            await self._append(segment, begin, chunk)
            segment.drained = begin + chunk[-1].end
            for record in chunk:
                segment.waiting.subtract(record.accepted)
                self._counts.drained += sum(record.accepted.values())
        segment.drained = rest.end
        if segment.drained == segment.size:
            await self._ask([pack("HDEL", SPOOLED, segment.name)])
            self._spool.release(segment)

    async def _append(self, segment: Segment, begin: int, chunk: Sequence[Record]) -> None:
        waiting = [word for each in self._spool.segments for word in (each.name, encode_waiting(each.describe()))]
        records = [_pack_record(segment, begin, record) for record in chunk]
        await self._ask([pack("HSET", SPOOLED, *waiting), *records])

    async def _ask(self, commands: Sequence[bytes]) -> None:
        for reply in await self._redis.ask(b"".join(commands), len(commands)):
            raise_refusal(reply)
        self.is_refused = False


def _cut(records: Sequence[Record]) -> Iterator[Sequence[Record]]:
    chunk: list[Record] = []
    size = 0
    for record in records:
        chunk.append(record)
        size += len(record.value)
        if size >= CHUNK_BYTES or len(chunk) >= CHUNK_RECORDS:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _pack_record(segment: Segment, begin: int, record: Record) -> bytes:
    shard = record.shard
    keys = (STREAM % shard, ACCEPTED % shard, DRAINED % (shard, segment.name), LATE % shard)
    count = sum(record.accepted.values())
    sites = [word for pair in record.accepted.items() for word in pair]
    place = (begin + record.end, REMEMBERED_SECONDS, segment.since_ms)
    return pack("EVALSHA", _SHA, len(keys), *keys, *place, record.value, count, *sites)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
