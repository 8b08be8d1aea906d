"""The segments of one worker: new records go to the last one, the first one is drained."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Collection
from pathlib import Path

from events.spool import encode_record, list_segments
from tracker.errors import BufferFull
from tracker.gathered import ShardFlushes
from tracker.spool.segment import Segment, adopt_segment, create_segment

logger = logging.getLogger(__name__)

# What the drain reads at once; a segment that has grown as large takes no more records.
SEGMENT_BYTES = 4 << 20


class Spool:
    """The segments of this worker, and those it took over from workers that are gone; the oldest first."""

    def __init__(
        self, directory: Path, worker: int, max_bytes: int, now_ms: Callable[[], int], *, is_by_shard: bool = False
    ) -> None:
        self.segments: deque[Segment] = deque()
        self.filled = asyncio.Event()
        self._directory = directory
        self._own_directory = directory / str(worker)
        self._max_bytes = max_bytes
        self._now_ms = now_ms
        self._is_writing = False
        self._is_by_shard = is_by_shard
        # The segment that takes records: always the last one, if there is any.
        self._open: Segment | None = None

    @property
    def holds_events(self) -> bool:
        """Whether something waits; newer events have to go behind it."""
        return bool(self.segments) or self._is_writing

    def holds(self, shard: int) -> bool:
        """Whether newer events of this shard have to go behind something.

        The shards of a cluster fail independently; those of one Redis all at once, so none is tried alone.
        """
        return any(shard in segment.shards for segment in self.segments) if self._is_by_shard else self.holds_events

    @property
    def size_bytes(self) -> int:
        return sum(segment.size for segment in self.segments)

    @property
    def has_room(self) -> bool:
        """Whether it is below its limit; a full disk shows only when it is written."""
        return self.size_bytes < self._max_bytes

    async def append(self, flushes: ShardFlushes) -> None:
        """Returns once every shard's events are on disk; raises ``BufferFull``. Called by one flush at a time."""
        records = b"".join(encode_record(shard, flush.accepted, flush.lines) for shard, flush in flushes.items())
        if self.size_bytes + len(records) > self._max_bytes:
            raise BufferFull("the spool is at its limit")
        self._is_writing = True
        try:
            segment = await asyncio.to_thread(self._write, records)
        except OSError as exc:
            raise BufferFull(f"the spool cannot be written: {exc.strerror or exc}") from exc
        finally:
            self._is_writing = False
        if segment is not self._open:
            self._open = segment
            self.segments.append(segment)
        for shard, flush in flushes.items():
            segment.note_waiting(shard, flush.accepted)
        self.filled.set()

    async def adopt_orphans(self) -> None:
        """Takes over the segments of workers that are gone; raises nothing."""
        held = {segment.path for segment in self.segments}
        try:
            adopted = await asyncio.to_thread(_adopt_all, self._directory, held)
        except OSError as exc:
            logger.warning("cannot read the spool: %s", exc)
            return
        if adopted:
            logger.info("taking over %d segments of the spool", len(adopted))
            # In front of its own, which are younger.
            self.segments.extendleft(reversed(adopted))

    def release(self, segment: Segment) -> bool:
        """Removes the first segment if all of it is drained; false if it may still grow at this moment."""
        if segment.drained < segment.size or (segment is self._open and self._is_writing):
            return False
        if segment is self._open:
            self._open = None
        self.segments.remove(segment)
        segment.remove()
        return True

    def close(self) -> None:
        """Leaves what waits to the next process."""
        for segment in self.segments:
            segment.close()
        self.segments.clear()

    def _write(self, records: bytes) -> Segment:
        if self._open is not None and self._open.size < SEGMENT_BYTES:
            self._open.append(records)
            return self._open
        segment = create_segment(self._own_directory, self._now_ms())
        try:
            segment.append(records)
        except OSError:
            segment.remove()
            raise
        return segment


def _adopt_all(directory: Path, held: Collection[Path]) -> list[Segment]:
    found = [adopt_segment(path) for path in list_segments(directory) if path not in held]
    return [segment for segment in found if segment is not None]
