"""How full Redis is and how much of it waits for ingest, asked once a second beside the way of the events."""

import asyncio
import re
from dataclasses import dataclass
from importlib import resources

from events.keys import STREAM
from tracker.errors import BufferFull, BufferUnavailable
from tracker.redis_line import RedisCaller, Reply, pack

ASK_SECONDS = 1.0
_MEMORY = re.compile(rb"^used_memory:(\d+)", re.MULTILINE)
_SCRIPT = (resources.files("tracker") / "backlog.lua").read_bytes()


@dataclass(frozen=True, slots=True)
class ShardBacklog:
    """Entries of one shard's stream that are not stored, and the age of the oldest."""

    entries: int
    oldest_seconds: float


class Backlog:
    """The last answer of Redis; the one before stays while it is away."""

    def __init__(self, redis: RedisCaller, shards: int, max_bytes: int) -> None:
        self.memory_bytes = 0
        self.shards: dict[int, ShardBacklog] = {}
        self._redis = redis
        self._max_bytes = max_bytes
        streams = [pack("EVAL", _SCRIPT, 1, STREAM % shard) for shard in range(shards)]
        self._commands = [pack("INFO", "memory"), pack("TIME"), *streams]

    @property
    def is_full(self) -> bool:
        """Whether Redis uses more memory than it shall."""
        return bool(self._max_bytes) and self.memory_bytes > self._max_bytes

    def check(self) -> None:
        """Raises ``BufferFull`` while it is full."""
        if self.is_full:
            raise BufferFull("the backlog is at its limit")

    async def run(self) -> None:
        """Asks until cancelled."""
        try:
            while True:
                await self.refresh()
                await asyncio.sleep(ASK_SECONDS)
        finally:
            self._redis.close()

    async def refresh(self) -> None:
        """Asks once."""
        try:
            memory, time, *shards = await self._redis.ask(b"".join(self._commands), len(self._commands))
        except BufferUnavailable:
            return
        if not isinstance(memory, bytes) or not isinstance(time, list):
            return
        found = _MEMORY.search(memory)
        self.memory_bytes = int(found[1]) if found else 0
        now_ms = int(time[0]) * 1000 + int(time[1]) // 1000
        self.shards = {shard: _read_shard(reply, now_ms) for shard, reply in enumerate(shards) if _is_answer(reply)}


def _is_answer(reply: Reply) -> bool:
    return isinstance(reply, list)


def _read_shard(reply: Reply, now_ms: int) -> ShardBacklog:
    entries, oldest = reply
    oldest_ms = int(oldest.partition(b"-")[0]) if oldest else now_ms
    return ShardBacklog(entries, max(0, now_ms - oldest_ms) / 1000)
