"""Group commit: all requests that wait at this moment share one round trip to the buffer.

Redis syncs its file once for all flushes that it finds when it looks, of one worker or of several. So a flush follows
another that is not back yet as soon as enough waits: else each worker would have every second sync for itself alone.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Protocol

from events.event import Event
from events.shards import choose_shard
from tracker.counts import Counts
from tracker.errors import BufferFull, BufferUnavailable
from tracker.gathered import Gathered, ShardFlushes
from tracker.parsing.private_parameters import CleanUrl, make_url_cleaner

logger = logging.getLogger(__name__)

# A good second of one worker's beacons at its fastest. A flush takes all that waits, so this bounds it too; only the
# last request that is admitted may exceed it, by no more than the largest request.
MAX_WAITING_EVENTS = 20_000
MAX_WAITING_BYTES = 16 << 20
# So many events do not wait for the flush under way, and so many flushes may be under way at once.
FOLLOWING_EVENTS = 8
MAX_UNDER_WAY = 4
_WARNING_SECONDS = 5.0
# A worker without requests cannot learn that events are stored again: after this time it is to be tried.
_REJECTING_SECONDS = 5.0

Failure = BufferUnavailable | BufferFull
# Called with None once the events are safe, else with what failed.
Callback = Callable[[Failure | None], None]


class Sink(Protocol):
    """Where a flush goes."""

    @property
    def is_steady(self) -> bool:
        """Whether a flush may follow one that is under way, and will stay behind it."""

    async def append(self, flushes: ShardFlushes) -> None:
        """Returns once every shard's events are safe; raises ``BufferUnavailable`` or ``BufferFull``."""

    def close(self) -> None:
        """Called after the last flush."""


class GroupCommit:
    """The events that wait, and the flushes that are on their way."""

    def __init__(
        self,
        sink: Sink,
        shards: int,
        counts: Counts,
        max_waiting_events: int = MAX_WAITING_EVENTS,
        max_waiting_bytes: int = MAX_WAITING_BYTES,
        clean_url: CleanUrl | None = None,
    ) -> None:
        self._sink = sink
        self._shards = shards
        self._counts = counts
        self._max_waiting_events = max_waiting_events
        self._max_waiting_bytes = max_waiting_bytes
        self._clean_url = clean_url or make_url_cleaner()
        self._gathered = Gathered()
        self._waiting: list[Callback] = []
        self._under_way = 0
        self._is_starting = False
        self._flushes: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._warned = -_WARNING_SECONDS
        self._failed_at: float | None = None

    @property
    def is_rejecting(self) -> bool:
        """Whether the last flush failed, a moment ago."""
        return self._failed_at is not None and time.monotonic() - self._failed_at < _REJECTING_SECONDS

    def append(self, events: Iterable[Event]) -> asyncio.Future[Failure | None]:
        """Resolves to None once the events are safe, else to what failed.

        The failure is a value, because one exception raised in many requests would collect all their tracebacks.
        """
        outcome: asyncio.Future[Failure | None] = asyncio.get_running_loop().create_future()
        self.add(events, partial(_resolve, outcome))
        return outcome

    def add(self, events: Iterable[Event], callback: Callback) -> None:
        """Adds the events to the next flush; calls ``callback`` with None once they are safe, else with what failed."""
        gathered = self._gathered
        if gathered.events >= self._max_waiting_events or gathered.size_bytes >= self._max_waiting_bytes:
            callback(BufferFull("too many events wait for Redis"))
            return
        self._gather(events)
        self._waiting.append(callback)
        self._start_if_due()

    async def run(self) -> None:
        """Until :meth:`stop`, and then until all that waited is answered."""
        await self._stopping.wait()
        while self._flushes:
            await asyncio.wait(set(self._flushes))
        self._sink.close()

    def stop(self) -> None:
        """Has :meth:`run` return once nothing waits."""
        self._stopping.set()

    def _start_if_due(self) -> None:
        """The flush begins with the next turn of the event loop and takes what has come by then."""
        if self._waiting and not self._is_starting and self._is_due():
            self._is_starting = True
            flush = asyncio.create_task(self._flush())
            self._flushes.add(flush)
            flush.add_done_callback(self._flushes.discard)

    def _is_due(self) -> bool:
        may_follow = self._gathered.events >= FOLLOWING_EVENTS and self._under_way < MAX_UNDER_WAY
        return not self._under_way or (may_follow and self._sink.is_steady)

    def _gather(self, events: Iterable[Event]) -> None:
        for event in events:
            event.url, event.referrer = self._clean_url(event.url), self._clean_url(event.referrer)
            self._gathered.add(event, choose_shard(event, self._shards))

    async def _flush(self) -> None:
        self._is_starting = False
        if not self._is_due():
            # The connection broke a moment ago; the next flush begins when what is under way is on disk.
            return
        gathered, waiting = self._gathered, self._waiting
        self._gathered, self._waiting = Gathered(), []
        self._under_way += 1
        started = time.perf_counter()
        failure = await self._write(gathered.flushes)
        self._under_way -= 1
        self._count(gathered.events, failure, time.perf_counter() - started)
        self._start_if_due()
        # The next flush is on its way first: one turn of the loop to begin, at the end of which it is written.
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        _call_all(waiting, failure)

    async def _write(self, flushes: ShardFlushes) -> Failure | None:
        try:
            await self._sink.append(flushes)
        except (BufferUnavailable, BufferFull) as exc:
            self._warn(exc)
            return exc
        except Exception as exc:
            # Whatever it is, the waiting requests must get an answer.
            logger.exception("flush failed")
            return BufferUnavailable(str(exc))
        return None

    def _count(self, events: int, failure: Failure | None, seconds: float) -> None:
        self._failed_at = None if failure is None else time.monotonic()
        if failure is not None:
            self._counts.flush_failures += 1
            return
        self._counts.flushes += 1
        self._counts.accepted += events
        self._counts.flush_events.observe(events)
        self._counts.flush_seconds.observe(seconds)

    def _warn(self, failure: Failure) -> None:
        now = time.monotonic()
        if now - self._warned >= _WARNING_SECONDS:
            self._warned = now
            logger.warning("rejecting events: %s: %s", type(failure).__name__, failure)


def _call_all(waiting: Iterable[Callback], failure: Failure | None) -> None:
    for callback in waiting:
        try:
            callback(failure)
        except Exception:
            logger.exception("cannot answer a request")


def _resolve(outcome: asyncio.Future[Failure | None], failure: Failure | None) -> None:
    # A request whose client is gone may have been cancelled.
    if not outcome.done():
        outcome.set_result(failure)
