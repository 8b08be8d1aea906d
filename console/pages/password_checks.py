"""Bounds the work of checking passwords: each takes 64 MiB and much processor time on purpose."""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

T = TypeVar("T")
AT_ONCE = 1
MAX_PENDING = 12
MAX_PENDING_OF_ONE = 4


class ChecksBusy(Exception):
    """Too many checks are pending, of everybody or of this one."""


class PasswordChecks:
    """One check at a time in a thread of its own; a few wait for it, of whom nobody has more than some.

    Used on the event loop alone, which so stays free, as do the threads that answer everything else.
    """

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, "password-check")
        self._pending: Counter[str] = Counter()

    @contextmanager
    def reserve(self, asker: str) -> Iterator[None]:
        """A place in the queue for as long as the block lasts; raises :class:`ChecksBusy`."""
        if self._pending.total() >= MAX_PENDING or self._pending[asker] >= MAX_PENDING_OF_ONE:
            raise ChecksBusy
        self._pending[asker] += 1
        try:
            yield
        finally:
            self._pending[asker] -= 1
            if not self._pending[asker]:
                del self._pending[asker]

    async def run(self, check: Callable[[], T]) -> T:
        """The result of the check; within a reservation."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, check)
