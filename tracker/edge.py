"""The parts of one worker, for its request handlers; whatever they call gets only what it needs."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from http_server.guard import Guard
from settings import TrackerSettings
from tracker.commit import GroupCommit
from tracker.counts import Counts
from tracker.endpoints.redirect_qr import QrCodes
from tracker.metrics import Metrics
from tracker.redis.backlog import Backlog
from tracker.redis.rate_limits import Limits
from tracker.redis.test_outcomes import OutcomeReader
from tracker.registry.view import RegistryView
from tracker.spool.spool import Spool


@dataclass(frozen=True, slots=True)
class Edge:
    """Beacons are accepted at each of ``beacon_paths``; only the request that holds ``request_lock`` is parsed.

    ``retry_span_ms``: how long before its reception a browser's event may have happened.
    """

    settings: TrackerSettings
    secret: bytes
    registry: RegistryView
    commit: GroupCommit
    backlog: Backlog
    spool: Spool
    limits: Limits
    outcomes: OutcomeReader
    counts: Counts
    metrics: Metrics
    guard: Guard
    now_ms: Callable[[], int]
    beacon_paths: frozenset[bytes]
    retry_span_ms: int
    request_lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    pictures: QrCodes = field(default_factory=QrCodes)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)


def start_task(tasks: set[asyncio.Task[None]], work: Coroutine[Any, Any, None]) -> None:
    """Runs it beside the requests; the loop alone would keep no reference to it."""
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)


def read_clock_ms() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000
