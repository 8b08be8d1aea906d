"""A process with an embedded directory of its own, for tests that kill it or that need a second owner.

``python -m tests.warehouse.clickhouse.embedded_process insert|count|own DIRECTORY`` or ``… migrate DIRECTORY CALLS``
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import orjson

from warehouse.clickhouse.embedded import EmbeddedWarehouse
from warehouse.interface import Columns, Parameters, Warehouse, WarehouseOwned, WarehouseUnavailable
from warehouse.upkeep.migration import list_migrations, migrate

BATCH_ROWS = 500
TABLES = ("events", "event_ids")
OWNED = 3
FAILED = 4


def start_process(*arguments: object) -> "subprocess.Popen[str]":
    """Starts this module; its standard output is a pipe."""
    return subprocess.Popen(_command(arguments), stdout=subprocess.PIPE, text=True)


def run_process(*arguments: object, standard_input: str = "") -> "subprocess.CompletedProcess[str]":
    """Runs this module to its end, with the given standard input."""
    return subprocess.run(_command(arguments), input=standard_input, stdout=subprocess.PIPE, text=True, check=False)


def make_batch(number: int) -> Columns:
    """The rows of a batch, always the same, over two partitions."""
    first = number * BATCH_ROWS
    ids = [f"019a0000-0000-7000-8000-{row:012x}" for row in range(first, first + BATCH_ROWS)]
    moments = [1_700_000_000_000 + row % 2 * 5_000_000_000 for row in range(BATCH_ROWS)]
    return {"site_id": [1] * BATCH_ROWS, "event_id": ids, "timestamp": moments}


def insert_forever(warehouse: Warehouse) -> None:
    """Inserts batch after batch and prints the number of each that was acknowledged."""
    migrate(warehouse)
    for number in range(1_000_000):
        warehouse.insert("events", make_batch(number), token=str(number))
        print(number, flush=True)


def insert_again_and_count(warehouse: Warehouse) -> None:
    """Repeats the batches that standard input names and prints the rows of each table before and after."""
    counts = [_count(warehouse)]
    for number in range(int(sys.stdin.read() or 0)):
        warehouse.insert("events", make_batch(number), token=str(number))
    print(orjson.dumps([*counts, _count(warehouse)]).decode())


def migrate_and_die(warehouse: Warehouse, calls: int) -> None:
    """Migrates and kills itself after so many statements; 0 lets it live and print the state of every migration."""
    migrate(_Mortal(warehouse, calls) if calls else warehouse)
    print(orjson.dumps([status.name for status in list_migrations(warehouse) if status.applied_at]).decode())


def _command(arguments: tuple[object, ...]) -> list[str]:
    return [sys.executable, "-m", "tests.warehouse.clickhouse.embedded_process", *map(str, arguments)]


class _Mortal:
    """A warehouse whose process dies as by a power cut after a number of statements."""

    def __init__(self, warehouse: Warehouse, calls: int) -> None:
        self._calls = calls
        self.insert, self.query, self.close = warehouse.insert, warehouse.query, warehouse.close
        self.limit = warehouse.limit
        self._execute = warehouse.execute

    def execute(self, statement: str, parameters: Parameters | None = None) -> None:
        self._execute(statement, parameters)
        self._calls -= 1
        if not self._calls:
            os.kill(os.getpid(), signal.SIGKILL)


def _count(warehouse: Warehouse) -> list[object]:
    sql = "select count() as n from {table:Identifier}"
    return [warehouse.query(sql, {"table": table}).columns[0][0] for table in TABLES]


def main(action: str, directory: str, calls: str = "0") -> None:
    """One action; ends with the exit code ``OWNED`` and the reason if another process owns the directory."""
    try:
        warehouse = EmbeddedWarehouse(Path(directory), max_threads=1, max_memory_bytes=1 << 30)
    except WarehouseOwned as exc:
        print(exc)
        sys.exit(OWNED)
    if action == "insert":
        try:
            insert_forever(warehouse)
        except WarehouseUnavailable:
            sys.exit(FAILED)
    elif action == "count":
        insert_again_and_count(warehouse)
    elif action == "migrate":
        migrate_and_die(warehouse, int(calls))
    warehouse.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
