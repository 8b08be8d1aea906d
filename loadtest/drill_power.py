"""Cuts the power of an installation at random moments under load, switches it on again and compares everything.

Prints JSON lines, the verdict last; ends with status 1 if an event that the level promises to keep was lost, a row of
any table is there twice, missing or without its event, the money of a report differs, a decision or partner is gone, or
the installation does not start by itself.
"""

import argparse
import os
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import httpx2

from loadtest.power_disk import find_obstacle, open_disk
from loadtest.power_machine import PowerMachine, run_machine
from loadtest.power_record import PowerRecord
from loadtest.steady import SteadyLoad
from loadtest.verdict import print_figures
from settings import WarehouseSettings, read_settings
from supervisor.warehouse_access import connect_warehouse
from warehouse.interface import StatementFailed, Warehouse, WarehouseUnavailable

LEVELS = ("always", "everysec")
# Redis at `everysec` syncs each second, and counts a second more while a sync is under way.
LOSABLE_SECONDS = {"always": 0.0, "everysec": 2.0}
SETTLE_SECONDS = 120
ENVIRON = {"PRM_IP_EVENTS_PER_SECOND": "0", "PRM_LOG_LEVEL": "info", "PRM_FRAUD_SECONDS": "2"}
_MERGED_TABLES = ("events", "event_ids", "conversions", "orders", "order_refunds", "rollup_partner_hours")


@dataclass(frozen=True, slots=True)
class Round:
    """What a moment needs: the machine, the site's secret key, and chance."""

    machine: PowerMachine
    secret_key: str
    chance: random.Random


# Leads to the moment at which the power is cut.
Moment = Callable[[Round], None]


def main() -> None:
    """As many cuts at each level as are asked for."""
    options = _read_options()
    if obstacle := find_obstacle():
        print_figures(verdict="skipped", problem=obstacle)
        return
    chance = random.Random(options.seed)
    problems = [
        f"{level}: {problem}"
        for level in options.levels
        for problem in _try_level(level, options.cuts, options.rate, options.moments, chance)
    ]
    print_figures(verdict="failed" if problems else "passed", problems=problems, seed=options.seed)
    sys.exit(bool(problems))


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cuts", type=int, default=20, help="cuts at each level")
    parser.add_argument("--rate", type=int, default=1000, help="events a second")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 1_000_000, help="repeats the same choices")
    parser.add_argument("--levels", nargs="+", choices=LEVELS, default=list(LEVELS), help="PRM_APPENDFSYNC")
    parser.add_argument("--moments", nargs="+", choices=MOMENTS, default=list(MOMENTS), help="when the power is cut")
    return parser.parse_args()


def _try_level(level: str, cuts: int, rate: int, moments: list[str], chance: random.Random) -> list[str]:
    """What was wrong."""
    with (
        tempfile.TemporaryDirectory(prefix="prm-power-") as place,
        open_disk(Path(place)) as disk,
        run_machine(disk, {**ENVIRON, "PRM_APPENDFSYNC": level}) as machine,
    ):
        try:
            return _cut_repeatedly(machine, level, cuts, rate, moments, chance)
        except (RuntimeError, TimeoutError) as exc:
            return [str(exc)]


def _cut_repeatedly(
    machine: PowerMachine, level: str, cuts: int, rate: int, moments: list[str], chance: random.Random
) -> list[str]:
    _cut_first_start(machine, chance)
    machine.switch_on()
    prm = machine.installation
    keys = prm.create_site()
    prm.send(keys["secret_key"], [{"type": "pageview", "visitor_id": "first"}])
    record = PowerRecord(prm, keys["secret_key"], LOSABLE_SECONDS[level])
    problems: list[str] = []
    for number in range(cuts):
        name = moments[number % len(moments)]
        record.decide(number)
        load = SteadyLoad(prm.tracker_url, keys["site_key"], keys["secret_key"], rate, chance.randrange(1 << 30))
        with load:
            MOMENTS[name](Round(machine, keys["secret_key"], chance))
            cut_at = machine.cut_power()
            machine.switch_on()
        record.add(load.tally, cut_at)
        prm.wait_until_settled(keys["secret_key"], SETTLE_SECONDS)
        with _open_tables(machine) as warehouse:
            figures = record.compare(warehouse)
        print_figures(
            level=level, cut=number + 1, moment=name, start_seconds=round(machine.starts[-1], 1), **figures.as_dict()
        )
        problems += [f"cut {number + 1} ({name}): {problem}" for problem in figures.list_problems()]
    return problems


def _cut_first_start(machine: PowerMachine, chance: random.Random) -> None:
    """While the stores are made and migrated."""
    for _ in range(3):
        machine.launch()
        time.sleep(chance.uniform(0.2, 4))
        machine.cut_power()


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
        with suppress(WarehouseUnavailable, StatementFailed), _open_tables(turn.machine) as warehouse:
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
def _open_tables(machine: PowerMachine) -> Iterator[Warehouse]:
    environ = {"PRM_DATA_DIR": str(machine.installation.data_dir)}
    with connect_warehouse(read_settings(WarehouseSettings, environ)) as warehouse:
        yield warehouse


def _run_until_cut(work: Callable[[], None]) -> None:
    """In a thread whose work fails when the power does."""
    threading.Thread(target=work, daemon=True).start()


if __name__ == "__main__":
    main()
