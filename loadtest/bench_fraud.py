"""Fraud rules measured from outside: labelled months and forged orders, then days of a million events.

JSON lines: recall, precision and honest orders held, by the script beside the labelled file; how long each
fraudulent partner went unmarked; what of the orders that browsers forge would be paid, by how the shop reports its
own; how soon an event is marked by the scheduled runs; how long a run over a day of a busy shop takes as days pile up.
Ends with 1 if a bar is missed.
"""

import argparse
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from fraud.facts.site_facts import SiteFacts
from fraud.rules.rule_sets import RuleSet
from fraud.runs.run import run
from fraud.runs.run_log import OVERLAP
from loadtest.forgeries import bench_forgeries
from loadtest.labelled_month import Truth, bench_month
from loadtest.mark_delay import bench_delay
from loadtest.verdict import print_figures
from warehouse.clickhouse.embedded import EmbeddedWarehouse
from warehouse.interface import Value
from warehouse.sql_files import read_statement
from warehouse.upkeep.migration import migrate

USUAL_TRUTH = Path(__file__).parents[1].parent / "shared" / "truth"
MONTHS = "fraud_events_*.jsonl.gz"
PARTS = ("months", "forgeries", "delay", "days")
SITE_ID, PARTNERS = 1, 200
MEMORY_BYTES = 2 << 30


def main() -> None:
    """Parses the options and measures what they name."""
    options = _read_options()
    if options.only == ["months"] and not _list_months(options.truth):
        sys.exit(f"no {MONTHS} in {options.truth.resolve()}: name their folder")
    is_held = True
    if "months" in options.only:
        is_held = bench_months(options.truth) and is_held
    if "forgeries" in options.only:
        with tempfile.TemporaryDirectory(prefix="prm-bench-") as place:
            is_held = bench_forgeries(Path(place), options.forgeries, options.crowd) and is_held
    if "delay" in options.only:
        with tempfile.TemporaryDirectory(prefix="prm-bench-") as place:
            bench_delay(Path(place))
    if "days" in options.only:
        bench_days(options.days, options.events, options.confirmed)
    sys.exit(not is_held)


def bench_months(truth: Path) -> bool:
    """Every labelled month of the folder, in an installation of its own; whether all bars are held."""
    months = _list_months(truth)
    if not months:
        print_figures(bench="month", skipped=f"no {MONTHS} in {truth.resolve()}: name their folder")
    is_held = True
    for labelled in months:
        with tempfile.TemporaryDirectory(prefix="prm-bench-") as place:
            is_held = bench_month(Truth(truth, labelled), Path(place)) and is_held
    return is_held


def bench_days(days: int, events: int, confirmed: int) -> None:
    """Runs over days of a busy shop, one after the other, with all earlier days in the warehouse.

    Of a hundred orders its server reports ``confirmed``: where it is some of them, both kinds of evidence are judged.
    """
    facts = SiteFacts(SITE_ID, {f"partner{n}": f"partner{n}" for n in range(PARTNERS)}, {}, frozenset(), {})
    with tempfile.TemporaryDirectory(prefix="prm-bench-") as place:
        warehouse = EmbeddedWarehouse(Path(place) / "engine", max_threads=2, max_memory_bytes=MEMORY_BYTES)
        migrate(warehouse)
        for number in range(days):
            day = date(2026, 3, 1) + timedelta(number)
            made: dict[str, Value] = {
                "site_id": SITE_ID,
                "day": day,
                "events": events,
                "partners": PARTNERS,
                "confirmed": confirmed,
            }
            warehouse.execute(read_statement("loadtest", "fraud_day"), made)
            # Otherwise the next run would cover this day again.
            time.sleep(OVERLAP.total_seconds())
            begun, worked = time.perf_counter(), time.process_time()
            figures = run(warehouse, facts, RuleSet(), datetime(2026, 6, 1, tzinfo=UTC))
            seconds, processor = round(time.perf_counter() - begun, 2), round(time.process_time() - worked, 2)
            stored = (number + 1) * events
            print_figures(
                bench="day", events=events, confirmed=confirmed, stored=stored, seconds=seconds,
                processor_seconds=processor, marks=figures.marks,
            )  # fmt: skip
        warehouse.close()


def _list_months(truth: Path) -> list[Path]:
    return sorted(truth.glob(MONTHS))


def _read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("truth", type=Path, nargs="?", default=USUAL_TRUTH, help="folder of labelled files")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="what to measure")
    parser.add_argument("--forgeries", type=int, default=60, help="orders of each archetype at each kind of shop")
    parser.add_argument("--crowd", type=int, default=80, help="clicks without order for each of their partners")
    parser.add_argument("--days", type=int, default=3, help="days of the busy shop")
    parser.add_argument("--events", type=int, default=1_000_000, help="events of each of them")
    parser.add_argument("--confirmed", type=int, default=0, help="of a hundred of its orders, so many by its server")
    return parser.parse_args()


if __name__ == "__main__":
    main()
