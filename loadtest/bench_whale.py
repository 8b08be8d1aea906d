"""A site with and without a whale: what one visitor with 100,000 events costs everybody else; JSON lines.

Each shape of a whale is added to the same ordinary events on a site of its own, and each report is asked of both sites
in turns. Ends with 1 where the figures of another partner differ or attribution misses its goal. Needs no server.
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from fraud.facts.site_facts import SiteFacts
from fraud.rules.rule_sets import RuleSet
from fraud.runs.run import run
from loadtest.bench_reports import FUNNEL, RULES, START
from loadtest.whales import NO_WHALE, WHALES, Shop
from registry.code_lookup import CodeLookup
from reports.attribution.report import report_credits
from reports.conversions.evidence import query_evidence
from reports.conversions.report import Cursor, query_conversions
from reports.conversions.why import trace_touches
from reports.funnel.report import report_funnel
from reports.journeys.cohorts import CohortQuestion, report_cohorts
from reports.journeys.paths import report_paths
from reports.partners.report import report_partners
from reports.paths.question import CreditQuestion
from reports.period import Period
from reports.program_rules import MODELS
from reports.redemptions.report import report_redemptions
from settings import ConsoleSettings, read_settings
from warehouse.clickhouse.embedded import EmbeddedWarehouse
from warehouse.interface import Warehouse
from warehouse.upkeep.migration import migrate

Report = Callable[[Warehouse, int], object]
PARTNERS, DAYS = 2_000, 91
PERIOD = Period(START, START + timedelta(DAYS), ZoneInfo("UTC"))
NAMES = [*(f"partner{n}" for n in range(PARTNERS)), "whale"]
CODES = CodeLookup((), NAMES, NAMES, [1] * len(NAMES), ["promo1"], ["partner1"], [1])
# With the whale, of the median and of the 95th percentile without it.
GOAL = 2.0
MAX_MEMORY_BYTES = 4 << 30


def main() -> None:
    """Measures each shape beside the site without any."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000, help="ordinary events of each site")
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--shapes", nargs="+", choices=WHALES, default=list(WHALES))
    parser.add_argument("--only", nargs="+", choices=REPORTS, default=list(REPORTS))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="prm-bench-whale-") as place, closing(_open(Path(place))) as warehouse:
        migrate(warehouse)
        shop = Shop(options.events, START, PARTNERS)
        shop.store(warehouse, 1, NO_WHALE)
        is_held = True
        for site_id, shape in enumerate(options.shapes, 2):
            shop.store(warehouse, site_id, WHALES[shape])
            is_held = _compare_figures(warehouse, site_id, shape) and is_held
            for name in options.only:
                is_held = _measure(warehouse, site_id, shape, name, options.rounds) and is_held
        sys.exit(not is_held)


def _open(directory: Path) -> EmbeddedWarehouse:
    settings = read_settings(ConsoleSettings, {"PRM_DATA_DIR": str(directory)})
    return EmbeddedWarehouse(directory, max_threads=settings.warehouse_threads, max_memory_bytes=MAX_MEMORY_BYTES)


def _compare_figures(warehouse: Warehouse, site_id: int, shape: str) -> bool:
    """Whether every partner but the whale's has the same figures, unless the whale was brought by them."""
    if WHALES[shape].partners:
        return True
    without, beside = (report_credits(warehouse, CODES, _make_question(each, *MODELS[:-1])) for each in (1, site_id))
    others = {model: {key: by_key[key] for key in by_key if key != "whale"} for model, by_key in beside.items()}
    _print(shape=shape, others_equal=others == without)
    return others == without


def _measure(warehouse: Warehouse, site_id: int, shape: str, name: str, rounds: int) -> bool:
    report = REPORTS[name]
    taken: dict[int, list[float]] = {1: [], site_id: []}
    for _ in range(1 if name in ONCE else rounds):
        for each, times in taken.items():
            began = time.perf_counter()
            report(warehouse, each)
            times.append(1000 * (time.perf_counter() - began))
    medians, slowest = map(statistics.median, taken.values()), map(_find_p95, taken.values())
    (median, whale_median), (p95, whale_p95) = medians, slowest
    ratios = {"ratio": round(whale_median / median, 2), "p95_ratio": round(whale_p95 / p95, 2)}
    _print(shape=shape, report=name, median_ms=round(median), whale_median_ms=round(whale_median), p95_ms=round(p95),
           whale_p95_ms=round(whale_p95), **ratios)  # fmt: skip
    return name != "attribution" or max(ratios.values()) <= GOAL


def _find_p95(times: list[float]) -> float:
    return sorted(times)[int(0.95 * len(times))]


def _make_question(site_id: int, *models: str) -> CreditQuestion:
    return CreditQuestion(site_id, PERIOD.from_ms, PERIOD.to_ms, RULES, types=("sale",), models=models)


def _report_attribution(warehouse: Warehouse, site_id: int) -> object:
    return report_credits(warehouse, CODES, _make_question(site_id, "last_click"))


def _report_comparison(warehouse: Warehouse, site_id: int) -> object:
    return report_credits(warehouse, CODES, _make_question(site_id, *MODELS))


def _report_paths(warehouse: Warehouse, site_id: int) -> object:
    return report_paths(warehouse, CODES, _make_question(site_id), 100)


def _report_partners(warehouse: Warehouse, site_id: int) -> object:
    return report_partners(warehouse, CODES, _make_question(site_id, "last_click"), [PERIOD.from_ms])


def _report_cohorts(warehouse: Warehouse, site_id: int) -> object:
    return report_cohorts(warehouse, CODES, RULES, CohortQuestion(site_id, PERIOD, PERIOD.to_ms))


def _report_redemptions(warehouse: Warehouse, site_id: int) -> object:
    return report_redemptions(warehouse, CODES, _make_question(site_id))


def _report_funnel(warehouse: Warehouse, site_id: int) -> object:
    return report_funnel(warehouse, CODES, site_id, PERIOD, FUNNEL)


def _list_conversions(warehouse: Warehouse, site_id: int) -> object:
    question = _make_question(site_id, "last_click")
    return query_conversions(warehouse, CODES, question, Cursor(question.to_ms, ""), 101)


def _explain(warehouse: Warehouse, site_id: int) -> object:
    """The last sale of the whale, if there is one, else anybody's."""
    sale = "select toString(argMax(event_id, (visitor_id like 'whale%', timestamp))) from standing_conversions final"
    event_id = warehouse.query(sale + " where site_id = {site_id:UInt32}", {"site_id": site_id}).parse_value(str)
    evidence = query_evidence(warehouse, CODES, RULES, site_id, event_id)
    return evidence and trace_touches(event_id, evidence, CODES, RULES)


def _run_fraud(warehouse: Warehouse, site_id: int) -> object:
    facts = SiteFacts(site_id, dict(zip(NAMES, NAMES, strict=True)), {}, frozenset(), {})
    return run(warehouse, facts, RuleSet(), datetime(2026, 6, 1, tzinfo=UTC), everything=True)


def _print(**figures: object) -> None:
    print(json.dumps(figures), flush=True)


REPORTS: Mapping[str, Report] = {
    "attribution": _report_attribution,
    "comparison": _report_comparison,
    "paths": _report_paths,
    "partners": _report_partners,
    "cohorts": _report_cohorts,
    "redemptions": _report_redemptions,
    "funnel": _report_funnel,
    "conversions": _list_conversions,
    "why": _explain,
    "fraud": _run_fraud,
}
ONCE = {"fraud"}

if __name__ == "__main__":
    main()
