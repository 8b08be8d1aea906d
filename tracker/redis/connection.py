"""A connection to Redis for packed commands: bytes out, replies in, one question at a time.

redis-py's pipeline costs a beacon four to five times as much; see docs/performance.md.
"""

import asyncio
import ssl
from typing import Any, cast

import hiredis

from tracker.errors import BufferUnavailable
from tracker.redis.address import read_place

Reply = Any


def pack(*words: str | bytes | int) -> bytes:
    """One command as Redis reads it."""
    packed: bytes = hiredis.pack_command(words)  # type: ignore[arg-type]
    return packed


class RedisLine(asyncio.Protocol):
    """A connection; broken once, it stays broken and another is opened."""

    def __init__(self) -> None:
        self._reader = hiredis.Reader()
        self._replies: list[Reply] = []
        self._expected = 0
        self._answered: asyncio.Future[None] | None = None
        self._transport: asyncio.Transport | None = None

    @property
    def is_open(self) -> bool:
        """Whether it can be asked."""
        return self._transport is not None

    async def ask(self, packed: bytes, replies: int, timeout_seconds: float) -> list[Reply]:
        """As many replies; errors among them are values. Raises ``BufferUnavailable``."""
        if self._transport is None:
            raise BufferUnavailable("the connection to Redis is closed")
        self._replies, self._expected = [], replies
        self._answered = asyncio.get_running_loop().create_future()
        self._transport.write(packed)
        # Not asyncio.timeout: it costs a flush three times as much.
        timer = asyncio.get_running_loop().call_later(timeout_seconds, self._give_up, timeout_seconds)
        try:
            await self._answered
        except asyncio.CancelledError:
            # The replies are still to come and would be taken for those of the next question.
            self.close()
            raise
        finally:
            timer.cancel()
        return self._replies

    def close(self, reason: str = "the connection to Redis was closed") -> None:
        """Hangs up; a question under way fails."""
        if self._transport is not None:
            self._transport.abort()
            self._end(reason)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by the loop."""
        # Not checked: uvloop's transports are no subclass of asyncio's.
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Called by the loop."""
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not False:
                self._replies.append(reply)
        except hiredis.ProtocolError:
            self.close()
            return
        if len(self._replies) >= self._expected and self._answered is not None and not self._answered.done():
            self._answered.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the loop."""
        self._end(f"the connection to Redis broke: {exc or 'closed by Redis'}")

    def _give_up(self, timeout_seconds: float) -> None:
        self.close(f"Redis did not answer within {timeout_seconds} s")

    def _end(self, reason: str) -> None:
        self._transport = None
        if self._answered is not None and not self._answered.done():
            self._answered.set_exception(BufferUnavailable(reason))


async def open_line(url: str, timeout_seconds: float) -> RedisLine:
    """A connection that has signed in and chosen its database; raises ``BufferUnavailable``."""
    try:
        async with asyncio.timeout(timeout_seconds):
            line = await _connect(url)
    except (OSError, TimeoutError) as exc:
        raise BufferUnavailable(f"Redis cannot be reached: {exc or 'timed out'}") from exc
    commands = _opening_commands(url)
    replies = await line.ask(b"".join(commands), len(commands), timeout_seconds)
    refused = next((reply for reply in replies if isinstance(reply, hiredis.ReplyError)), None)
    if refused is not None:
        line.close()
        raise BufferUnavailable(f"Redis refuses the connection: {refused}")
    return line


async def _connect(url: str) -> RedisLine:
    place = read_place(url)
    loop = asyncio.get_running_loop()
    if place.path:
        _, line = await loop.create_unix_connection(RedisLine, place.path)
        return line
    encryption = ssl.create_default_context() if place.is_encrypted else None
    _, line = await loop.create_connection(RedisLine, place.host, place.port, ssl=encryption)
    return line


def _opening_commands(url: str) -> list[bytes]:
    place = read_place(url)
    commands = [pack("CLIENT", "SETNAME", "prm-tracker")]
    if place.database:
        commands.insert(0, pack("SELECT", place.database))
    if place.password:
        commands.insert(0, pack("AUTH", place.username or "default", place.password))
    return commands
