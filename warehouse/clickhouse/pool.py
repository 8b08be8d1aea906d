"""Connections for several threads: each call borrows one that no other call uses."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Condition
from typing import Generic, TypeVar

from warehouse.interface import WarehouseUnavailable

Connection = TypeVar("Connection")


class Pool(Generic[Connection]):
    """Opens a connection when all others are in use; at rest there are as many as ever worked side by side."""

    def __init__(
        self, open_connection: Callable[[], Connection], close_connection: Callable[[Connection], None]
    ) -> None:
        self._open_connection = open_connection
        self._close_connection = close_connection
        self._idle: list[Connection] = []
        self._borrowed = 0
        self._closed = False
        self._changed = Condition()

    @contextmanager
    def borrow(self) -> Iterator[Connection]:
        """One connection for the length of the block; one that was in use when an error came is not used again."""
        connection = self._take()
        try:
            yield connection
        except BaseException:
            self._give_back(connection, fit=False)
            raise
        self._give_back(connection, fit=True)

    def close(self) -> None:
        """Waits for calls under way, then closes every connection; later calls raise ``WarehouseUnavailable``."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: not self._borrowed)
            idle, self._idle = self._idle, []
        for connection in idle:
            self._close_connection(connection)

    def _take(self) -> Connection:
        with self._changed:
            if self._closed:
                raise WarehouseUnavailable("the warehouse is closed")
            self._borrowed += 1
            if self._idle:
                return self._idle.pop()
        try:
            return self._open_connection()
        except BaseException:
            self._count_back()
            raise

    def _give_back(self, connection: Connection, *, fit: bool) -> None:
        try:
            if fit:
                with self._changed:
                    self._idle.append(connection)
            else:
                self._close_connection(connection)
        finally:
            self._count_back()

    def _count_back(self) -> None:
        with self._changed:
            self._borrowed -= 1
            self._changed.notify_all()
