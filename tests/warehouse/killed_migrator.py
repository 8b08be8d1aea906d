"""Brings a server's database forward in processes that are killed, each after a statement that killed none before.

``python -m tests.warehouse.killed_migrator URL``; prints after how many statements a process was killed once the last
one came to its end. Killed children are forked, so that each of them costs milliseconds.
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
from warehouse.upkeep.migration import migrate
from warehouse.upkeep.retention import keep_events
from warehouse.upkeep.rollups import shape_rollups

DAYS = 10_000


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


def _start(warehouse: Warehouse) -> None:
    migrate(warehouse)
    keep_events(warehouse, DAYS)
    shape_rollups(warehouse)


ACTIONS: dict[str, Callable[[Warehouse], object]] = {"migrate": migrate, "start": _start}


class _Mortal:
    """A warehouse whose process dies as by a power cut after a statement of which no other has died."""

    def __init__(self, warehouse: Warehouse, deaths: Path) -> None:
        self.insert, self.query, self.close = warehouse.insert, warehouse.query, warehouse.close
        self._execute = warehouse.execute
        self._deaths = deaths

    def execute(self, statement: str, parameters: Parameters | None = None) -> None:
        self._execute(statement, parameters)
        said = f"{statement} {parameters}"
        if said not in self._deaths.read_text().split("\0"):
            with self._deaths.open("a") as file:
                file.write(said + "\0")
            os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(*sys.argv[1:])
