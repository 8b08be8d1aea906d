"""Contract: an insert writes a block of columns or, when it fails, nothing at all."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from warehouse.interface import Columns, StatementFailed, Warehouse

MOMENT = datetime(2024, 5, 1, 10, 0, 0, 123000, tzinfo=UTC)
ID = "019a0000-0000-7000-8000-000000000001"
TEXT = "it's \\ \t\n\0 ünï 💶"
ROW: dict[str, object] = {
    "site_id": 4294967295,
    "event_id": ID,
    "type": "sale",
    "timestamp": MOMENT,
    "visitor_id": TEXT,
    "amount_minor": -5,
    "properties": {"plan": TEXT, "empty": ""},
    "agent_hash": 2**64 - 1,
}
SELECT = "select site_id, event_id, type, timestamp, visitor_id, amount_minor, properties, agent_hash from events"


def test_a_row_comes_back_as_it_was_written(each_warehouse: Warehouse) -> None:
    each_warehouse.insert("events", _columns(ROW))
    assert each_warehouse.query(SELECT).dicts() == [ROW]


def test_columns_that_are_not_named_have_their_defaults(each_warehouse: Warehouse) -> None:
    each_warehouse.insert("events", _columns({"site_id": 1, "event_id": ID}))
    sql = "select ref, amount_minor, properties, batch from events"
    assert each_warehouse.query(sql).dicts() == [{"ref": "", "amount_minor": None, "properties": {}, "batch": 0}]


def test_milliseconds_are_a_moment(each_warehouse: Warehouse) -> None:
    each_warehouse.insert("events", _columns(ROW | {"timestamp": int(MOMENT.timestamp() * 1000)}))
    assert each_warehouse.query(SELECT).dicts() == [ROW]


def test_null_goes_where_null_may_stand(each_warehouse: Warehouse) -> None:
    each_warehouse.insert("events", {"site_id": [1, 2], "event_id": [ID, ID], "amount_minor": [None, 7]})
    assert list(each_warehouse.query("select amount_minor from events order by site_id").columns[0]) == [None, 7]


def test_the_given_columns_stay_as_they_were(each_warehouse: Warehouse) -> None:
    columns = _columns(ROW)
    each_warehouse.insert("events", columns)
    assert columns == _columns(ROW)


def test_tuples_are_columns_too(each_warehouse: Warehouse) -> None:
    each_warehouse.insert("events", {"site_id": (1, 2), "event_id": (ID, ID), "timestamp": (MOMENT, MOMENT)})
    assert _count(each_warehouse) == 2


def test_no_rows_write_nothing(each_warehouse: Warehouse) -> None:
    each_warehouse.insert("events", {"site_id": [], "event_id": []}, token="empty")
    assert _count(each_warehouse) == 0


def test_a_large_block_is_written_whole(each_warehouse: Warehouse) -> None:
    rows = 60_000
    ids = [f"019a0000-0000-7000-8000-{number:012x}" for number in range(rows)]
    columns: Columns = {"site_id": [1] * rows, "event_id": ids, "timestamp": [MOMENT] * rows}
    each_warehouse.insert("events", columns, token="large")
    assert _count(each_warehouse) == rows
    assert each_warehouse.query("select uniqExact(id) as n from event_ids").dicts() == [{"n": rows}]


def test_one_block_can_span_more_months_than_a_server_allows_by_default(each_warehouse: Warehouse) -> None:
    moments = [datetime(2014 + month // 12, month % 12 + 1, 1, tzinfo=UTC) for month in range(130)]
    for _ in range(2):
        each_warehouse.insert("events", {"site_id": [1] * 130, "timestamp": moments}, token="backfill")
    assert _count(each_warehouse) == 130


@pytest.mark.parametrize(
    "wrong",
    [
        {"site_id": "one"},
        {"site_id": -1},
        {"site_id": 2**32},
        {"site_id": None},
        {"site_id": 1.5},
        {"event_id": "no uuid"},
        {"event_id": None},
        {"timestamp": "yesterday"},
        {"timestamp": None},
        {"visitor_id": None},
        {"visitor_id": 5},
        {"visitor_id": "\ud800"},
        {"amount_minor": 2**63},
        {"properties": "text"},
        {"properties": {"a": None}},
        {"nowhere": 1},
    ],
    ids=str,
)
def test_a_value_of_another_type_fails(each_warehouse: Warehouse, wrong: dict[str, object]) -> None:
    with pytest.raises(StatementFailed):
        each_warehouse.insert("events", _columns(ROW | wrong))
    assert _count(each_warehouse) == 0


@pytest.mark.parametrize(
    ("table", "columns"),
    [
        ("events", {"site_id": [1, 2], "event_id": [ID]}),
        ("events", {}),
        ("nowhere", {"site_id": [1]}),
        ("events; drop table events", {"site_id": [1]}),
        ("events", {"site_id) select 1 --": [1]}),
    ],
)
def test_an_invalid_insert_fails(each_warehouse: Warehouse, table: str, columns: Columns) -> None:
    with pytest.raises(StatementFailed):
        each_warehouse.insert(table, columns)
    assert _count(each_warehouse) == 0


def _columns(row: Mapping[str, object]) -> dict[str, list[object]]:
    return {name: [value] for name, value in row.items()}


def _count(warehouse: Warehouse) -> object:
    return warehouse.query("select count() as n from events").columns[0][0]


def test_a_view_that_fails_fails_the_insert_and_a_repetition_completes_it(each_warehouse: Warehouse) -> None:
    each_warehouse.execute(
        "create materialized view failing to event_ids as"
        " select throwIf(site_id = 1) as site_id, UUIDToNum(event_id) as id from events"
    )
    try:
        with pytest.raises(StatementFailed):
            each_warehouse.insert("events", _columns(ROW | {"site_id": 1}), token="fails")
    finally:
        each_warehouse.execute("drop table failing")
    each_warehouse.insert("events", _columns(ROW | {"site_id": 1}), token="fails")
    assert _count(each_warehouse) == 1
    assert each_warehouse.query("select count() as n from event_ids").dicts() == [{"n": 1}]
