"""A connection to Redis for packed commands: bytes out, replies in; calls may follow one another without waiting.

redis-py's pipeline costs a beacon four to five times as much; see docs/performance.md.
"""

import asyncio
import ssl
from collections import deque
from dataclasses import dataclass, field
from typing import Any, cast

import hiredis

from tracker.errors import BufferUnavailable
from tracker.redis.address import parse_address

Reply = Any


def pack(*arguments: str | bytes | int) -> bytes:
    """One command in the wire format of Redis."""
    packed: bytes = hiredis.pack_command(arguments)  # type: ignore[arg-type]
    return packed


@dataclass(slots=True)
class _Call:
    """The replies that belong to one call, as far as they are here."""

    reply_count: int
    completed: asyncio.Future[None]
    replies: list[Reply] = field(default_factory=list)


class RedisConnection(asyncio.Protocol):
    """Broken once, it stays broken and another is opened."""

    def __init__(self) -> None:
        self._reader = hiredis.Reader()
        self._calls: deque[_Call] = deque()
        self._transport: asyncio.Transport | None = None

    @property
    def is_open(self) -> bool:
        """Whether commands can be sent."""
        return self._transport is not None

    async def execute(self, packed: bytes, reply_count: int, timeout_seconds: float) -> list[Reply]:
        """As many replies as named; errors among them are values. Raises ``BufferUnavailable``."""
        if self._transport is None:
            raise BufferUnavailable("the connection to Redis is closed")
        call = _Call(reply_count, asyncio.get_running_loop().create_future())
        self._calls.append(call)
        self._transport.write(packed)
        # Not asyncio.timeout: it costs a flush three times as much.
        timer = asyncio.get_running_loop().call_later(timeout_seconds, self._time_out, timeout_seconds)
        try:
            await call.completed
        except asyncio.CancelledError:
            # The replies are still to come and would be taken for those of the next call.
            self.close()
            raise
        finally:
            timer.cancel()
        return call.replies

    def close(self, reason: str = "the connection to Redis was closed") -> None:
        """Hangs up; the calls under way fail."""
        if self._transport is not None:
            self._transport.abort()
            self._end(reason)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # Not checked: uvloop's transports are no subclass of asyncio's.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not False:
                self._take(reply)
        except hiredis.ProtocolError:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:
        self._end(f"the connection to Redis broke: {exc or 'closed by Redis'}")

    def _take(self, reply: Reply) -> None:
        if not self._calls:
            self.close("Redis sent a reply that nobody asked for")
            return
        call = self._calls[0]
        call.replies.append(reply)
        if len(call.replies) == call.reply_count:
            self._calls.popleft()
            if not call.completed.done():
                call.completed.set_result(None)

    def _time_out(self, timeout_seconds: float) -> None:
        self.close(f"Redis did not answer within {timeout_seconds} s")

    def _end(self, reason: str) -> None:
        self._transport = None
        while self._calls:
            completed = self._calls.popleft().completed
            if not completed.done():
                completed.set_exception(BufferUnavailable(reason))


async def open_connection(url: str, timeout_seconds: float) -> RedisConnection:
    """A connection, authenticated and with its database selected; raises ``BufferUnavailable``."""
    try:
        async with asyncio.timeout(timeout_seconds):
            connection = await _connect(url)
    except (OSError, TimeoutError) as exc:
        raise BufferUnavailable(f"Redis cannot be reached: {exc or 'timed out'}") from exc
    commands = _opening_commands(url)
    replies = await connection.execute(b"".join(commands), len(commands), timeout_seconds)
    error = next((reply for reply in replies if isinstance(reply, hiredis.ReplyError)), None)
    if error is not None:
        connection.close()
        raise BufferUnavailable(f"Redis denies the connection: {error}")
    return connection


async def _connect(url: str) -> RedisConnection:
    address = parse_address(url)
    loop = asyncio.get_running_loop()
    if address.path:
        _, connection = await loop.create_unix_connection(RedisConnection, address.path)
        return connection
    encryption = ssl.create_default_context() if address.is_encrypted else None
    _, connection = await loop.create_connection(RedisConnection, address.host, address.port, ssl=encryption)
    return connection


def _opening_commands(url: str) -> list[bytes]:
    address = parse_address(url)
    commands = [pack("CLIENT", "SETNAME", "prm-tracker")]
    if address.database:
        commands.insert(0, pack("SELECT", address.database))
    if address.password:
        commands.insert(0, pack("AUTH", address.username or "default", address.password))
    return commands
