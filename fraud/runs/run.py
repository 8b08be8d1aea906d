"""One run of the fraud rules: facts, findings, marks, decisions; all of it set-based in the warehouse."""

import logging
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from itertools import product
from threading import Lock

from events.moments import to_milliseconds
from fraud.facts.site_facts import SiteFacts
from fraud.rules.rule_files import Rule
from fraud.rules.rule_sets import RuleSet
from fraud.runs.evidence import query_evidence
from fraud.runs.facts import query_written, refresh_facts
from fraud.runs.findings import active_rules, collect_findings
from fraud.runs.run_log import OVERLAP, Covered, LastRun, RunFigures, query_last_run, record_run
from fraud.runs.spans import Span, span_of_month, spans_of_days
from fraud.runs.turns import CLICK, MONTHS, plan_turn
from warehouse.arrivals import count_arrivals
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

LOG = logging.getLogger(__name__)
# A family counts towards a rejection from this weight on.
FIRM_WEIGHT = 2.0
CONVERSION, PARTNER = "conversion", "partner"

# One run at a time in this process: a second one would do the same work.
_running = Lock()


def run(
    warehouse: Warehouse,
    facts: SiteFacts,
    rule_set: RuleSet,
    until: datetime,
    *,
    everything: bool = False,
    months: int = MONTHS,
    at_once: int = 1,
) -> RunFigures:
    """Turn after turn until nothing waits any more; returns the sum of their figures.

    ``at_once``: so many rules are evaluated side by side; more than one only where nobody waits for a report.
    """
    figures = run_turn(warehouse, facts, rule_set, until, everything=everything, months=months, at_once=at_once)
    while figures.waiting_months:
        figures = figures.add(continue_run(warehouse, facts, rule_set, months=months))
    return figures


def run_turn(
    warehouse: Warehouse,
    facts: SiteFacts,
    rule_set: RuleSet,
    until: datetime,
    *,
    everything: bool = False,
    months: int = MONTHS,
    at_once: int = 1,
) -> RunFigures:
    """Runs the rules over what arrived since the last run, or over everything; returns when all is written.

    Of the months that this concerns it covers ``months`` and leaves the others to the next runs. Events at or after
    ``until`` are left to a later run. The same events, facts and rule set give the same marks and decisions, in one run
    or in many. Raises ``WarehouseUnavailable``; a run that was cut short is repeated.
    """
    with _running:
        started = time.monotonic()
        last = query_last_run(warehouse, facts.site_id)
        everything = everything or last.needs_full_run(facts.fingerprint())
        watermark = last.stored_now - OVERLAP
        arrivals = count_arrivals(warehouse, facts.site_id, to_milliseconds(watermark))
        refresh_facts(warehouse, facts, last, until, everything=everything)
        covered = Covered(watermark, until, facts.fingerprint(), everything, arrivals)
        return _apply_rules(warehouse, facts, rule_set, last, covered, months, started, at_once)


def continue_run(warehouse: Warehouse, facts: SiteFacts, rule_set: RuleSet, *, months: int = MONTHS) -> RunFigures:
    """Runs the rules over months that wait alone; what arrived meanwhile is left to a later run."""
    with _running:
        started = time.monotonic()
        last = query_last_run(warehouse, facts.site_id)
        covered = Covered(last.watermark, last.until, last.facts, everything=False, arrivals=last.arrivals)
        return _apply_rules(warehouse, facts, rule_set, last, covered, months, started)


