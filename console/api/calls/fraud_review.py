"""GET /fraud/marks, and what persons decide of them."""

from dataclasses import replace
from typing import Any

from console.api.calls.conversion_row import show_value
from console.api.questions.period import read_period
from console.api.request import Asked, Call, Document, Table
from console.api.values import read_choice, read_integer, read_text, read_texts, refuse_unknown, require_text
from fraud.decisions import (
    PAY,
    REJECT,
    UNDO,
    PersonsDecision,
    read_decisions,
    save_decision,
    save_partner_decision,
)
from fraud.reviews import ALL_TIME_MS, STATES, MarkQuestion, find_mark, list_marks
from fraud.spans import days_concerned
from reports.errors import NothingFound, QuestionInvalid

DEFAULT_ROWS, MOST_ROWS = 100, 10_000
MOST_MARKS = 1000
DECISIONS = {"approve": PAY, "reject": REJECT, "undo": UNDO}
# fmt: off
_COLUMNS = (
    "mark_id", "subject_kind", "subject_id", "partner", "rule", "description", "says", "class", "family", "weight",
    "chance", "reason", "timestamp", "order_id", "value_minor", "value_currency",
    "value", "is_refunded", "decision", "decided_by",
    "why", "score", "rule_set",
)
# fmt: on


def list_fraud_marks(asked: Asked) -> Table:
    """The review queue, newest first, a page at a time; all time where no period is given."""
    limit = read_integer(asked.query, "limit", 1, MOST_ROWS, DEFAULT_ROWS)
    before_ms, before_id = _read_cursor(asked.query.get("cursor", ""))
    question = replace(read_mark_question(asked), before_ms=before_ms, before_id=before_id, row_count=limit + 1)
    found = list_marks(asked.sources.warehouse, question)
    shown = found[:limit]
    next_cursor = f"{shown[-1]['timestamp']}.{shown[-1]['mark_id']}" if len(found) > limit else None
    return Table(_COLUMNS, list(map(show_value, shown)), {"next_cursor": next_cursor})


def read_mark_question(asked: Asked) -> MarkQuestion:
    """Which marks the query asks for; all time where no period is given."""
    query = asked.query
    period = read_period(query, asked.now) if query.get("from") or query.get("to") else None
    return MarkQuestion(
        site_id=asked.site().site_id,
        from_ms=period.from_ms if period else ALL_TIME_MS[0],
        to_ms=period.to_ms if period else ALL_TIME_MS[1],
        partner=read_text(query, "partner").lower(),
        rule=read_text(query, "rule"),
        traffic_class=read_text(query, "class"),
        subject_kind=read_text(query, "subject"),
        state=read_choice(query, "state", STATES, "open"),
        row_count=read_integer(query, "limit", 1, MOST_ROWS, DEFAULT_ROWS),
    )


def decide_mark(asked: Asked) -> Document:
    """``approve``, ``reject`` or ``undo`` the subject of a mark, and ``why``; it stands whatever the rules say.

    Of a partner's mark that is every conversion of his in the mark's month that the rules did not pay.
    """
    refuse_unknown(asked.body, ("decision", "why"))
    return Document(_decide(asked, *_read_decision(asked, asked.path["mark_id"])))


def decide_marks(asked: Asked) -> Document:
    """The same for many ``mark_ids`` at once; none is decided if one is not there."""
    refuse_unknown(asked.body, ("mark_ids", "decision", "why"))
    mark_ids = read_texts(asked.body, "mark_ids") or []
    if not 0 < len(mark_ids) <= MOST_MARKS:
        raise QuestionInvalid("mark_ids", f"give 1 to {MOST_MARKS} ids of marks")
    given = [_read_decision(asked, mark_id) for mark_id in mark_ids]
    return Document({"decided": [_decide(asked, *each) for each in given]})


def _read_decision(asked: Asked, mark_id: str) -> tuple[dict[str, Any], PersonsDecision]:
    mark = find_mark(asked.sources.warehouse, asked.site().site_id, mark_id)
    if mark is None:
        raise NothingFound("no such mark on this site")
    return mark, PersonsDecision(
        subject_kind=str(mark["subject_kind"]),
        subject_id=str(mark["subject_id"]),
        decision=DECISIONS[read_choice(asked.body, "decision", tuple(DECISIONS), "missing")],
        decided_by=asked.viewer.name,
        why=require_text(asked.body, "why"),
        mark_id=mark_id,
    )


def _decide(asked: Asked, mark: dict[str, Any], given: PersonsDecision) -> dict[str, object]:
    site_id, warehouse = asked.site().site_id, asked.sources.warehouse
    save_decision(warehouse, site_id, given, asked.now)
    if given.subject_kind == "partner":
        save_partner_decision(warehouse, site_id, given, days_concerned(mark), asked.now)
    stands = read_decisions(warehouse, site_id, [given.subject_id], given.subject_kind)[given.subject_id]
    return {
        "mark_id": given.mark_id,
        "subject_kind": given.subject_kind,
        "subject_id": given.subject_id,
        "decision": stands.decision,
        "decided_by": stands.decided_by,
        "why": stands.why,
    }


def _read_cursor(text: str) -> tuple[int, str]:
    if not text:
        return ALL_TIME_MS[1], ""
    timestamp_ms, _, mark_id = text.partition(".")
    if not (timestamp_ms.isascii() and timestamp_ms.isdigit() and len(timestamp_ms) < 16 and mark_id.isalnum()):
        raise QuestionInvalid("cursor", "give the next_cursor of an answer")
    return int(timestamp_ms), mark_id


CALLS = (
    Call(
        "GET",
        "/fraud/marks",
        list_fraud_marks,
        "Marks for review, newest first, a page at a time",
        parameters=(
            "site",
            "from",
            "to",
            "tz",
            "partner",
            "rule",
            "class",
            "subject",
            "state",
            "limit",
            "cursor",
            "format",
        ),
        row="Mark",
    ),
    Call(
        "POST",
        "/fraud/marks/{mark_id}/decision",
        decide_mark,
        "Approve, reject or undo what a mark is about, with why",
        parameters=("mark_id", "site"),
        body="NewDecision",
        row="PersonsDecision",
        changes=True,
    ),
    Call(
        "POST",
        "/fraud/decisions",
        decide_marks,
        "The same for up to 1,000 marks at once",
        parameters=("site",),
        body="NewDecisions",
        row="PersonsDecisions",
        changes=True,
    ),
)
