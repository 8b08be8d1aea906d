"""Decisions on conversions and clicks, by the rules and by reviewers; only ever appended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

PAY, HOLD, REJECT, UNDO = "pay", "hold", "reject", "undo"
BY_RULES = "rules"


@dataclass(frozen=True, slots=True)
class Decision:
    """``decision`` is pay, hold or reject; ``reasons`` are codes that a partner may see, strongest first."""

    decision: str
    reasons: tuple[str, ...]
    score: float
    decided_by: str
    why: str


UNMARKED = Decision(PAY, (), 0.0, BY_RULES, "")


@dataclass(frozen=True, slots=True)
class ReviewerDecision:
    """A reviewer's decision on the subject of a mark; UNDO returns it to the rules."""

    subject_kind: str
    subject_id: str
    decision: str
    decided_by: str
    why: str
    mark_id: str


class _Row(msgspec.Struct, frozen=True, gc=False):
    subject_id: str
    decision: str
    reasons: tuple[str, ...]
    score: float
    decided_by: str
    why: str


def query_decisions(
    warehouse: Warehouse, site_id: int, subject_ids: Sequence[str], subject_kind: str = "conversion"
) -> dict[str, Decision]:
    """Event id → the word of a reviewer, else of the rules, for every given id: without one, nothing was found.

    What is shown of a conversion is ``fraud.review.payable``'s.
    """
    statement = read_statement("fraud.review", "decisions")
    rows = warehouse.query(
        statement, {"site_id": site_id, "subject_kind": subject_kind, "subject_ids": [*subject_ids, ""]}
    )
    known = {row.subject_id: _make_decision(row) for row in rows.parse(_Row)}
    return {subject_id: known.get(subject_id, UNMARKED) for subject_id in subject_ids}


def save_decision(warehouse: Warehouse, site_id: int, given: ReviewerDecision, now: datetime) -> None:
    """Appends a reviewer's decision; it stands until the next one on the same subject."""
    save_decisions(warehouse, site_id, [given], now)


def save_decisions(warehouse: Warehouse, site_id: int, given: Sequence[ReviewerDecision], now: datetime) -> None:
    """Appends the same decision of one reviewer on several subjects of one kind."""
    if not given:
        return
    first = given[0]
    parameters: dict[str, Value] = {
        "site_id": site_id,
        "now": now,
        "subject_kind": first.subject_kind,
        "subject_ids": [each.subject_id for each in given],
        "mark_ids": [each.mark_id for each in given],
        "decision": first.decision,
        "decided_by": first.decided_by,
        "why": first.why,
    }
    warehouse.execute(read_statement("fraud.review", "save_decisions"), parameters)


def save_commission_decisions(
    warehouse: Warehouse,
    site_id: int,
    event_ids: Sequence[str],
    decision: str,
    decided_by: str,
    note: str,
    now: datetime,
    *,
    is_approval: bool,
) -> None:
    """Appends the same decision on several conversions; ``note`` is for the partner, too.

    ``is_approval``: the commission is not held any longer.
    """
    parameters: dict[str, Value] = {
        "site_id": site_id,
        "now": now,
        "subject_ids": event_ids,
        "decision": decision,
        "is_approval": is_approval,
        "decided_by": decided_by,
        "note": note,
    }
    warehouse.execute(read_statement("fraud.review", "save_commission_decisions"), parameters)


def save_partner_decision(
    warehouse: Warehouse,
    site_id: int,
    given: ReviewerDecision,
    days: tuple[date, date],
    now: datetime,
    *,
    is_confirmed: bool,
) -> None:
    """Appends a decision on each conversion of the partner's in the half-open ``days`` that the rules did not pay.

    Those that are confirmed are decided by a mark that rests on confirmed ones alone, all others by any other.
    """
    parameters: dict[str, Value] = {
        "site_id": site_id,
        "now": now,
        "partner": given.subject_id,
        "start": days[0],
        "end": days[1],
        "decision": given.decision,
        "decided_by": given.decided_by,
        "why": given.why,
        "mark_id": given.mark_id,
        "is_confirmed": is_confirmed,
    }
    warehouse.execute(read_statement("fraud.review", "save_partner_decision"), parameters)


def _make_decision(row: _Row) -> Decision:
    # A reviewer may have decided where no rule did.
    shown = () if row.decision == PAY else row.reasons
    return Decision(row.decision or PAY, shown, row.score, row.decided_by, row.why)
