"""How the warehouse grows: room, parts, partners' totals and remade roll-ups, at each of several sizes; JSON lines.

The events are made inside the engine by the real tables and views, so nothing but the warehouse is measured. The last
line is the verdict; it ends with status 1 where a figure of a roll-up is not that of the events.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from loadtest.codecs import measure_codecs
from loadtest.warehouse_filling import END, START, count_filled, fill
from registry.code_lookup import CodeLookup
from warehouse.clickhouse.embedded import EmbeddedWarehouse
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.migration import migrate
from warehouse.upkeep.rollups import ROLLUPS, rebuild_rollups, sum_rollup

MEMORY_BYTES = 4 << 30
GOAL_MS = 50
PARTNERS = [f"partner{number}" for number in range(1000)]
CODES = CodeLookup((), PARTNERS, PARTNERS, [1] * 1000, [f"code{n}" for n in range(1000)], PARTNERS, [1] * 1000)
PERIODS = {"month": datetime(2025, 12, 1, tzinfo=UTC), "year": START}


def main() -> None:
    """Fills up to each size in turn and measures there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="1000000,10000000,50000000", help="events, the smallest first")
    parser.add_argument("--repeats", type=int, default=40, help="runs of each question")
    parser.add_argument(
        "--directory", type=Path, help="where the warehouse is, to be measured again; else a temporary one"
    )
    parser.add_argument("--only-fill", action="store_true", help="measure another time")
    parser.add_argument("--codecs", action="store_true", help="only compare types and codecs of single columns")
    chosen = parser.parse_args()
    lines: list[dict[str, object]] = []
    with _in_directory(chosen.directory) as directory, closing(_open(directory)) as warehouse:
        migrate(warehouse)
        for line in _measure_all(warehouse, chosen):
            print(json.dumps(line), flush=True)
            lines.append(line)
    if chosen.codecs or chosen.only_fill:
        return
    verdict = decide(lines)
    for last in (compare_sizes(lines), verdict):
        print(json.dumps(last), flush=True)
    sys.exit(not verdict["all_equal"])


def decide(lines: list[dict[str, object]]) -> dict[str, object]:
    """Whether every figure was equal, and a partner's totals at the largest size were within the goal."""
    equal = all(line.get("equal", True) and line.get("same_sums", True) for line in lines)
    own = [line for line in lines if "partner" in str(line["measured"]) and "p95_ms" in line]
    largest = max((_number(line["events"]) for line in own), default=0)
    p95 = [float(str(line["p95_ms"])) for line in own if line["events"] == largest]
    return {
        "measured": "verdict",
        "all_equal": equal,
        "largest": largest,
        "goal_met": bool(p95) and max(p95) <= GOAL_MS,
    }


def compare_sizes(lines: list[dict[str, object]]) -> dict[str, object]:
    """How cost grows: the same figure at each size, in the order of the sizes."""
    figures = (
        ("room", "bytes_per_event"),
        ("one_partner_year", "p95_ms"),
        ("all_year", "p95_ms"),
        ("rebuild", "seconds"),
    )
    grown = {
        f"{name}_{figure}": [each[figure] for each in lines if each["measured"] == name] for name, figure in figures
    }
    return {"measured": "growth", "events": [line["events"] for line in lines if line["measured"] == "room"], **grown}


def measure(warehouse: Warehouse, events: int, repeats: int) -> Iterator[dict[str, object]]:
    """Everything at one size."""
    yield {"measured": "room", "events": events, **measure_room(warehouse, events)}
    for period, start in PERIODS.items():
        for asked, own_refs in {"one_partner": ["partner7"], "small_partner": ["partner800"], "all": []}.items():
            name = f"{asked}_{period}"
            yield {"measured": name, "events": events, **time_totals(warehouse, start, own_refs, repeats)}
    before = [sum_rollup(warehouse, rollup) for rollup in ROLLUPS]
    began = time.perf_counter()
    rebuild_rollups(warehouse, lambda: None, lambda *_: None)
    seconds = time.perf_counter() - began
    same = before == [sum_rollup(warehouse, rollup) for rollup in ROLLUPS]
    yield {"measured": "rebuild", "events": events, "seconds": round(seconds, 1), "same_sums": same}


