"""One run of the fraud rules: facts, findings, marks, decisions; all of it set-based in the warehouse."""

import logging
import time
from collections.abc import Iterable
from datetime import date, datetime
from threading import Lock

from events.moments import first_of_month, next_month
from fraud.facts.site_facts import SiteFacts
from fraud.rules.rule_sets import RuleSet
from fraud.runs.facts import refresh_facts
from fraud.runs.findings import active_rules, collect_findings
from fraud.runs.run_log import RunFigures, query_last_run, record_run
from fraud.runs.spans import Span, Written, span_of_month, spans_of_days
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

LOG = logging.getLogger(__name__)
# A family counts towards a rejection from this weight on.
FIRM_WEIGHT = 2.0
CLICK, CONVERSION, PARTNER = "click", "conversion", "partner"

# One run at a time in this process: a second one would do the same work.
_running = Lock()


def run(
    warehouse: Warehouse, facts: SiteFacts, rule_set: RuleSet, until: datetime, *, everything: bool = False
) -> RunFigures:
    """Runs the rules over what arrived since the last run, or over everything; returns when all is written.

    Events at or after ``until`` are left to a later run. The same events, facts and rule set give the same marks and
    decisions, in one run or in many. Raises ``WarehouseUnavailable``; a run that was cut short is repeated.
    """
    with _running:
        started = time.monotonic()
        last = query_last_run(warehouse, facts.site_id)
        everything = everything or last.needs_full_run(facts.fingerprint())
        number = last.run + 1
        written = refresh_facts(warehouse, facts, last, number, until, everything=everything)
        clicks, conversions = _query_spans(warehouse, facts.site_id, written)
        for span in clicks:
            _mark(warehouse, facts, rule_set, number, span, (CLICK,))
        for span in conversions:
            _mark(warehouse, facts, rule_set, number, span, (CONVERSION, PARTNER))
            _decide(warehouse, facts, rule_set, number, span)
        figures = _count(warehouse, facts, rule_set, number, everything, len(clicks), started)
        record_run(warehouse, facts.site_id, last, until, facts.fingerprint(), figures)
    LOG.info("site %d run %d: %s", facts.site_id, number, figures)
    return figures


def _query_spans(warehouse: Warehouse, site_id: int, written: Iterable[Written]) -> tuple[list[Span], list[Span]]:
    """The days of clicks and the months of conversions; a month is also the baseline of the next one."""
    click_days = {day: clicks for kind, day, clicks in written if kind == CLICK}
    written_months = {first_of_month(day) for _, day, _ in written}
    touched = written_months | {next_month(month) for month in written_months}
    rows = warehouse.query(read_statement("fraud.runs", "months_with_conversions"), {"site_id": site_id})
    months = rows.parse_tuples(tuple[date])
    return spans_of_days(click_days), [span_of_month(month) for (month,) in months if month in touched]


def _mark(
    warehouse: Warehouse, facts: SiteFacts, rule_set: RuleSet, number: int, span: Span, subjects: tuple[str, ...]
) -> None:
    rules = active_rules(rule_set, subjects)
    for rule in rules:
        collect_findings(warehouse, facts, rule, rule_set.values(rule), span, number)
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


def _decide(warehouse: Warehouse, facts: SiteFacts, rule_set: RuleSet, number: int, span: Span) -> None:
    own = {
        partner: rule_set.thresholds_of(program_id)
        for partner, program_id in facts.programs.items()
        if program_id in rule_set.programs
    }
    parameters: dict[str, Value] = {
        **span.parameters(),
        "site_id": facts.site_id,
        "run": number,
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


def _count(
    warehouse: Warehouse, facts: SiteFacts, rule_set: RuleSet, number: int, everything: bool, days: int, started: float
) -> RunFigures:
    parameters: dict[str, Value] = {"site_id": facts.site_id, "run": number}
    rows = warehouse.query(read_statement("fraud.runs", "count_run"), parameters)
    [(conversions, marks, decisions)] = rows.parse_tuples(tuple[int, int, int])
    return RunFigures(
        run=number,
        rule_set=rule_set.version,
        everything=everything,
        touched_days=days,
        conversions=conversions,
        marks=marks,
        decisions=decisions,
        milliseconds=int((time.monotonic() - started) * 1000),
    )
