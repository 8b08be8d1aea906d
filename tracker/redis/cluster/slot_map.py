"""Which node of a Redis Cluster has which slot, as far as is known; shared by all callers of a worker."""

import asyncio
import logging
import time
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from tracker.errors import BufferUnavailable
from tracker.redis.client import RedisCaller
from tracker.redis.connection import Reply, pack

logger = logging.getLogger(__name__)

# A map that may be wrong is asked for no more often, so that a node that is away costs the others nothing.
REST_SECONDS = 0.5
_ASK_SLOTS = pack("CLUSTER", "SLOTS")

# First and last slot, and the address of the node that has them.
Range = tuple[int, int, str]


class SlotMap:
    """Learnt from any node that answers; ``seeds`` are the nodes of the configured address."""

    def __init__(self, seeds: Sequence[str], timeout_seconds: float) -> None:
        self._seeds = seeds
        self._timeout_seconds = timeout_seconds
        self._ranges: Sequence[Range] = ()
        self._moved: dict[int, str] = {}
        self._told_by = ""
        self._is_doubtful = True
        self._rests_until = 0.0
        self._turn = asyncio.Lock()

    async def find(self, slot: int) -> str:
        """The address of the node that has the slot; raises ``BufferUnavailable``."""
        if self._is_doubtful and time.monotonic() >= self._rests_until:
            async with self._turn:
                await self._learn()
        url = self._moved.get(slot) or next((url for first, last, url in self._ranges if first <= slot <= last), "")
        if not url:
            self.doubt()
            raise BufferUnavailable(f"no node of the Redis Cluster is known to have slot {slot}")
        return url

    def name_node(self, host: str, port: int, asked: str) -> str:
        """The address of a node that another, ``asked``, told of: reached and signed in to like the seeds."""
        parts = urlsplit(self._seeds[0])
        known_by, at, _ = parts.netloc.rpartition("@")
        # A node that does not know by what name it is reached leaves it out.
        place = host or urlsplit(asked).hostname or "localhost"
        place = f"[{place}]" if ":" in place else place
        return parts._replace(netloc=f"{known_by}{at}{place}:{port}").geturl()

    def move(self, slot: int, url: str) -> None:
        """A node said that another has it; more may have moved."""
        self._moved[slot] = url
        self.doubt()

    def doubt(self) -> None:
        """Lets the map be asked for anew."""
        self._is_doubtful = True

    async def _learn(self) -> None:
        if not self._is_doubtful or time.monotonic() < self._rests_until:
            return
        for asked in self._list_nodes():
            slots = await self._ask(asked)
            # Counted from here: a node that is silent has taken its time already.
            self._rests_until = time.monotonic() + REST_SECONDS
            if slots:
                self._told_by = asked
                self._ranges, self._moved, self._is_doubtful = list(self._read_ranges(slots, asked)), {}, False
                return
        logger.debug("no node of the Redis Cluster tells who has which slots")

    def _list_nodes(self) -> Sequence[str]:
        """Who told last time first, so that one that has fallen silent is not waited for again and again."""
        known = (self._told_by, *(url for _, _, url in self._ranges), *self._seeds)
        return list(filter(None, dict.fromkeys(known)))

    async def _ask(self, url: str) -> Sequence[Reply]:
        caller = RedisCaller(url, self._timeout_seconds)
        try:
            (answer,) = await caller.ask(_ASK_SLOTS)
        except BufferUnavailable:
            return ()
        finally:
            caller.close()
        return answer if isinstance(answer, list) else ()

    def _read_ranges(self, slots: Sequence[Reply], asked: str) -> Iterator[Range]:
        for first, last, (host, port, *_), *_ in slots:
            yield first, last, self.name_node((host or b"").decode(), port, asked)
