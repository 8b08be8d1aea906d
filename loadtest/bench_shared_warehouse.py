"""What the socket costs: the same statements in the process that owns the embedded warehouse, and from another one.

Prints a JSON line for each: medians in milliseconds, and the processor time of both processes together.
"""

import json
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from warehouse.clickhouse.embedded import EmbeddedWarehouse
from warehouse.clickhouse.shared_client import SharedWarehouse
from warehouse.clickhouse.shared_server import serve_warehouse
from warehouse.interface import Warehouse
from warehouse.upkeep.migration import migrate

ROUNDS = 30
BATCH_ROWS = 20_000
RESULT = (
    "select number, toString(number) as text, now64(3) as at, number / 3 as part, number % 7 as rest"
    " from numbers({rows:UInt32})"
)


def main() -> None:
    """Without arguments both; with ``client`` and a socket the other process."""
    if sys.argv[1:2] == ["client"]:
        with closing(SharedWarehouse(Path(sys.argv[2]))) as shared:
            _measure("socket", shared)
        return
    with tempfile.TemporaryDirectory(prefix="prm-shared-") as place:
        opened = EmbeddedWarehouse(Path(place) / "warehouse", max_threads=2, max_memory_bytes=0)
        with closing(opened), serve_warehouse(opened, Path(place) / "socket"):
            migrate(opened)
            _measure("in process", opened)
            before = _read_processor_seconds()
            command = [sys.executable, "-m", "loadtest.bench_shared_warehouse", "client", f"{place}/socket"]
            subprocess.run(command, check=True)
            spent = _read_processor_seconds() - before
            print(json.dumps({"way": "socket", "processor_seconds_of_the_owner_in_all": round(spent, 2)}))


def _measure(way: str, warehouse: Warehouse) -> None:
    acts: dict[str, Callable[[], object]] = {
        "select 1": lambda: warehouse.query("select 1"),
        "10 rows of 5 columns": lambda: warehouse.query(RESULT, {"rows": 10}),
        "50,000 rows of 5 columns": lambda: warehouse.query(RESULT, {"rows": 50_000}),
        f"insert of {BATCH_ROWS} rows": lambda: _insert(warehouse),
    }
    for name, act in acts.items():
        act()
        began, seconds = _read_processor_seconds(), []
        for _ in range(ROUNDS):
            started = time.perf_counter()
            act()
            seconds.append(time.perf_counter() - started)
        spent = (_read_processor_seconds() - began) / ROUNDS
        figures = {"median_ms": round(statistics.median(seconds) * 1000, 2), "own_processor_ms": round(spent * 1000, 2)}
        print(json.dumps({"way": way, "act": name, **figures}), flush=True)


def _insert(warehouse: Warehouse) -> None:
    numbers = list(range(BATCH_ROWS))
    ids = [number.to_bytes(16, "big") for number in numbers]
    warehouse.insert("event_ids", {"id": ids, "site_id": numbers, "batch": numbers}, str(time.time_ns()))


def _read_processor_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    main()
