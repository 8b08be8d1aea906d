"""Changes a server's database in processes that are killed, each after a statement that killed none before.

``python -m tests.warehouse.upkeep.killed_migrator URL ACTION``; the last process survives, and the number of
killed ones is printed. They are forked, so that each of them costs milliseconds.
"""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import NamedTemporaryFile

from warehouse.clickhouse.native import NativeWarehouse
from warehouse.interface import Parameters, Warehouse
from warehouse.upkeep.derived.verification import make_plan, verify_and_repair
from warehouse.upkeep.durability import set_durability
from warehouse.upkeep.migration import make_migration, migrate, read_migrations
from warehouse.upkeep.retention import set_retention
from warehouse.upkeep.rollups import rebuild_rollups

DAYS = 10_000
# What a later version might add: a table with its view, a column, a setting.
NEXT = make_migration(
    "9999_landings",
    """
    create table if not exists landings (path String, pages SimpleAggregateFunction(sum, UInt64))
    engine = AggregatingMergeTree order by path;

    create materialized view if not exists landings_v1 to landings as
    select url_path as path, count() as pages from events group by path;

    alter table order_returns add column if not exists reason LowCardinality(String);

    alter table events modify setting merge_with_ttl_timeout = 14400;
    """,
)


def main(url: str, action: str) -> None:
    """Kills children until one lives."""
    with NamedTemporaryFile("r") as deaths:
        while _is_killed(url, action, Path(deaths.name)):
            pass
        print(len(deaths.read().split("\0")) - 1)


def _is_killed(url: str, action: str, deaths: Path) -> bool:
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            return True
        if status:
            raise RuntimeError(f"the child ended with {status}")
        return False
    try:
        with closing(NativeWarehouse(url)) as warehouse:
            ACTIONS[action](_Mortal(warehouse, deaths))
    except BaseException:  # noqa: BLE001 (a child that fails must not go on as its parent)
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)


def _install(warehouse: Warehouse) -> None:
    migrate(warehouse)
    set_durability(warehouse, is_synced=True)
    set_retention(warehouse, DAYS)


def _upgrade(warehouse: Warehouse) -> None:
    migrate(warehouse, [*read_migrations(), NEXT])


def _rebuild(warehouse: Warehouse) -> None:
    rebuild_rollups(warehouse, lambda: None, lambda *_: None)


def _repair(warehouse: Warehouse) -> None:
    for _ in verify_and_repair(warehouse, make_plan(warehouse), lambda: None):
        pass


ACTIONS: dict[str, Callable[[Warehouse], object]] = {
    "install": _install,
    "upgrade": _upgrade,
    "rebuild": _rebuild,
    "repair": _repair,
}


class _Mortal:
    """A warehouse whose process dies as by a power cut after a statement of which no other has died."""

    def __init__(self, warehouse: Warehouse, deaths: Path) -> None:
        self.insert, self.query, self.close = warehouse.insert, warehouse.query, warehouse.close
        self.limit = warehouse.limit
        self._execute = warehouse.execute
        self._deaths = deaths

    def execute(self, statement: str, parameters: Parameters | None = None) -> None:
        self._execute(statement, parameters)
        # Each attempt at a repair has a number of its own.
        named = {name: value for name, value in (parameters or {}).items() if name not in ("repair", "next")}
        call = f"{statement} {named}"
        if call not in self._deaths.read_text().split("\0"):
            with self._deaths.open("a") as file:
                file.write(call + "\0")
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
