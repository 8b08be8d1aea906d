"""Brings what waits on disk to the streams, in order and each record once, as soon as Redis accepts it."""

import asyncio
import logging
from collections import deque
from collections.abc import Iterable, Iterator, Sequence

from events.keys import ACCEPTED, DRAINED, SPOOL_ARRIVALS, SPOOLED, STREAM
from events.lua import hash_script, load_script
from events.spool import Record, encode_waiting
from tracker.counts import Counts
from tracker.errors import BufferFull, BufferUnavailable
from tracker.redis.backlog import Backlog
from tracker.redis.client import Commands, RedisClient, Replies
from tracker.redis.connection import pack
from tracker.redis.sink import check_replies
from tracker.spool.segment import Segment
from tracker.spool.spool import Spool

logger = logging.getLogger(__name__)

# Redis needs some ten milliseconds for so much; the beacons of other workers are served in between.
CHUNK_BYTES = 512 * 1024
CHUNK_RECORDS = 250
RETRY_SECONDS = 0.2
ORPHANS_SECONDS = 5.0
# Longer than any segment takes. After that, ingest drops repeated events by their ids.
REMEMBERED_SECONDS = 30 * 86_400

_SCRIPT = load_script("tracker.spool", "drain.lua")
_LOAD = pack("SCRIPT", "LOAD", _SCRIPT)
_SHA = hash_script(_SCRIPT)


class Drain:
    """Works on one spool; ``is_buffer_full`` while Redis answers and accepts no more."""

    def __init__(self, spool: Spool, redis: RedisClient, backlog: Backlog, counts: Counts) -> None:
        self.is_buffer_full = False
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
        drained_before, is_logged = self._counts.drained, False
        while self._spool.segments:
            try:
                self._backlog.check()
                await self._drain_all(await self._find_reachable())
            except (BufferUnavailable, BufferFull, OSError) as exc:
                self.is_buffer_full = isinstance(exc, BufferFull)
                if not is_logged:
                    logger.warning("events wait in the spool: %s: %s", type(exc).__name__, exc)
                is_logged = True
                await asyncio.sleep(RETRY_SECONDS)
        if self._counts.drained > drained_before:
            logger.info("the spool is empty again: %d events drained", self._counts.drained - drained_before)

    async def _find_reachable(self) -> set[int]:
        """The shards that something waits for and that can be written now; raises ``BufferUnavailable`` if none can.

        Queried before the disk is read: what cannot be drained need not be.
        """
        waiting = sorted(set[int]().union(*(segment.shards for segment in self._spool.segments)))
        if not waiting:
            return set()
        results = await self._redis.execute_all([Commands(STREAM % shard, _LOAD) for shard in waiting])
        failed = [result for result in results if isinstance(result, BufferUnavailable)]
        if failed and len(failed) == len(waiting):
            raise failed[0]
        return {shard for shard, result in zip(waiting, results, strict=True) if result not in failed}

    async def _drain_all(self, reachable: set[int]) -> None:
        """Segments of unreachable shards stay; those that follow do not wait for them."""
        for segment in list(self._spool.segments):
            if not segment.shards or segment.shards & reachable:
                await self._drain(segment, reachable)

    async def _drain(self, segment: Segment, shards: set[int]) -> None:
        rest = await asyncio.to_thread(segment.read_rest)
        if rest.damaged_bytes:
            logger.error("%d bytes of the spool segment %s are damaged", rest.damaged_bytes, segment.path)
            self._counts.spool_damaged_bytes += rest.damaged_bytes
        begin, left = segment.drained, deque(rest.records)
        chosen = (each for each in rest.records if each.shard in shards and not segment.has_drained(each, begin))
        for chunk in _cut(chosen):
            await self._append(segment, begin, chunk)
            _skip_drained(segment, begin, left)
        # Nothing is chosen of what an attempt has drained that failed in another shard.
        _skip_drained(segment, begin, left)
        if not left:
            segment.drained = rest.end
        if segment.drained == segment.size:
            await self._execute(Commands(SPOOLED, pack("HDEL", SPOOLED, segment.name)))
            self._spool.release(segment)

    async def _append(self, segment: Segment, begin: int, chunk: Sequence[Record]) -> None:
        waiting = [item for each in self._spool.segments for item in (each.name, encode_waiting(each.describe()))]
        by_shard: dict[int, list[Record]] = {}
        for record in chunk:
            by_shard.setdefault(record.shard, []).append(record)
        commands = [_pack_records(segment, begin, records) for records in by_shard.values()]
        report = Commands(SPOOLED, pack("HSET", SPOOLED, *waiting))
        results = await self._redis.execute_all([report, *commands], _LOAD)
        # What one shard has is drained, whatever became of the others.
        for records, replies in zip(by_shard.values(), results[1:], strict=True):
            if _is_done(replies):
                self._note_drained(segment, begin, records)
        self._check(results)

    def _note_drained(self, segment: Segment, begin: int, records: Sequence[Record]) -> None:
        for record in records:
            segment.note_drained(record, begin)
            self._counts.drained += sum(record.accepted.values())

    async def _execute(self, commands: Commands) -> None:
        self._check(await self._redis.execute_all([commands], _LOAD))

    def _check(self, results: Sequence[Replies]) -> None:
        for replies in results:
            check_replies(replies)
        self.is_buffer_full = False


def _skip_drained(segment: Segment, begin: int, left: deque[Record]) -> None:
    while left and segment.has_drained(left[0], begin):
        segment.drained = begin + left.popleft().end


def _is_done(replies: Replies) -> bool:
    try:
        check_replies(replies)
    except (BufferUnavailable, BufferFull):
        return False
    return True


def _cut(records: Iterable[Record]) -> Iterator[Sequence[Record]]:
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


def _pack_records(segment: Segment, begin: int, records: Sequence[Record]) -> Commands:
    """One command that appends records of one shard."""
    shard = records[0].shard
    keys = (STREAM % shard, ACCEPTED % shard, DRAINED % (shard, segment.name), SPOOL_ARRIVALS % shard)
    described = [item for record in records for item in _describe(record, begin)]
    packed = pack("EVALSHA", _SHA, len(keys), *keys, REMEMBERED_SECONDS, segment.since_ms, *described)
    return Commands(STREAM % shard, packed)


def _describe(record: Record, begin: int) -> Iterator[str | bytes | int]:
    """See ``drain.lua``."""
    yield from (begin + record.end, record.value, sum(record.accepted.values()), len(record.accepted))
    for site_and_count in record.accepted.items():
        yield from site_and_count


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
