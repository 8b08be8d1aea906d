"""Queries that are cancelled together, whatever it takes to end one of them."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Generic, TypeVar

from warehouse.interface import Limits, WarehouseUnavailable

Query = TypeVar("Query")


class Cancellation(Generic[Query]):
    """Knows what is under way; ``end`` ends one of these from another thread."""

    def __init__(self, end: Callable[[Query], None]) -> None:
        self._end = end
        self._under_way: list[Query] = []
        self._changed = threading.Condition()
        self._is_cancelled = False

    @contextmanager
    def watch(self, query: Query) -> Iterator[None]:
        """The query can be ended during the block; raises ``WarehouseUnavailable`` after ``cancel``.

        Also where the block ends well: the engine may answer a query that was ended as if it had found nothing.
        """
        with self._changed:
            self._check()
            self._under_way.append(query)
        try:
            yield
        finally:
            with self._changed:
                self._under_way.remove(query)
                self._changed.notify_all()
        self._check()

    def _check(self) -> None:
        if self._is_cancelled:
            raise WarehouseUnavailable("cancelled, nobody waits for the answer")

    def cancel(self, again_seconds: float) -> None:
        """Ends what is under way and returns once it has ended.

        What has not yet begun in the engine cannot be ended there, so this tries again every ``again_seconds``.
        """
        with self._changed:
            self._is_cancelled = True
            while self._under_way:
                for query in self._under_way:
                    self._end(query)
                self._changed.wait(again_seconds)


def make_limit_settings(limits: Limits) -> dict[str, str]:
    """The engine's settings of a query within these limits."""
    return {
        "max_memory_usage": str(limits.memory_bytes),
        "max_threads": str(limits.threads),
        "priority": str(limits.priority),
    }