def _measure_all(warehouse: Warehouse, chosen: argparse.Namespace) -> Iterator[dict[str, object]]:
    for size in map(int, chosen.sizes.split(",")):
        # A year for each size, so that a month of the larger one holds more, as it would.
        if count_filled(warehouse) != size:
            yield {"measured": "fill", "events": size, **fill(warehouse, size)}
        if not chosen.only_fill and not chosen.codecs:
            yield from measure(warehouse, size, chosen.repeats)
    if chosen.codecs:
        yield from measure_codecs(warehouse)


def measure_room(warehouse: Warehouse, events: int) -> dict[str, object]:
    """Bytes an event of every table, and the events' heaviest columns."""
    tables = warehouse.query(read_statement("loadtest", "warehouse_sizes")).dicts()
    columns = warehouse.query(read_statement("loadtest", "warehouse_columns"), {"table": "events"}).dicts()
    return {
        "bytes_per_event": round(sum(_number(table["bytes"]) for table in tables) / events, 1),
        "tables": {
            str(table["table"]): {
                "rows": table["row_count"],
                "parts": table["parts"],
                "bytes_per_event": round(_number(table["bytes"]) / events, 2),
            }
            for table in tables
        },
        "columns": {str(column["name"]): round(_number(column["bytes"]) / events, 2) for column in columns},
    }


def time_totals(warehouse: Warehouse, start: datetime, own_refs: list[str], repeats: int) -> dict[str, object]:
    """Milliseconds of a partner's totals from the roll-up, warm, and of the same question to the events."""
    rollup, raw = (read_statement("reports.partners", name) for name in ("clicks_by_hour", "clicks"))
    parameters = _make_parameters(start, own_refs)
    answer = sorted(zip(*warehouse.query(rollup, parameters).columns, strict=True), key=str)
    times = sorted(_time(warehouse, rollup, parameters) for _ in range(repeats))
    began = time.perf_counter()
    equal = sorted(zip(*warehouse.query(raw, parameters).columns, strict=True), key=str) == answer
    return {
        "p50_ms": round(statistics.median(times), 1),
        "p95_ms": round(times[int(len(times) * 0.95)], 1),
        "events_ms": round((time.perf_counter() - began) * 1000, 1),
        "equal": equal,
    }


def _make_parameters(start: datetime, own_refs: list[str]) -> dict[str, Value]:
    """As reports.partners asks."""
    from_ms = int(start.timestamp() * 1000)
    codes = CODES.narrow(own_refs or None)
    return {
        "site_id": 1,
        "from_ms": from_ms,
        "to_ms": int(END.timestamp() * 1000),
        "starts_ms": [from_ms],
        "refs": codes.refs,
        "ref_partners": codes.ref_partners,
        "promo_codes": codes.promo_codes,
        "promo_partners": codes.promo_partners,
        "archived_codes": codes.archived_codes,
        "archived_ms": codes.archived_ms,
        "own_refs": own_refs,
        "every_ref": not own_refs,
    }


def _time(warehouse: Warehouse, statement: str, parameters: Mapping[str, Value]) -> float:
    began = time.perf_counter()
    warehouse.query(statement, parameters)
    return (time.perf_counter() - began) * 1000


def _number(value: object) -> int:
    return int(str(value))


def _open(directory: Path) -> Warehouse:
    return EmbeddedWarehouse(directory, max_threads=2, max_memory_bytes=MEMORY_BYTES)


@contextmanager
def _in_directory(chosen: Path | None) -> Iterator[Path]:
    if chosen is not None:
        yield chosen
        return
    made = Path(tempfile.mkdtemp(prefix="prm-bench-warehouse-"))
    try:
        yield made
    finally:
        shutil.rmtree(made)


if __name__ == "__main__":
    main()
