"""Keeps the edge's view of the registry fresh: asked for twice a second, and before a stranger is refused; kept when
Redis is away, kept on disk.

What the registry wants to know of the edge, when a key was last used, goes back the same way.
"""

import asyncio
import logging
import os
import time
from pathlib import Path

from events.keys import KEY_USES, SNAPSHOT, SNAPSHOT_VERSION
from events.snapshot import EdgeSnapshot, decode_snapshot
from settings.files import write_file
from tracker.errors import BufferUnavailable
from tracker.redis.client import Caller
from tracker.redis.connection import pack
from tracker.registry.index import RegistryIndex, index_snapshot

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.5
# However many strangers come, Redis is asked no more often for them, and no more than half of the time is spent so.
STRANGERS_WAIT_SECONDS = 0.02
_ASK_VERSION = pack("GET", SNAPSHOT_VERSION)
_ASK_BOTH = pack("MGET", SNAPSHOT_VERSION, SNAPSHOT)


class RegistryView:
    """The last snapshot that was seen; ``index`` is empty and ``is_known`` false until there was one."""

    def __init__(self, redis: Caller, file: Path) -> None:
        self._redis = redis
        self._file = file
        self._version = b""
        self.index: RegistryIndex = index_snapshot(EdgeSnapshot())
        self.is_known = False
        self.is_buffer_reachable = False
        self._key_uses: dict[int, int] = {}
        self._turn = asyncio.Lock()
        self._rests_until = 0.0
        self._unkept = b""
        self._next_look: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Follows the registry until cancelled."""
        while True:
            await self.refresh()
            await self._keep()
            await self._tell_uses()
            await asyncio.sleep(POLL_SECONDS)

    async def refresh(self) -> None:
        """Loads the snapshot if its version changed; keeps the old one if Redis is away."""
        async with self._turn:
            await self._look()

    async def look_again(self, seen: RegistryIndex) -> bool:
        """Whether there is news since ``seen``: asks for the snapshot once more, for all who wait at that moment.

        What was published before the call is known after it. While Redis is away there is no news and no wait.
        """
        if not self.is_buffer_reachable:
            return self.index is not seen
        if self._next_look is None:
            self._next_look = asyncio.create_task(self._look_soon())
        # One who gives up waiting takes the look from nobody else.
        await asyncio.shield(self._next_look)
        return self.index is not seen

    def note_use(self, key_id: int, now_ms: int) -> None:
        """Remembers that a key was used, and tells the registry of it with the next look."""
        self._key_uses[key_id] = now_ms

    def read_file(self) -> None:
        """What the last run saw, for a start while Redis is away."""
        try:
            self._take(self._file.read_bytes())
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError) as exc:
            logger.warning("the kept snapshot %s cannot be used: %s", self._file, exc)

    def close(self) -> None:
        """Hangs up."""
        self._redis.close()

    async def _look_soon(self) -> None:
        await asyncio.sleep(self._rests_until - time.monotonic())
        async with self._turn:
            # Whoever comes from here on could have been created after this look.
            self._next_look = None
            # Redis may have gone away while we waited for our turn.
            if self.is_buffer_reachable:
                await self._look()

    async def _look(self) -> None:
        began = time.monotonic()
        try:
            (version,) = await self._redis.ask(_ASK_VERSION, key=SNAPSHOT)
            if isinstance(version, bytes) and version != self._version:
                await self._load()
            self.is_buffer_reachable = not isinstance(version, Exception)
        except BufferUnavailable:
            self.is_buffer_reachable = False
        ended = time.monotonic()
        self._rests_until = ended + max(STRANGERS_WAIT_SECONDS, ended - began)

    async def _keep(self) -> None:
        """Beside all looks: nobody waits for the disk."""
        value, self._unkept = self._unkept, b""
        if value:
            await asyncio.to_thread(_write, self._file, value)

    async def _tell_uses(self) -> None:
        if not self._key_uses:
            return
        uses, self._key_uses = self._key_uses, {}
        try:
            told = pack("HSET", KEY_USES, *(part for use in uses.items() for part in use))
            async with self._turn:
                await self._redis.ask(told, key=KEY_USES)
        except BufferUnavailable:
            self._key_uses = uses | self._key_uses

    async def _load(self) -> None:
        (both,) = await self._redis.ask(_ASK_BOTH, key=SNAPSHOT)
        if not isinstance(both, list) or not isinstance(both[1], bytes):
            return
        version, value = both
        try:
            self._take(value)
        except (ValueError, KeyError, TypeError):
            logger.exception("the registry's snapshot cannot be read; the one before stays")
            return
        finally:
            self._version = version
        self._unkept = value

    def _take(self, value: bytes) -> None:
        self.index = index_snapshot(decode_snapshot(value))
        self.is_known = True


def _write(file: Path, value: bytes) -> None:
    try:
        write_file(file, [value], writer=str(os.getpid()))
    except OSError as exc:
        logger.warning("the snapshot cannot be kept in %s: %s", file, exc)
