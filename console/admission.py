"""Lets calls run a few at a time, each in a thread: reports and quick calls apart, so these never wait for those."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

from console.client_presence import ClientPresence
from console.errors import CallsLimited, ClientGone, ConsoleBusy
from console.fair_queue import FairQueue, Room, Ticket, Viewer
from settings.budget import ReportBudget
from warehouse.interface import Limits

# Longer than most reports take, shorter than proxies and people wait.
LONGEST_WAIT_SECONDS = 15.0
# Behind ingest, which the embedded engine runs first; a server runs ingest beside them. Quick calls go before reports.
# A trace does not wait for ingest: it is many short statements, and waiting before each for the batch that is being
# written would take longer than they do.
_TRACE_PRIORITY, _QUICK_PRIORITY, _REPORT_PRIORITY = 1, 2, 3
# Few, since ingest shares its processor time with them.
_TRACE_PLACES, _TRACE_WAITING, _TRACE_VIEWER_WAITING = 2, 64, 16
# Quick calls mostly wait for the warehouse and the registry.
_QUICK_PLACES, _QUICK_WAITING, _QUICK_VIEWER_WAITING = 8, 256, 64
_WAITING_FOR_EACH_PLACE, _VIEWER_WAITING_FOR_EACH_PLACE = 16, 8

T = TypeVar("T")


@dataclass(slots=True)
class Counts:
    """Calls that were turned away, by status."""

    limited: int = 0
    busy: int = 0


@dataclass(slots=True)
class Admission:
    """One class of calls; belongs to the event loop."""

    room: Room
    limits: Limits
    wait_seconds: float = LONGEST_WAIT_SECONDS
    counts: Counts = field(default_factory=Counts)
    queue: FairQueue = field(init=False)
    _turns: dict[Ticket, asyncio.Event] = field(default_factory=dict)
    _threads: CapacityLimiter = field(init=False)

    def __post_init__(self) -> None:
        self.queue = FairQueue(self.room)
        self._threads = CapacityLimiter(self.room.places)

    @asynccontextmanager
    async def place(self, viewer: Viewer, client: ClientPresence | None) -> AsyncIterator[None]:
        """A place for the duration of the block, after a wait in the queue if need be.

        Raises ``CallsLimited`` or ``ConsoleBusy`` where there is no room or the wait takes too long, ``ClientGone``
        where nobody waits for the answer any more. Without a ``client`` it waits until there is a place: the answer
        has begun, and whoever sends it ends the wait.
        """
        try:
            ticket = self.queue.enter(viewer, has_begun=client is None)
        except (CallsLimited, ConsoleBusy) as exc:
            raise self._count(exc) from None
        try:
            if not self.queue.is_running(ticket):
                await self._wait(ticket, client)
            yield
        finally:
            for following in self.queue.leave(ticket):
                self._turns[following].set()

    async def run(self, function: Callable[[], T]) -> T:
        """Runs it in a thread of this class; whoever holds a place never waits for one."""
        return await to_thread.run_sync(function, limiter=self._threads)

    async def _wait(self, ticket: Ticket, client: ClientPresence | None) -> None:
        turn = self._turns[ticket] = asyncio.Event()
        if client:
            client.call_when_gone(turn.set)
        try:
            await asyncio.wait_for(turn.wait(), self.wait_seconds if client else None)
        except TimeoutError:
            pass
        finally:
            del self._turns[ticket]
        if client and client.is_gone:
            raise ClientGone("the client is gone")
        if not self.queue.is_running(ticket):
            raise self._count(self.queue.explain(ticket))

    def _count(self, exc: CallsLimited | ConsoleBusy) -> CallsLimited | ConsoleBusy:
        if isinstance(exc, CallsLimited):
            self.counts.limited += 1
        else:
            self.counts.busy += 1
        return exc


@dataclass(frozen=True, slots=True)
class Admissions:
    """The classes of calls."""

    reports: Admission
    quick: Admission
    traces: Admission


def open_admissions(budget: ReportBudget) -> Admissions:
    """Reports within their budget; of each class half of the places for one viewer."""
    places = budget.concurrency
    reports = Room(
        places, _halve(places), places * _WAITING_FOR_EACH_PLACE, _halve(places) * _VIEWER_WAITING_FOR_EACH_PLACE
    )
    quick = Room(_QUICK_PLACES, _halve(_QUICK_PLACES), _QUICK_WAITING, _QUICK_VIEWER_WAITING)
    traces = Room(_TRACE_PLACES, _halve(_TRACE_PLACES), _TRACE_WAITING, _TRACE_VIEWER_WAITING)
    return Admissions(
        Admission(reports, Limits(budget.memory_bytes, budget.threads, _REPORT_PRIORITY)),
        Admission(quick, Limits(budget.memory_bytes, 1, _QUICK_PRIORITY)),
        Admission(traces, Limits(budget.memory_bytes, 1, _TRACE_PRIORITY)),
    )


def _halve(places: int) -> int:
    return (places + 1) // 2
