"""A pool lends a connection to one borrower at a time and keeps it for the next."""

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


def test_a_connection_given_back_is_lent_again() -> None:
    connections = _Connections()
    for _ in range(3):
        with connections.pool.borrow() as connection:
            assert connection == 0
    assert connections.opened == [0]


def test_two_borrowers_have_two_connections() -> None:
    connections = _Connections()
    with connections.pool.borrow() as one, connections.pool.borrow() as other:
        assert one != other


def test_a_connection_that_failed_is_closed_and_not_lent_again() -> None:
    connections = _Connections()
    with pytest.raises(KeyError), connections.pool.borrow():
        raise KeyError
    assert connections.closed == [0]
    with connections.pool.borrow() as connection:
        assert connection == 1


def test_closing_waits_for_borrowers_and_then_lends_nothing() -> None:
    connections = _Connections()
    with connections.pool.borrow():
        thread = Thread(target=connections.pool.close)
        thread.start()
        assert connections.closed == []
    thread.join()
    assert connections.closed == [0]
    with pytest.raises(WarehouseUnavailable), connections.pool.borrow():
        pass


def test_a_connection_that_cannot_be_opened_keeps_nobody_waiting() -> None:
    def fail() -> int:
        raise WarehouseUnavailable("away")

    pool = Pool(fail, lambda _: None)
    with pytest.raises(WarehouseUnavailable, match="away"), pool.borrow():
        pass
    pool.close()
