"""Judges what is not yet judged: facts, findings, marks, decisions; all of it set-based in the warehouse."""

import logging
import time
from collections.abc import Iterable
from datetime import date, datetime
from threading import Lock
from typing import cast

from fraud.facts import refresh_facts
from fraud.findings import collect_findings, judged_rules
from fraud.rule_sets import RuleSet
from fraud.runs import RunFigures, read_last_run, record_run
from fraud.site_facts import SiteFacts
from fraud.spans import Span, Written, months_of, next_month, span_of_month, spans_of_days
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

LOG = logging.getLogger(__name__)
# A family that takes part in a rejection has at least this weight.
FIRM_WEIGHT = 2.0
CLICK, CONVERSION, PARTNER = "click", "conversion", "partner"

# One run at a time in this process: the second would judge the same.
_running = Lock()


def run(
    warehouse: Warehouse, facts: SiteFacts, rule_set: RuleSet, until: datetime, *, everything: bool = False
) -> RunFigures:
    """Judges what arrived since the last run, or everything; returns when marks and decisions are written.

    Events at or after ``until`` are left to a later run. The same events, facts and rule set give the same marks and
    decisions, in one run or in many. Raises ``WarehouseUnavailable``; a run that was cut short is made again.
    """
    with _running:
        started = time.monotonic()
        last = read_last_run(warehouse, facts.site_id)
        everything = everything or last.must_judge_everything(facts.fingerprint())
        number = last.run + 1
        written = refresh_facts(warehouse, facts, last, number, until, everything=everything)
        clicks, conversions = _spans_to_judge(warehouse, facts.site_id, written)
        for span in clicks:
            _judge(warehouse, facts, rule_set, number, span, (CLICK,))
        for span in conversions:
            _judge(warehouse, facts, rule_set, number, span, (CONVERSION, PARTNER))
            _decide(warehouse, facts, rule_set, number, span)
        figures = _count(warehouse, facts, rule_set, number, everything, len(clicks), started)
        record_run(warehouse, facts.site_id, last, until, facts.fingerprint(), figures)
    LOG.info("site %d run %d: %s", facts.site_id, number, figures)
    return figures


def _spans_to_judge(warehouse: Warehouse, site_id: int, written: Iterable[Written]) -> tuple[list[Span], list[Span]]:
    """The days of clicks and the months of conversions; a month is a habit of the next one too."""
    click_days = {day: clicks for kind, day, clicks in written if kind == CLICK}
    written_months = months_of(day for _, day, _ in written)
    touched = written_months | {next_month(month) for month in written_months}
    known = warehouse.query(read_statement("fraud", "known_months"), {"site_id": site_id})
    months = [cast(date, month) for month in (known.columns[0] if len(known) else ()) if month in touched]
    return spans_of_days(click_days), [span_of_month(month) for month in months]


def _judge(
    warehouse: Warehouse, facts: SiteFacts, rule_set: RuleSet, number: int, span: Span, subjects: tuple[str, ...]
) -> None:
    rules = judged_rules(rule_set, subjects)
    for rule in rules:
        collect_findings(warehouse, facts, rule, rule_set.values(rule), span, number)
    parameters: dict[str, Value] = {
        **span.parameters(),
        "site_id": facts.site_id,
        "run": number,
        "rule_set": rule_set.version,
        "subject_kinds": list(subjects),
        "judged_rules": [rule.name for rule in rules],
        "mosts": [float(str(rule_set.values(rule)["most"])) for rule in rules],
        "families": [rule.family for rule in rules],
        "classes": [rule.traffic_class for rule in rules],
        "reasons": [rule.reason for rule in rules],
    }
    for step in ("update_marks", "withdraw_marks"):
        warehouse.execute(read_statement("fraud", step), parameters)


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
        # An empty array has no type to compare by.
        "own_threshold_partners": ["", *own],
        "own_hold_ats": [0.0, *(each.hold_at for each in own.values())],
        "own_reject_ats": [0.0, *(each.reject_at for each in own.values())],
    }
    warehouse.execute(read_statement("fraud", "decide"), parameters)


def _count(
    warehouse: Warehouse, facts: SiteFacts, rule_set: RuleSet, number: int, everything: bool, days: int, started: float
) -> RunFigures:
    parameters: dict[str, Value] = {"site_id": facts.site_id, "run": number}
    [row] = warehouse.query(read_statement("fraud", "count_run"), parameters).dicts()
    counts = {name: int(str(value)) for name, value in row.items()}
    milliseconds = int((time.monotonic() - started) * 1000)
    return RunFigures(number, rule_set.version, everything, days, milliseconds=milliseconds, **counts)
