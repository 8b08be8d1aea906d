"""Connections for several threads: each call has one that no other call uses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Generic, TypeVar

from warehouse.interface import WarehouseUnavailable

Connection = TypeVar("Connection")


class Pool(Generic[Connection]):
    """Opens a connection when all others are in use; keeps as many as were ever in use at once.

    An idle connection that ``is_usable`` denies is closed instead of used again.
    """

    def __init__(
        self,
        open_connection: Callable[[], Connection],
        close_connection: Callable[[Connection], None],
        is_usable: Callable[[Connection], bool] = lambda _: True,
    ) -> None:
        self._open_connection = open_connection
        self._close_connection = close_connection
        self._is_usable = is_usable
        self._idle: list[Connection] = []
        self._in_use = 0
        self._closed = False
        self._changed = Condition()

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection for the duration of the block; if the block raises, it is closed."""
        connection = self._acquire()
        try:
            yield connection
        except BaseException:
            self._release(connection, is_reusable=False)
            raise
        self._release(connection, is_reusable=True)

    def close(self) -> None:
        """Waits for calls under way, then closes every connection; later calls raise ``WarehouseUnavailable``."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._in_use)
            idle, self._idle = self._idle, []
        for connection in idle:
            self._close_connection(connection)

    def _acquire(self) -> Connection:
        with self._changed:
            if self._closed:
                raise WarehouseUnavailable("the warehouse is closed")
            self._in_use += 1
        try:
            idle = self._find_idle()
            return self._open_connection() if idle is None else idle
        except BaseException:
            self._count_released()
            raise

    def _find_idle(self) -> Connection | None:
        while True:
            with self._changed:
                if not self._idle:
                    return None
                connection = self._idle.pop()
            if self._is_usable(connection):
                return connection
            self._close_connection(connection)

    def _release(self, connection: Connection, *, is_reusable: bool) -> None:
        try:
            if is_reusable:
                with self._changed:
                    self._idle.append(connection)
            else:
                self._close_connection(connection)
        finally:
            self._count_released()

    def _count_released(self) -> None:
        with self._changed:
            self._in_use -= 1
            self._changed.notify_all()
