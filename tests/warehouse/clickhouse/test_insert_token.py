"""Contract: the same token writes once, in the table and in every materialised view behind it."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest

from tests.fixtures.warehouse import empty_tables
from warehouse.interface import Warehouse

MONTHS = [datetime(2024, month, 1, tzinfo=UTC) for month in (1, 2, 3)]
BATCH: dict[str, list[object]] = {
    "site_id": [1, 1, 1],
    "event_id": [f"019a0000-0000-7000-8000-00000000000{number}" for number in range(3)],
    "type": ["sale", "sale", "click"],
    "order_id": ["A", "B", ""],
    "visitor_id": ["v1", "v2", "v3"],
    "customer_id": ["c1", "", ""],
    "timestamp": list(MONTHS),
}
WRITTEN = {"events": 3, "event_ids": 3, "conversion_reports": 2, "identities": 1}


def test_the_same_token_writes_once_across_partitions_and_views(each_warehouse: Warehouse) -> None:
    for _ in range(3):
        each_warehouse.insert("events", BATCH, token="0:1-0:9-9")
    assert _count_rows(each_warehouse) == WRITTEN


def test_another_token_writes_again(each_warehouse: Warehouse) -> None:
    each_warehouse.insert("events", BATCH, token="first")
    each_warehouse.insert("events", BATCH, token="second")
    assert _count_rows(each_warehouse)["events"] == 6


def test_without_a_token_equal_blocks_are_two(each_warehouse: Warehouse) -> None:
    for _ in range(2):
        each_warehouse.insert("events", BATCH)
    assert _count_rows(each_warehouse)["events"] == 6
    assert _count_rows(each_warehouse)["event_ids"] == 6


def test_the_token_counts_not_the_content(each_warehouse: Warehouse) -> None:
    each_warehouse.insert("events", BATCH, token="one")
    each_warehouse.insert("events", {**BATCH, "visitor_id": ["x", "y", "z"]}, token="one")
    assert _count_rows(each_warehouse)["events"] == 3


@pytest.mark.parametrize("token", ["it's", "a\\b", "tab\t", "ünï", "x" * 500, "{0}:1-0"])
def test_a_token_may_be_any_text(each_warehouse: Warehouse, token: str) -> None:
    for _ in range(2):
        each_warehouse.insert("events", BATCH, token=token)
    assert _count_rows(each_warehouse) == WRITTEN


def test_a_view_that_missed_the_first_insert_is_filled_by_the_second(each_warehouse: Warehouse) -> None:
    each_warehouse.execute("detach table event_ids_v1")
    try:
        each_warehouse.insert("events", BATCH, token="killed between table and view")
    finally:
        each_warehouse.execute("attach table event_ids_v1")
    assert _count_rows(each_warehouse) == WRITTEN | {"event_ids": 0}
    each_warehouse.insert("events", BATCH, token="killed between table and view")
    assert _count_rows(each_warehouse) == WRITTEN


def test_a_partition_that_missed_the_first_insert_is_filled_by_the_second(each_warehouse: Warehouse) -> None:
    first_month = {name: values[:1] for name, values in BATCH.items()}
    each_warehouse.insert("events", first_month, token="killed between partitions")
    each_warehouse.insert("events", BATCH, token="killed between partitions")
    assert _count_rows(each_warehouse)["events"] == 3


def test_two_writers_with_one_token_at_once_write_once(each_warehouse: Warehouse) -> None:
    barrier = Barrier(4)

    def write() -> None:
        barrier.wait()
        each_warehouse.insert("events", BATCH, token="contended")

    threads = [Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _count_rows(each_warehouse) == WRITTEN


def test_an_emptied_table_takes_the_token_again(each_warehouse: Warehouse) -> None:
    each_warehouse.insert("events", BATCH, token="again")
    empty_tables(each_warehouse)
    each_warehouse.insert("events", BATCH, token="again")
    assert _count_rows(each_warehouse) == WRITTEN


def _count_rows(warehouse: Warehouse) -> dict[str, int]:
    sql = "select count() as n from {table:Identifier}"
    return {table: int(str(warehouse.query(sql, {"table": table}).columns[0][0])) for table in WRITTEN}
