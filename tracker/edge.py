"""What every door of the edge needs to do its work."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from settings import TrackerSettings
from tracker.commit import GroupCommit
from tracker.counts import Counts
from tracker.http.body import Headers
from tracker.http.client_address import find_client_address
from tracker.metrics import Metrics
from tracker.redis.rate_limits import Limits
from tracker.redis.test_outcomes import Fates
from tracker.registry.view import RegistryView
from tracker.spool.spool import Spool


@dataclass(frozen=True, slots=True)
class Edge:
    """One worker's settings, key, view of the registry, way to Redis, disk for when it is away, limits, what
    became of test events, counts, clock.

    Beacons are taken at each of ``beacon_paths``; one batch at a time has the ``batch_turn`` to be parsed.
    """

    settings: TrackerSettings
    secret: bytes
    registry: RegistryView
    commit: GroupCommit
    spool: Spool
    limits: Limits
    fates: Fates
    counts: Counts
    metrics: Metrics
    now_ms: Callable[[], int]
    beacon_paths: frozenset[bytes]
    batch_turn: asyncio.Lock = field(default_factory=asyncio.Lock)


def read_clock_ms() -> int:
    """Milliseconds since the epoch."""
    return time.time_ns() // 1_000_000


def find_client(edge: Edge, peer: tuple[str, int] | None, headers: Headers) -> str:
    """The address of whoever asks; empty on a unix socket without a proxy's word."""
    address = peer[0] if peer else ""
    trusted = edge.settings.trusted_proxies
    return find_client_address(address, headers.get(b"x-forwarded-for", b""), trusted) if trusted else address
