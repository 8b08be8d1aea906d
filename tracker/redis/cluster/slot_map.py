"""Which node of a Redis Cluster has which slot, as far as is known; shared by all clients of a worker."""

import asyncio
import logging
import time
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from tracker.errors import BufferUnavailable
from tracker.redis.client import ServerClient
from tracker.redis.connection import Reply, pack

logger = logging.getLogger(__name__)

# A map that may be outdated is fetched no more often, so that a node that is away costs the others nothing.
REFRESH_SECONDS = 0.5
_CLUSTER_SLOTS = pack("CLUSTER", "SLOTS")

# First and last slot, and the address of the node that has them.
Range = tuple[int, int, str]


class SlotMap:
    """Fetched from any node that answers; ``seeds`` are the nodes of the configured address."""

    def __init__(self, seeds: Sequence[str], timeout_seconds: float) -> None:
        self._seeds = seeds
        self._timeout_seconds = timeout_seconds
        self._ranges: Sequence[Range] = ()
        self._moved: dict[int, str] = {}
        self._last_source = ""
        self._is_stale = True
        self._next_refresh = 0.0
        self._lock = asyncio.Lock()

    async def find(self, slot: int) -> str:
        """The address of the node that has the slot; raises ``BufferUnavailable``."""
        if self._is_stale and time.monotonic() >= self._next_refresh:
            async with self._lock:
                await self._refresh()
        url = self._moved.get(slot) or next((url for first, last, url in self._ranges if first <= slot <= last), "")
        if not url:
            self.invalidate()
            raise BufferUnavailable(f"no node of the Redis Cluster is known to have slot {slot}")
        return url

    def name_node(self, host: str, port: int, source: str) -> str:
        """The address of a node that another, ``source``, named: reached with the credentials of the seeds."""
        parts = urlsplit(self._seeds[0])
        credentials, at, _ = parts.netloc.rpartition("@")
        # A node that does not know its own name leaves it out.
        name = host or urlsplit(source).hostname or "localhost"
        name = f"[{name}]" if ":" in name else name
        return parts._replace(netloc=f"{credentials}{at}{name}:{port}").geturl()

    def move(self, slot: int, url: str) -> None:
        """A node said that another has it; more may have moved."""
        self._moved[slot] = url
        self.invalidate()

    def invalidate(self) -> None:
        """Has the map fetched again before its next use."""
        self._is_stale = True

    async def _refresh(self) -> None:
        if not self._is_stale or time.monotonic() < self._next_refresh:
            return
        for source in self._list_nodes():
            slots = await self._query(source)
            # Counted from here: a node that is silent has taken its time already.
            self._next_refresh = time.monotonic() + REFRESH_SECONDS
            if slots:
                self._last_source = source
                self._ranges, self._moved, self._is_stale = list(self._parse_ranges(slots, source)), {}, False
                return
        logger.debug("no node of the Redis Cluster answers CLUSTER SLOTS")

    def _list_nodes(self) -> Sequence[str]:
        """The node that answered last time first, so that a silent one is not waited for again and again."""
        known = (self._last_source, *(url for _, _, url in self._ranges), *self._seeds)
        return list(filter(None, dict.fromkeys(known)))

    async def _query(self, url: str) -> Sequence[Reply]:
        client = ServerClient(url, self._timeout_seconds)
        try:
            (reply,) = await client.execute(_CLUSTER_SLOTS)
        except BufferUnavailable:
            return ()
        finally:
            client.close()
        return reply if isinstance(reply, list) else ()

    def _parse_ranges(self, slots: Sequence[Reply], source: str) -> Iterator[Range]:
        for first, last, (host, port, *_), *_ in slots:
            yield first, last, self.name_node((host or b"").decode(), port, source)
