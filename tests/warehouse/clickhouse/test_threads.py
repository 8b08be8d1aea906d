"""Contract: threads share a warehouse, and each gets its own answers."""

from concurrent.futures import ThreadPoolExecutor

from warehouse.interface import StatementFailed, Warehouse

THREADS = 6
CALLS = 20


def test_every_thread_gets_its_own_answer(each_warehouse: Warehouse) -> None:
    def query(number: int) -> list[int]:
        sql = "select sum(number) as n, {number:UInt64} as own from numbers({number:UInt64})"
        return [int(str(each_warehouse.query(sql, {"number": n}).columns[1][0])) for n in range(number, number + CALLS)]

    with ThreadPoolExecutor(THREADS) as threads:
        answers = list(threads.map(query, range(0, THREADS * CALLS, CALLS)))
    assert answers == [list(range(first, first + CALLS)) for first in range(0, THREADS * CALLS, CALLS)]


def test_concurrent_inserts_and_failing_calls_do_not_disturb_each_other(each_warehouse: Warehouse) -> None:
    def write(number: int) -> int:
        each_warehouse.insert("events", {"site_id": [number] * 10}, token=str(number))
        try:
            each_warehouse.query("select throwIf(1)")
        except StatementFailed:
            each_warehouse.insert("events", {"site_id": [number] * 10}, token=str(number))
        return 1

    with ThreadPoolExecutor(THREADS) as threads:
        assert sum(threads.map(write, range(THREADS * CALLS))) == THREADS * CALLS
    rows = each_warehouse.query("select count() as n, uniqExact(site_id) as sites from events").dicts()
    assert rows == [{"n": THREADS * CALLS * 10, "sites": THREADS * CALLS}]
