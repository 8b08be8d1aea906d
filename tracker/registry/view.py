"""Follows the registry's snapshot: polled ten times a second, and before anything is rejected as unknown.

It is kept while Redis is away, and saved on disk.

When a key was last used is reported back over the same connection.
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
from tracker.redis.client import RedisClient
from tracker.redis.connection import pack
from tracker.registry.index import RegistryIndex, index_snapshot

logger = logging.getLogger(__name__)

POLL_SECONDS = 0.1
# However many unknown sites are named, Redis is polled no more often for them, and half of the time at most.
UNKNOWN_SITE_PAUSE_SECONDS = 0.02
_GET_VERSION = pack("GET", SNAPSHOT_VERSION)
_GET_BOTH = pack("MGET", SNAPSHOT_VERSION, SNAPSHOT)


class RegistryView:
    """The last snapshot; ``index`` is empty and ``is_known`` false until there was one."""

    def __init__(self, redis: RedisClient, file: Path) -> None:
        self._redis = redis
        self._file = file
        self._version = b""
        self.index: RegistryIndex = index_snapshot(EdgeSnapshot())
        self.is_known = False
        self.is_buffer_reachable = False
        self._key_uses: dict[int, int] = {}
        self._lock = asyncio.Lock()
        self._next_poll_at = 0.0
        self._unsaved = b""
        self._next_poll: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Follows the registry until cancelled."""
        while True:
            await self.refresh()
            await self._save()
            await self._report_uses()
            await asyncio.sleep(POLL_SECONDS)

    async def refresh(self) -> None:
        """Loads the snapshot if its version changed; keeps the old one if Redis is away."""
        async with self._lock:
            await self._poll()

    async def fetch_newer(self, seen: RegistryIndex) -> bool:
        """Whether there is a newer snapshot than ``seen``: polls once more, for all who wait at that moment.

        What was published before the call is known after it. While Redis is away nothing is newer and nobody waits.
        """
        if not self.is_buffer_reachable:
            return self.index is not seen
        if self._next_poll is None:
            self._next_poll = asyncio.create_task(self._poll_soon())
        # A cancelled request must not cancel the poll of the others.
        await asyncio.shield(self._next_poll)
        return self.index is not seen

    def note_use(self, key_id: int, now_ms: int) -> None:
        """Remembers that a key was used, to be reported after the next poll."""
        self._key_uses[key_id] = now_ms

    def load_file(self) -> None:
        """The snapshot of the last run, for a start while Redis is away."""
        try:
            self._use(self._file.read_bytes())
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError) as exc:
            logger.warning("cannot use the saved snapshot %s: %s", self._file, exc)

    def close(self) -> None:
        """Hangs up."""
        self._redis.close()

    async def _poll_soon(self) -> None:
        await asyncio.sleep(self._next_poll_at - time.monotonic())
        async with self._lock:
            # What is requested from here on may have been created after this poll.
            self._next_poll = None
            # Redis may have gone away while we waited for the lock.
            if self.is_buffer_reachable:
                await self._poll()

    async def _poll(self) -> None:
        began = time.monotonic()
        try:
            (version,) = await self._redis.execute(_GET_VERSION, key=SNAPSHOT)
            if isinstance(version, bytes) and version != self._version:
                await self._load()
            self.is_buffer_reachable = not isinstance(version, Exception)
        except BufferUnavailable:
            self.is_buffer_reachable = False
        ended = time.monotonic()
        self._next_poll_at = ended + max(UNKNOWN_SITE_PAUSE_SECONDS, ended - began)

    async def _save(self) -> None:
        """Apart from the polls, so that no request waits for the disk."""
        value, self._unsaved = self._unsaved, b""
        if value:
            await asyncio.to_thread(_write, self._file, value)

    async def _report_uses(self) -> None:
        if not self._key_uses:
            return
        uses, self._key_uses = self._key_uses, {}
        try:
            command = pack("HSET", KEY_USES, *(part for use in uses.items() for part in use))
            async with self._lock:
                await self._redis.execute(command, key=KEY_USES)
        except BufferUnavailable:
            self._key_uses = uses | self._key_uses

    async def _load(self) -> None:
        (both,) = await self._redis.execute(_GET_BOTH, key=SNAPSHOT)
        if not isinstance(both, list) or not isinstance(both[1], bytes):
            return
        version, value = both
        try:
            self._use(value)
        except (ValueError, KeyError, TypeError):
            logger.exception("cannot decode the registry's snapshot; keeping the previous one")
            return
        finally:
            self._version = version
        self._unsaved = value

    def _use(self, value: bytes) -> None:
        self.index = index_snapshot(decode_snapshot(value))
        self.is_known = True


def _write(file: Path, value: bytes) -> None:
    try:
        write_file(file, [value], writer=str(os.getpid()))
    except OSError as exc:
        logger.warning("cannot save the snapshot to %s: %s", file, exc)
