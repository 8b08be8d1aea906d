"""How full Redis is and how much of it waits for ingest, queried once a second in the background."""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeGuard

from events.keys import STREAM
from events.lua import load_script
from settings.redis_memory import choose_backlog_limit
from tracker.errors import BufferFull, BufferUnavailable
from tracker.redis.client import Commands, RedisClient, Replies
from tracker.redis.connection import pack

QUERY_SECONDS = 1.0
_USED = re.compile(rb"^used_memory:(\d+)", re.MULTILINE)
_MAXMEMORY = re.compile(rb"^maxmemory:(\d+)", re.MULTILINE)
_SCRIPT = load_script("tracker.redis", "backlog.lua")


@dataclass(frozen=True, slots=True)
class ShardBacklog:
    """Entries of one shard's stream that are not stored, and the age of the oldest."""

    entries: int
    oldest_seconds: float


class Backlog:
    """The last state of Redis, that of its fullest server; while it is away the one before stays."""

    def __init__(self, redis: RedisClient, shards: int, max_bytes: int) -> None:
        self.memory_bytes = 0
        self.limit_bytes = max_bytes
        self.shards: dict[int, ShardBacklog] = {}
        self._redis = redis
        self._max_bytes = max_bytes
        self._queries = [_query_shard(STREAM % shard) for shard in range(shards)]

    @property
    def is_full(self) -> bool:
        """Whether Redis uses more memory than the limit; see settings.redis_memory."""
        return bool(self.limit_bytes) and self.memory_bytes > self.limit_bytes

    def check(self) -> None:
        """Raises ``BufferFull`` while it is full."""
        if self.is_full:
            raise BufferFull(f"Redis uses {self.memory_bytes} of {self.limit_bytes} bytes")

    async def run(self) -> None:
        """Queries until cancelled."""
        try:
            while True:
                await self.refresh()
                await asyncio.sleep(QUERY_SECONDS)
        finally:
            self._redis.close()

    async def refresh(self) -> None:
        """Queries once."""
        results = await self._redis.execute_all(self._queries)
        known = {shard: replies for shard, replies in enumerate(results) if _is_known(replies)}
        if known:
            memory = [self._parse_memory(each) for each, _, _ in known.values()]
            self.memory_bytes, self.limit_bytes = max(memory, key=_measure_fullness)
            self.shards = {shard: _parse_shard(state, time) for shard, (_, time, state) in known.items()}

    def _parse_memory(self, memory: bytes) -> tuple[int, int]:
        """Bytes in use and the limit."""
        return _parse_number(_USED, memory), choose_backlog_limit(self._max_bytes, _parse_number(_MAXMEMORY, memory))


def _query_shard(stream: str) -> Commands:
    return Commands(stream, pack("INFO", "memory") + pack("TIME") + pack("EVAL", _SCRIPT, 1, stream), 3)


def _is_known(replies: Replies) -> TypeGuard[tuple[bytes, Sequence[bytes], Sequence[Any]]]:
    return not isinstance(replies, BufferUnavailable) and not any(isinstance(reply, Exception) for reply in replies)


def _parse_number(pattern: re.Pattern[bytes], memory: bytes) -> int:
    found = pattern.search(memory)
    return int(found[1]) if found else 0


def _measure_fullness(memory: tuple[int, int]) -> tuple[float, int]:
    used, limit = memory
    return (used / limit if limit else 0.0, used)


def _parse_shard(state: Sequence[Any], time: Sequence[bytes]) -> ShardBacklog:
    entries, oldest = state
    now_ms = int(time[0]) * 1000 + int(time[1]) // 1000
    oldest_ms = int(oldest.partition(b"-")[0]) if oldest else now_ms
    return ShardBacklog(entries, max(0, now_ms - oldest_ms) / 1000)
