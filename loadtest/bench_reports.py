"""Reports over many touches: each beside a plain aggregate over the same columns; JSON lines.

Every measurement is a process of its own that opens the embedded warehouse, asks a few times and prints the median
and its peak of memory. Needs no server; the directory is removed unless it is named.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from console.api.questions.funnel import parse_funnel
from console.api.questions.period import parse_period
from events.enums import EventType
from events.moments import DAY_MS
from loadtest.measurement import read_peak_mib
from registry.code_lookup import CodeLookup
from reports.attribution.report import report_credits
from reports.conversions.evidence import query_evidence
from reports.conversions.report import Cursor, query_conversions
from reports.conversions.why import trace_touches
from reports.funnel.report import report_funnel
from reports.paths.question import CreditQuestion
from reports.period import Period
from reports.program_rules import TOUCH_MODELS, ProgramRules, Rules
from reports.settled.turns import settle_turn
from settings import ConsoleSettings, read_settings
from warehouse.clickhouse.embedded import EmbeddedWarehouse
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.migration import migrate

SITE_ID, PARTNERS = 1, 2000
START = datetime(2026, 1, 1, tzinfo=UTC)
DAYS, SETTLED_DAYS = 110, 400
TOUCHES_OF_A_VISITOR = 5
VISITORS_AT_ONCE = 500_000
MAX_MEMORY_BYTES = 8 << 30
HEURISTICS = tuple(model for model in TOUCH_MODELS if model != "shapley")
FUNNEL = parse_funnel({"steps": [{"type": "click"}, {"name": "trial"}, {"type": "sale"}], "window": "30d"})
RULES = Rules((ProgramRules(1, "Default", 1, "last_click", 30 * DAY_MS, promo_first=False),))
NAMES = [f"partner{n}" for n in range(PARTNERS)]
CODES = CodeLookup((), NAMES, NAMES, [1] * PARTNERS, ["promo1"], ["partner1"], [1])


def main() -> None:
    """Runs everything for each size, smallest first."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--touches", type=int, nargs="+", default=[1_000_000, 10_000_000, 50_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--directory", type=Path, help="keep the warehouses here, and use those that are there")
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES))
    parser.add_argument("--computed", action="store_true", help="do not settle the paths of a directory that is filled")
    parser.add_argument("--measure", choices=MEASURES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        _print(**_measure(options.directory, options.measure, options.rounds))
        return
    with tempfile.TemporaryDirectory(prefix="prm-bench-reports-") as temporary:
        for touches in options.touches:
            directory = (options.directory or Path(temporary)) / str(touches)
            if not directory.exists():
                _print(touches=touches, **_fill(directory, touches, is_settled=not options.computed))
            _compare(directory, touches, options.only, options.rounds)


def _compare(directory: Path, touches: int, measures: list[str], rounds: int) -> None:
    figures: dict[str, dict[str, float]] = {}
    for name in measures:
        command = [sys.executable, "-m", "loadtest.bench_reports", "--measure", name]
        command += ["--directory", str(directory), "--rounds", str(rounds)]
        figures[name] = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
        baseline = figures.get("baseline", {})
        ratios = {
            ratio: round(figures[name][unit] / baseline[unit], 2)
            for ratio, unit in (("ratio", "milliseconds"), ("processor_ratio", "processor_milliseconds"))
            if baseline
        }
        _print(touches=touches, measure=name, **figures[name], **ratios)


def _fill(directory: Path, touches: int, *, is_settled: bool) -> dict[str, float]:
    began = time.perf_counter()
    with closing(_open(directory)) as warehouse:
        migrate(warehouse)
        visitors = touches // TOUCHES_OF_A_VISITOR
        for first in range(0, visitors, VISITORS_AT_ONCE):
            parameters: Mapping[str, Value] = {
                "site_id": SITE_ID,
                "first_visitor": first,
                "visitors": min(VISITORS_AT_ONCE, visitors - first),
                "start": START,
                "partners": PARTNERS,
            }
            warehouse.execute(read_statement("loadtest", "report_events"), parameters)
        warehouse.execute(read_statement("loadtest", "report_refunds"), {"site_id": SITE_ID})
        _wait_for_merges(warehouse)
        conversions = warehouse.query(read_statement("loadtest", "report_conversions")).parse_value(int)
        filled = time.perf_counter()
        while is_settled and settle_turn(warehouse, SITE_ID, SETTLED_DAYS * DAY_MS, overlap_ms=0):
            pass
    settled_seconds = round(time.perf_counter() - filled, 1)
    return {"conversions": conversions, "filled_seconds": round(filled - began), "settled_seconds": settled_seconds}


def _wait_for_merges(warehouse: Warehouse, seconds: int = 600) -> None:
    deadline = time.monotonic() + seconds
    merges = read_statement("loadtest", "running_merges")
    while warehouse.query(merges).dicts() != [{"merges": 0}] and time.monotonic() < deadline:
        time.sleep(1)


def _measure(directory: Path, name: str, rounds: int) -> dict[str, float]:
    with closing(_open(directory)) as warehouse:
        ask = MEASURES[name](warehouse)
        ask()
        taken, worked = list[float](), list[float]()
        for _ in range(rounds):
            began, computed = time.perf_counter(), time.process_time()
            ask()
            taken.append(1000 * (time.perf_counter() - began))
            worked.append(1000 * (time.process_time() - computed))
    return {
        "milliseconds": round(statistics.median(taken), 1),
        "processor_milliseconds": round(statistics.median(worked), 1),
        "peak_megabytes": read_peak_mib(),
    }


def _open(directory: Path) -> EmbeddedWarehouse:
    settings = read_settings(ConsoleSettings, {"PRM_DATA_DIR": str(directory)})
    return EmbeddedWarehouse(directory, max_threads=settings.warehouse_threads, max_memory_bytes=MAX_MEMORY_BYTES)


def _make_baseline(warehouse: Warehouse) -> Callable[[], object]:
    statement = read_statement("loadtest", "report_baseline")
    return lambda: warehouse.query(statement, {"site_id": SITE_ID})


def _make_attribution(*models: str, by: str = "partner") -> Callable[[Warehouse], Callable[[], object]]:
    question = _make_question(models, by)
    return lambda warehouse: lambda: report_credits(warehouse, CODES, question)


def _make_question(models: tuple[str, ...], by: str = "partner") -> CreditQuestion:
    period = _period()
    return CreditQuestion(SITE_ID, period.from_ms, period.to_ms, RULES, by=by, types=("sale",), models=models)


def _period() -> Period:
    return parse_period({"from": START.isoformat(), "to": (START + timedelta(DAYS)).isoformat()}, START)


def _make_funnel(warehouse: Warehouse) -> Callable[[], object]:
    return lambda: report_funnel(warehouse, CODES, SITE_ID, _period(), FUNNEL)


def _make_page(warehouse: Warehouse) -> Callable[[], object]:
    question = _make_question(("last_click",))
    return lambda: query_conversions(warehouse, CODES, question, Cursor(question.to_ms, ""), 101)


def _make_why(warehouse: Warehouse) -> Callable[[], object]:
    """Another conversion each time, as in use."""
    question = _make_question(("last_click",))
    found = iter(query_conversions(warehouse, CODES, question, Cursor(question.to_ms, ""), 100))

    def ask() -> object:
        event_id = next(found).event_id
        evidence = query_evidence(warehouse, CODES, RULES, SITE_ID, event_id)
        if evidence is None or evidence.conversion.type != EventType.SALE:
            raise LookupError(event_id)
        return trace_touches(event_id, evidence, CODES, RULES)

    return ask


def _print(**figures: object) -> None:
    print(json.dumps(figures), flush=True)


MEASURES: Mapping[str, Callable[[Warehouse], Callable[[], object]]] = {
    "baseline": _make_baseline,
    "last_click": _make_attribution("last_click"),
    "all_heuristics": _make_attribution(*HEURISTICS),
    "shapley": _make_attribution("shapley"),
    "markov": _make_attribution("markov", by="channel"),
    "funnel": _make_funnel,
    "page": _make_page,
    "why": _make_why,
}

if __name__ == "__main__":
    main()
