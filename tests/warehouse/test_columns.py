"""The columns that ingest writes are those of the migrated tables."""

from types import UnionType

import pytest

from warehouse.columns import DUPLICATE_COLUMNS, EVENT_COLUMNS
from warehouse.interface import Warehouse

PYTHON_TYPES: dict[str, type | UnionType] = {
    "String": str,
    "LowCardinality(String)": str,
    "UUID": str,
    "UInt32": int,
    "UInt64": int,
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
