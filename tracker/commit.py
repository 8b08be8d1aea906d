"""Group commit: all requests that wait at this moment share one round trip to the buffer."""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from events.event import Event, encode_event
from events.shards import choose_shard
from tracker.counts import Counts
from tracker.errors import BufferFull, BufferUnavailable
from tracker.parsing.private_parameters import CleanUrl, make_url_cleaner

logger = logging.getLogger(__name__)

# A good second of one worker's beacons at its fastest. A flush takes all that waits, so this bounds it too; only the
# last request that is admitted may exceed it, by no more than the largest request.
MAX_WAITING_EVENTS = 20_000
MAX_WAITING_BYTES = 16 << 20
_WARNING_SECONDS = 5.0
# A worker without requests cannot learn that events are stored again: after this time it is to be tried.
_REJECTING_SECONDS = 5.0

Failure = BufferUnavailable | BufferFull
# Called with None once the events are safe, else with what failed.
Callback = Callable[[Failure | None], None]


@dataclass(slots=True)
class ShardFlush:
    """A shard's part of a flush: its encoded events, and how many of them each site has."""

    lines: list[bytes] = field(default_factory=list)
    accepted: dict[int, int] = field(default_factory=dict)


ShardFlushes = Mapping[int, ShardFlush]


class Sink(Protocol):
    """Where a flush goes."""

    async def append(self, flushes: ShardFlushes) -> None:
        """Returns once every shard's events are safe; raises ``BufferUnavailable`` or ``BufferFull``."""

    def close(self) -> None:
        """Called after the last flush."""


class GroupCommit:
    """The events that wait, and the one flush that is on its way; the next begins when it is back."""

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
        self._gathering: dict[int, ShardFlush] = {}
        self._gathered_events = 0
        self._gathered_bytes = 0
        self._waiting: list[Callback] = []
        self._wake = asyncio.Event()
        self._stopped = False
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
        if self._gathered_events >= self._max_waiting_events or self._gathered_bytes >= self._max_waiting_bytes:
            callback(BufferFull("too many events wait for Redis"))
            return
        self._gather(events)
        if not self._waiting:
            self._wake.set()
        self._waiting.append(callback)

    async def run(self) -> None:
        """Flushes until :meth:`stop`, and then what still waits."""
        while not self._stopped or self._waiting:
            await self._wake.wait()
            self._wake.clear()
            if self._waiting:
                await self._flush()
        self._sink.close()

    def stop(self) -> None:
        """Has :meth:`run` return once nothing waits."""
        self._stopped = True
        self._wake.set()

    def _gather(self, events: Iterable[Event]) -> None:
        for event in events:
            shard = choose_shard(event, self._shards)
            flush = self._gathering.get(shard)
            if flush is None:
                flush = self._gathering[shard] = ShardFlush()
            event.url, event.referrer = self._clean_url(event.url), self._clean_url(event.referrer)
            line = encode_event(event)
            flush.lines.append(line)
            flush.accepted[event.site_id] = flush.accepted.get(event.site_id, 0) + 1
            self._gathered_events += 1
            self._gathered_bytes += len(line)

    async def _flush(self) -> None:
        flushes, events, waiting = self._gathering, self._gathered_events, self._waiting
        self._gathering, self._gathered_events, self._gathered_bytes, self._waiting = {}, 0, 0, []
        started = time.perf_counter()
        failure = await self._write(flushes)
        self._count(events, failure, time.perf_counter() - started)
        # After the next flush is on its way.
        asyncio.get_running_loop().call_soon(_call_all, waiting, failure)

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
