"""What the tracker's parts need of Redis, be it one server or a cluster, and the client of one server."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from tracker.errors import BufferUnavailable
from tracker.redis.connection import RedisConnection, Reply, open_connection

# While Redis is away, one attempt to connect in this time is enough; in between commands fail at once.
RECONNECT_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Commands:
    """Packed commands about keys of one slot, of which ``key`` is one, and how many replies they have."""

    key: str
    packed: bytes
    reply_count: int = 1


Replies = Sequence[Reply] | BufferUnavailable


class RedisClient(Protocol):
    """One call at a time."""

    async def execute(self, packed: bytes, reply_count: int = 1, *, key: str) -> Sequence[Reply]:
        """The replies to packed commands; errors of single commands are values. Raises ``BufferUnavailable``."""

    async def execute_all(self, commands: Sequence[Commands], before: bytes = b"") -> Sequence[Replies]:
        """The replies to each; ``before`` is one command that each server gets first, its reply is left out."""

    def close(self) -> None:
        """Hangs up."""


class ServerClient:
    """One server over one connection, opened when first needed and again after each failure."""

    def __init__(self, url: str, timeout_seconds: float) -> None:
        self._url = url
        self._timeout_seconds = timeout_seconds
        self._connection: RedisConnection | None = None
        self._reconnect_at = 0.0

    @property
    def is_open(self) -> bool:
        """Whether a call is written at once, behind those under way."""
        return self._connection is not None and self._connection.is_open

    async def execute(self, packed: bytes, reply_count: int = 1, *, key: str = "") -> Sequence[Reply]:
        """See :class:`RedisClient`; every key is on this server."""
        connection = self._connection
        if connection is None or not connection.is_open:
            connection = self._connection = await self._open()
        return await connection.execute(packed, reply_count, self._timeout_seconds)

    async def execute_all(self, commands: Sequence[Commands], before: bytes = b"") -> Sequence[Replies]:
        """See :class:`RedisClient`; one round trip."""
        packed = b"".join((before, *(each.packed for each in commands)))
        count = sum(each.reply_count for each in commands)
        try:
            replies = iter(await self.execute(packed, count + bool(before)))
        except BufferUnavailable as exc:
            return [exc] * len(commands)
        return list(split_replies(replies, commands, before))

    def close(self) -> None:
        """See :class:`RedisClient`."""
        if self._connection is not None:
            self._connection.close()

    async def _open(self) -> RedisConnection:
        if time.monotonic() < self._reconnect_at:
            raise BufferUnavailable("Redis could not be reached a moment ago")
        try:
            return await open_connection(self._url, self._timeout_seconds)
        except BufferUnavailable:
            self._reconnect_at = time.monotonic() + RECONNECT_SECONDS
            raise


def split_replies(replies: Iterator[Reply], commands: Sequence[Commands], before: bytes) -> Iterator[list[Reply]]:
    if before:
        next(replies)
    for each in commands:
        yield list(islice(replies, each.reply_count))
