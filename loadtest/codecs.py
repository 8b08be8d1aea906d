"""What other types and codecs would cost: room and reading time of single columns of the stored events, JSON lines.

Each candidate is a table of that one column in the order of `events`, whose own choice stands first.
"""

import statistics
import time
from collections.abc import Iterator

from loadtest.warehouse_filling import read_number
from warehouse.interface import Warehouse

ROWS = 5_000_000
REPEATS = 5
CANDIDATES = {
    "timestamp": (
        "DateTime64(3, 'UTC') codec (Delta, ZSTD(1))",
        "DateTime64(3, 'UTC') codec (DoubleDelta, ZSTD(1))",
        "DateTime64(3, 'UTC') codec (ZSTD(1))",
        "DateTime64(3, 'UTC') codec (LZ4)",
    ),
    "ref": ("LowCardinality(String)", "LowCardinality(String) codec (ZSTD(1))", "String codec (ZSTD(1))", "String"),
    "ip_prefix": ("LowCardinality(String) codec (ZSTD(1))", "LowCardinality(String)", "String codec (ZSTD(1))"),
    "batch": ("UInt64 codec (Delta, ZSTD(1))", "UInt64 codec (ZSTD(1))"),
    "visitor_id": ("String codec (ZSTD(1))", "String codec (ZSTD(3))", "String codec (LZ4)", "LowCardinality(String)"),
    "url": ("String codec (ZSTD(1))", "String codec (ZSTD(3))", "String codec (LZ4)", "LowCardinality(String)"),
    "event_id": ("UUID", "UUID codec (ZSTD(1))"),
    "amount_minor": ("Nullable(Int64) codec (ZSTD(1))", "Nullable(Int64) codec (T64, ZSTD(1))", "Nullable(Int64)"),
}


def measure_codecs(warehouse: Warehouse) -> Iterator[dict[str, object]]:
    """A line for each candidate of each column."""
    for column, kinds in CANDIDATES.items():
        for kind in kinds:
            yield {"measured": "codec", "column": column, "kind": kind, **_try(warehouse, column, kind)}


def _try(warehouse: Warehouse, column: str, kind: str) -> dict[str, object]:
    warehouse.execute("drop table if exists tried sync")
    warehouse.execute(" ".join(("create table tried ( value", kind, ") engine = MergeTree order by tuple()")))
    warehouse.execute(
        "insert into tried select {column:Identifier} from events limit {rows:UInt64}"
        " settings max_threads = 1, max_insert_threads = 1, min_insert_block_size_rows = 1048576",
        {"column": column, "rows": ROWS},
    )
    warehouse.execute("optimize table tried final")
    rows = read_number(warehouse, "select count() as rows from tried")
    sized = "select sum(data_compressed_bytes) as bytes from system.parts_columns where active and table = 'tried'"
    times = [_time(warehouse) for _ in range(REPEATS)]
    room = read_number(warehouse, sized)
    warehouse.execute("drop table tried sync")
    return {"bytes_per_row": round(room / rows, 3), "read_ms": round(statistics.median(times), 1)}


def _time(warehouse: Warehouse) -> float:
    began = time.perf_counter()
    warehouse.query("select count() as rows from tried where not ignore(value)")
    return (time.perf_counter() - began) * 1000
