"""The columns that ingest writes are those of the migrated tables, and what SQL says of them is what Python says."""

from types import UnionType

import pytest

from events.enums import TRUST, EventType
from ingest.conversion_keys import make_conversion_key
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from warehouse.columns import DUPLICATE_COLUMNS, EVENT_COLUMNS
from warehouse.interface import Warehouse
from warehouse.upkeep.derived.tables import ERASED_BATCH

PYTHON_TYPES: dict[str, type | UnionType] = {
    "String": str,
    "LowCardinality(String)": str,
    "UUID": str,
    "Bool": bool,
    "UInt8": int,
    "UInt32": int,
    "UInt64": int,
    "Int64": int,
    "Nullable(Int64)": int | None,
    "DateTime64(3, 'UTC')": int,
    "Map(LowCardinality(String), String)": dict,
}
TABLES = {"events": EVENT_COLUMNS, "duplicates": DUPLICATE_COLUMNS}


@pytest.mark.parametrize("table", TABLES)
def test_names_order_and_types_are_those_of_the_table(warehouse: Warehouse, table: str) -> None:
    rows = warehouse.query(
        "select name, type from system.columns where database = currentDatabase() and table = {table:String}"
        " order by position",
        {"table": table},
    )
    columns = {str(row["name"]): PYTHON_TYPES[str(row["type"])] for row in rows.dicts()}
    assert list(columns.items()) == list(TABLES[table].items())


def test_a_row_from_before_these_columns_has_what_ingest_would_say(warehouse: Warehouse) -> None:
    sale = {"type": "sale", "order_id": "A-1"}
    store_events(
        warehouse,
        [make_event(n, at("2026-03-01"), **{**sale, "source": source.value}) for n, source in enumerate(TRUST, 1)],
    )
    rows = warehouse.query(
        "select source, trust, conversion_key, toString(conversion_id) from events order by event_id"
    )
    key = make_conversion_key(EventType.SALE, "A-1", "", "", "", "")
    expected = [(source.value, trust, key, event_id(n)) for n, (source, trust) in enumerate(TRUST.items(), 1)]
    assert list(zip(*rows.columns, strict=True)) == expected


def test_the_view_leaves_out_what_python_calls_erased(warehouse: Warehouse) -> None:
    views = warehouse.query("select as_select from system.tables where name = 'folded_conversions_v2'")
    assert f"batch != {ERASED_BATCH}" in str(views.columns[0][0])


def test_what_is_folded_has_the_columns_of_its_table(warehouse: Warehouse) -> None:
    columns = warehouse.query(
        "select table, groupArray(name) from (select table, name from system.columns"
        " where database = currentDatabase() and table in ('folded_conversions_v2', 'standing_conversions')"
        " order by position) group by table"
    )
    folded, standing = columns.columns[1]
    assert folded == standing
