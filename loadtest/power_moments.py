"""The moments at which the power drill cuts the power, and the access to the tables it compares."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import httpx2

from loadtest.power_machine import PowerMachine
from settings import WarehouseSettings, read_settings
from supervisor.warehouse_access import connect_warehouse
from warehouse.interface import StatementFailed, Warehouse, WarehouseUnavailable

_MERGED_TABLES = (
    "events",
    "event_ids",
    "conversion_reports",
    "standing_conversions",
    "order_returns",
    "rollup_partner_hours",
)


@dataclass(frozen=True, slots=True)
class Round:
    """What a moment needs: the machine, the site's secret key, and chance."""

    machine: PowerMachine
    secret_key: str
    chance: random.Random


# Leads to the moment at which the power is cut.
Moment = Callable[[Round], None]


def _wait_under_load(turn: Round) -> None:
    time.sleep(turn.chance.uniform(1, 6))


def _stop_acknowledgement(turn: Round) -> None:
    """Redis is stopped, so what is inserted meanwhile is not acknowledged."""
    time.sleep(turn.chance.uniform(1, 4))
    os.kill(turn.machine.installation.pid("redis"), signal.SIGSTOP)
    time.sleep(turn.chance.uniform(0.2, 1.5))


def _merge(turn: Round) -> None:
    """All parts of all tables are merged again and again."""
    time.sleep(1)

    def optimise() -> None:
        with suppress(WarehouseUnavailable, StatementFailed), open_tables(turn.machine) as warehouse:
            while True:
                for table in _MERGED_TABLES:
                    warehouse.execute(f"optimize table {table} final")

    _run_until_cut(optimise)
    time.sleep(turn.chance.uniform(0.2, 3))


def _run_fraud_rules(turn: Round) -> None:
    time.sleep(1)

    def judge() -> None:
        address = f"{turn.machine.installation.console_url}/api/v1/fraud/run?everything=true"
        with suppress(httpx2.HTTPError):
            while True:
                httpx2.post(address, headers={"Authorization": f"Bearer {turn.secret_key}"}, timeout=60)

    _run_until_cut(judge)
    time.sleep(turn.chance.uniform(0.2, 3))


def _back_up(turn: Round) -> None:
    time.sleep(1)
    backup = turn.machine.installation.data_dir.with_name(f"backup-{turn.chance.randrange(1 << 30)}")
    turn.machine.run_command("backup", str(backup))
    time.sleep(turn.chance.uniform(0.5, 5))


def _start_again(turn: Round) -> None:
    """The power comes back for a moment only."""
    time.sleep(turn.chance.uniform(1, 3))
    turn.machine.cut_power()
    turn.machine.launch()
    time.sleep(turn.chance.uniform(0.2, 4))


MOMENTS: dict[str, Moment] = {
    "load": _wait_under_load,
    "unacknowledged": _stop_acknowledgement,
    "merge": _merge,
    "fraud-run": _run_fraud_rules,
    "backup": _back_up,
    "start": _start_again,
}


@contextmanager
def open_tables(machine: PowerMachine) -> Iterator[Warehouse]:
    """The warehouse of a running machine, through the process that owns it."""
    environ = {"PRM_DATA_DIR": str(machine.installation.data_dir)}
    with connect_warehouse(read_settings(WarehouseSettings, environ)) as warehouse:
        yield warehouse


def _run_until_cut(work: Callable[[], None]) -> None:
    """In a thread whose work fails when the power does."""
    threading.Thread(target=work, daemon=True).start()