def _apply_rules(
    warehouse: Warehouse,
    facts: SiteFacts,
    rule_set: RuleSet,
    last: LastRun,
    covered: Covered,
    months: int,
    started: float,
    at_once: int = 1,
) -> RunFigures:
    """Marks and decides what was written and what waits, as much as belongs to one turn."""
    number = last.run + 1
    written = query_written(warehouse, facts.site_id, last)
    with_conversions = _query_months(warehouse, facts.site_id)
    turn = plan_turn(written, last.waiting_months, with_conversions, months)
    clicks = spans_of_days(turn.clicks_by_day)
    for span in clicks:
        _mark(warehouse, facts, rule_set, number, span, (CLICK,), at_once)
    for span in map(span_of_month, sorted(with_conversions.intersection(turn.months), reverse=True)):
        _mark(warehouse, facts, rule_set, number, span, (CONVERSION, PARTNER), at_once)
        _decide(warehouse, facts, rule_set, number, span, covered.until)
        _record_judged(warehouse, facts.site_id, number, span)
    counts = _count(warehouse, facts.site_id, number)
    figures = RunFigures(
        number,
        rule_set.version,
        covered.everything,
        len(clicks),
        len(turn.waiting_months),
        *counts,
        milliseconds=int((time.monotonic() - started) * 1000),
    )
    record_run(warehouse, facts.site_id, last, covered, turn, figures)
    LOG.info("site %d run %d: %s", facts.site_id, number, figures)
    return figures


def _query_months(warehouse: Warehouse, site_id: int) -> set[date]:
    """The months with conversions."""
    rows = warehouse.query(read_statement("fraud.runs", "months_with_conversions"), {"site_id": site_id})
    return {month for (month,) in rows.parse_tuples(tuple[date])}


def _mark(
    warehouse: Warehouse,
    facts: SiteFacts,
    rule_set: RuleSet,
    number: int,
    span: Span,
    subjects: tuple[str, ...],
    at_once: int,
) -> None:
    rules = active_rules(rule_set, subjects)

    def collect(task: tuple[bool, Rule]) -> None:
        confirmed_only, rule = task
        values = rule_set.values(rule)
        collect_findings(warehouse, facts, rule, values, span, number, confirmed_only=confirmed_only)

    with ThreadPoolExecutor(at_once, "fraud-rules") as threads:
        # As a list: what one of them raises is raised here.
        list(threads.map(collect, product(query_evidence(warehouse, facts.site_id, subjects, span), rules)))
    parameters: dict[str, Value] = {
        **span.parameters(),
        "site_id": facts.site_id,
        "run": number,
        "rule_set": rule_set.version,
        "subject_kinds": list(subjects),
        "active_rules": [rule.name for rule in rules],
        "max_weights": [rule_set.max_weight(rule) for rule in rules],
        "families": [rule.family for rule in rules],
        "classes": [rule.traffic_class for rule in rules],
        "reasons": [rule.reason for rule in rules],
    }
    for step in ("update_marks", "withdraw_marks"):
        warehouse.execute(read_statement("fraud.runs", step), parameters)


def _decide(
    warehouse: Warehouse, facts: SiteFacts, rule_set: RuleSet, number: int, span: Span, until: datetime
) -> None:
    own = {
        partner: rule_set.thresholds_of(program_id)
        for partner, program_id in facts.programs.items()
        if program_id in rule_set.programs
    }
    parameters: dict[str, Value] = {
        **span.parameters(),
        "site_id": facts.site_id,
        "run": number,
        "until": until,
        "rule_set": rule_set.version,
        "hold_at": rule_set.thresholds.hold_at,
        "reject_at": rule_set.thresholds.reject_at,
        "firm": FIRM_WEIGHT,
        # An empty array has no element type.
        "own_threshold_partners": ["", *own],
        "own_hold_ats": [0.0, *(each.hold_at for each in own.values())],
        "own_reject_ats": [0.0, *(each.reject_at for each in own.values())],
    }
    warehouse.execute(read_statement("fraud.runs", "decide"), parameters)


def _record_judged(warehouse: Warehouse, site_id: int, number: int, span: Span) -> None:
    parameters: dict[str, Value] = {"site_id": site_id, "run": number, "start": span.start, "end": span.end}
    warehouse.execute(read_statement("fraud.runs", "record_judged"), parameters)


def _count(warehouse: Warehouse, site_id: int, number: int) -> tuple[int, int, int]:
    """The conversions, marks and decisions that the run wrote."""
    rows = warehouse.query(read_statement("fraud.runs", "count_run"), {"site_id": site_id, "run": number})
    [counts] = rows.parse_tuples(tuple[int, int, int])
    return counts
