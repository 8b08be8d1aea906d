"""What was cancelled has no answer, even where the engine gives one."""

import threading

import pytest

from warehouse.clickhouse.cancellation import Cancellation
from warehouse.interface import WarehouseUnavailable

WAIT_SECONDS = 60


def test_a_query_that_ends_well_after_it_was_cancelled_has_no_answer() -> None:
    ended = threading.Event()
    cancellation: Cancellation[threading.Event] = Cancellation(threading.Event.set)

    def ask() -> str:
        with cancellation.watch(ended):
            threading.Thread(target=cancellation.cancel, args=(0.01,)).start()
            assert ended.wait(WAIT_SECONDS)
            return "nothing found"

    with pytest.raises(WarehouseUnavailable):
        ask()


def test_after_it_was_cancelled_nothing_begins() -> None:
    cancellation: Cancellation[str] = Cancellation(lambda _: None)
    cancellation.cancel(0.01)
    with pytest.raises(WarehouseUnavailable), cancellation.watch("late"):
        pytest.fail("it began")


def test_what_nobody_cancelled_has_its_answer() -> None:
    unused: Cancellation[str] = Cancellation(lambda _: None)
    with unused.watch("query"):
        answer = 7
    assert answer == 7
