"""Cuts the power of an installation at random moments under load, switches it on again and compares everything.

Prints JSON lines, the verdict last; ends with status 1 if an event that the level promises to keep was lost, a row of
any table is there twice, missing or without its event, the money of a report differs, a decision or partner is gone, or
the installation does not start by itself.
"""

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from loadtest.power_disk import find_obstacle, open_disk
from loadtest.power_machine import PowerMachine, run_machine
from loadtest.power_moments import MOMENTS, Round, open_tables
from loadtest.power_record import PowerRecord
from loadtest.steady import SteadyLoad
from loadtest.verdict import print_figures

LEVELS = ("always", "everysec")
# Redis at `everysec` begins a sync each second, waits up to two for one that is under way, and that takes its time.
LOSABLE_SECONDS = {"always": 0.0, "everysec": 3.0}
SETTLE_SECONDS = 120
ENVIRON = {"PRM_IP_EVENTS_PER_SECOND": "0", "PRM_LOG_LEVEL": "info", "PRM_FRAUD_SECONDS": "2"}


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
    record = PowerRecord(prm, prm.create_admin_key(), LOSABLE_SECONDS[level])
    problems: list[str] = []
    for number in range(cuts):
        name = moments[number % len(moments)]
        record.decide(number)
        load = SteadyLoad(prm.tracker_url, keys["site_key"], keys["secret_key"], rate, chance.randrange(1 << 30))
        with load:
            MOMENTS[name](Round(machine, keys["secret_key"], chance))
            machine.cut_power()
            machine.switch_on()
        record.add(load.tally, machine.cuts)
        prm.wait_until_settled(keys["secret_key"], SETTLE_SECONDS)
        with open_tables(machine) as warehouse:
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


if __name__ == "__main__":
    main()
