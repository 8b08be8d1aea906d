"""Fills a warehouse with a year of made events, inside the engine, by the real tables and views."""

import time
from collections.abc import Mapping
from datetime import UTC, datetime

from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

BLOCK_ROWS = 250_000
START = datetime(2025, 1, 1, tzinfo=UTC)
END = datetime(2026, 1, 1, tzinfo=UTC)
LONGEST_MERGES_SECONDS = 240
# A filling that was killed leaves events without their sums: only a whole one is noted.
NOTE = "create table if not exists filled (events UInt64) engine = MergeTree order by events"


def fill(warehouse: Warehouse, events: int) -> dict[str, object]:
    """Makes it hold so many events; how fast, and what merges were left when the last block was in."""
    _empty(warehouse)
    began = time.perf_counter()
    for first in range(0, events, BLOCK_ROWS):
        warehouse.execute(read_statement("loadtest", "warehouse_events"), _describe_block(first, events))
    seconds = time.perf_counter() - began
    parts = count_parts(warehouse)
    merged = wait_for_merges(warehouse)
    warehouse.insert("filled", {"events": [events]})
    return {
        "events_per_second": round(events / seconds),
        "seconds": round(seconds),
        "parts_of_events_then": parts,
        "merged_after_seconds": round(time.perf_counter() - began),
        "merges_ended": merged,
    }


def count_filled(warehouse: Warehouse) -> int:
    """How many events a whole filling left; 0 if there was none."""
    warehouse.execute(NOTE)
    return read_number(warehouse, "select max(events) as events from filled")


def count_parts(warehouse: Warehouse) -> int:
    """The parts of the events."""
    return read_number(
        warehouse,
        "select count() as parts from system.parts where database = currentDatabase() and table = 'events' and active",
    )


def wait_for_merges(warehouse: Warehouse) -> bool:
    """Whether all merges came to their end in time."""
    deadline = time.monotonic() + LONGEST_MERGES_SECONDS
    while read_number(warehouse, read_statement("loadtest", "running_merges")):
        if time.monotonic() > deadline:
            return False
        time.sleep(1)
    return True


def read_number(warehouse: Warehouse, statement: str) -> int:
    """The one number of an answer."""
    return warehouse.query(statement).parse_value(int)


def _describe_block(first: int, events: int) -> Mapping[str, Value]:
    return {
        "first": first,
        "rows": min(BLOCK_ROWS, events - first),
        "from_ms": int(START.timestamp() * 1000),
        "step_us": int((END - START).total_seconds()) * 1_000_000 // events,
    }


def _empty(warehouse: Warehouse) -> None:
    named = warehouse.query("select name from system.tables where database = currentDatabase() and total_rows > 0")
    for table in named.columns[0]:
        if table != "schema_migrations":
            warehouse.execute("truncate table {table:Identifier}", {"table": str(table)})
