"""A pool gives a connection to one call at a time and reuses it for the next."""

from threading import Thread

import pytest

from warehouse.clickhouse.pool import Pool
from warehouse.interface import WarehouseUnavailable


class _Connections:
    """Counts what is opened and closed."""

    def __init__(self) -> None:
        self.opened: list[int] = []
        self.closed: list[int] = []
        self.pool = Pool(self._open, self.closed.append)

    def _open(self) -> int:
        self.opened.append(len(self.opened))
        return self.opened[-1]


def test_a_released_connection_is_reused() -> None:
    connections = _Connections()
    for _ in range(3):
        with connections.pool.connection() as connection:
            assert connection == 0
    assert connections.opened == [0]


def test_two_calls_have_two_connections() -> None:
    connections = _Connections()
    with connections.pool.connection() as one, connections.pool.connection() as other:
        assert one != other


def test_a_connection_that_failed_is_closed_and_not_reused() -> None:
    connections = _Connections()
    with pytest.raises(KeyError), connections.pool.connection():
        raise KeyError
    assert connections.closed == [0]
    with connections.pool.connection() as connection:
        assert connection == 1


def test_closing_waits_for_calls_and_then_gives_no_connection() -> None:
    connections = _Connections()
    with connections.pool.connection():
        thread = Thread(target=connections.pool.close)
        thread.start()
        assert connections.closed == []
    thread.join()
    assert connections.closed == [0]
    with pytest.raises(WarehouseUnavailable), connections.pool.connection():
        pass


def test_a_connection_that_cannot_be_opened_blocks_no_close() -> None:
    def fail() -> int:
        raise WarehouseUnavailable("away")

    pool = Pool(fail, lambda _: None)
    with pytest.raises(WarehouseUnavailable, match="away"), pool.connection():
        pass
    pool.close()


def test_an_idle_connection_that_broke_is_replaced() -> None:
    opened: list[int] = []
    closed: list[int] = []
    broken: set[int] = set()

    def open_connection() -> int:
        opened.append(len(opened))
        return opened[-1]

    pool = Pool(open_connection, closed.append, lambda connection: connection not in broken)
    with pool.connection(), pool.connection():
        pass
    broken.update(opened)
    with pool.connection() as connection:
        assert (connection, sorted(closed)) == (2, [0, 1])
