"""Contract: the queries of one answer keep within their limits, and end when they are cancelled."""

import threading
import time

import pytest

from warehouse.interface import Limits, MemoryExceeded, Warehouse, WarehouseUnavailable

LIMITS = Limits(memory_bytes=64 << 20, threads=1, priority=3)
ENDLESS = "select sum(sipHash64(number)) from numbers(1000000000000) settings max_execution_time = 600"
RUNNING = "select count() from system.processes where query like '%numbers(1000000000000)%' and query not like '%like%'"
LONGEST_SECONDS = 60


def wait_until_running(warehouse: Warehouse, count: int) -> None:
    """Until so many of the endless queries run in the engine."""
    deadline = time.monotonic() + LONGEST_SECONDS
    while warehouse.query(RUNNING).parse_value(int) != count:
        if time.monotonic() > deadline:
            raise TimeoutError(f"there are not {count} queries")
        time.sleep(0.02)


def test_limits_are_those_of_the_queries_of_one_answer_alone(each_warehouse: Warehouse) -> None:
    names = "getSetting('max_threads') as threads, getSetting('priority') as priority"
    limited = each_warehouse.limit(LIMITS).query(f"select {names}").dicts()
    assert limited == [{"threads": 1, "priority": 3}]
    assert each_warehouse.query(f"select {names}").dicts() != limited


def test_more_memory_than_the_limit_is_an_error_of_its_own(each_warehouse: Warehouse) -> None:
    limited = each_warehouse.limit(LIMITS)
    with pytest.raises(MemoryExceeded, match="Code: 241"):
        limited.query("select length(groupArray(number)) from numbers(50000000)")
    assert limited.query("select 1 as n").dicts() == [{"n": 1}]


def test_a_cancelled_query_ends_at_once(each_warehouse: Warehouse, request: pytest.FixtureRequest) -> None:
    # The tests' own server does not notice that a connection has ended; its query ends by its time.
    is_tests_server = request.node.callspec.params["each_warehouse"] == "native"
    statement = ENDLESS.replace("600", "5") if is_tests_server else ENDLESS
    limited, failures = each_warehouse.limit(LIMITS), []

    def ask() -> None:
        try:
            limited.query(statement)
        except WarehouseUnavailable as exc:
            failures.append(exc)

    thread = threading.Thread(target=ask)
    thread.start()
    wait_until_running(each_warehouse, 1)
    limited.cancel()
    thread.join()
    assert len(failures) == 1
    wait_until_running(each_warehouse, 0)
    with pytest.raises(WarehouseUnavailable, match="nobody waits"):
        limited.query("select 1")
    assert each_warehouse.limit(LIMITS).query("select 1 as n").dicts() == [{"n": 1}]


def test_what_changes_rows_is_not_limited(each_warehouse: Warehouse) -> None:
    limited = each_warehouse.limit(LIMITS)
    limited.cancel()
    limited.insert("event_ids", {"id": [b"0" * 16], "site_id": [1], "batch": [5]})
    assert each_warehouse.query("select count() from event_ids").parse_value(int) == 1
