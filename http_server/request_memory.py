"""Bounds what the requests of a process hold in memory: heads and bodies that arrive, and bodies being answered."""

from collections.abc import Iterator
from contextlib import contextmanager


class MemoryFull(Exception):
    """The requests of this process hold as much as they may; the client shall retry."""


class RequestMemory:
    """Bytes in use out of ``limit_bytes``; all of it belongs to one event loop."""

    def __init__(self, limit_bytes: int) -> None:
        self.limit_bytes = limit_bytes
        self.used_bytes = 0

    def take(self, size: int) -> bool:
        """Whether there is room for so many bytes more; if so, they are in use until they are released."""
        if self.used_bytes + size > self.limit_bytes:
            return False
        self.used_bytes += size
        return True

    def release(self, size: int) -> None:
        self.used_bytes -= size

    @contextmanager
    def hold(self) -> Iterator["Held"]:
        """What one request takes; released when the block ends."""
        held = Held(self)
        try:
            yield held
        finally:
            self.release(held.size)


class Held:
    """What one request has taken so far."""

    def __init__(self, memory: RequestMemory) -> None:
        self._memory = memory
        self.size = 0

    def add(self, size: int) -> None:
        """Takes more, or raises :class:`MemoryFull`."""
        if not self._memory.take(size):
            raise MemoryFull
        self.size += size
