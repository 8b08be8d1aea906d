"""GET /fraud/marks, and what persons decide of them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta

from console.api.bodies import parse_body
from console.api.calls.conversion import show_value
from console.api.calls.mark import Mark
from console.api.cursors import parse_cursor, write_cursor
from console.api.fields import Resource, SubjectKind, choice
from console.api.parameters import PERIOD
from console.api.questions.period import parse_period
from console.api.request import Asked, Call, Document, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_choice, parse_integer, parse_text
from console.errors import InvalidRequest, NothingFound
from fraud.review.decisions import (
    PAY,
    REJECT,
    UNDO,
    ReviewerDecision,
    query_decisions,
    save_decision,
    save_partner_decision,
)
from fraud.review.marks import ALL_TIME_MS, STATES, MarkQuestion, find_mark, list_marks
from fraud.runs.spans import month_of_mark
from warehouse.interface import Warehouse

MAX_MARKS = 1000
DECISIONS = {"approve": PAY, "reject": REJECT, "undo": UNDO}
GivenDecision = Annotated[str, choice(DECISIONS)]


class NewDecision(Resource):
    """It stands whatever the rules say; of a partner's mark that is every conversion of his in the mark's month
    that the rules did not pay."""

    decision: GivenDecision
    why: str


class NewDecisions(Resource):
    """The same for many marks at once; none is decided if one is not there."""

    mark_ids: Annotated[list[str], Meta(min_length=1, max_length=MAX_MARKS)]
    decision: GivenDecision
    why: str


class StandingDecision(Resource):
    """What stands of the mark's subject now."""

    mark_id: str
    subject_kind: SubjectKind
    subject_id: str
    decision: str
    decided_by: str
    why: str


class StandingDecisions(Resource):
    """One for each of the marks, in their order."""

    decided: list[StandingDecision]


def answer_marks(asked: Asked) -> Table:
    """The review queue, newest first, a page at a time; all time where no period is given."""
    query = asked.query
    limit = parse_integer(query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    before_ms, before_id = parse_cursor(query, str.isalnum, (ALL_TIME_MS[1], ""))
    question = parse_marks(query, asked.now, asked.site().site_id)
    page = replace(question, before_ms=before_ms, before_id=before_id, row_count=limit + 1)
    found = list_marks(asked.sources.warehouse, page)
    shown = found[:limit]
    following = write_cursor(shown[-1]["timestamp"], shown[-1]["mark_id"]) if len(found) > limit else None
    return Table([Mark.pick(show_value(mark)) for mark in shown], {"next_cursor": following})


def answer_decide_mark(asked: Asked) -> Document:
    body, site_id, warehouse = parse_body(asked.body, NewDecision), asked.site().site_id, asked.sources.warehouse
    decision = _parse_decision(body.decision)
    mark = _find_mark(warehouse, site_id, asked.path["mark_id"])
    given = _make_decision(mark, decision, asked.viewer.name, body.why)
    return Document(_save(warehouse, site_id, mark, given, asked.now))


def answer_decide_marks(asked: Asked) -> Document:
    body, site_id, warehouse = parse_body(asked.body, NewDecisions), asked.site().site_id, asked.sources.warehouse
    decision = _parse_decision(body.decision)
    marks = [_find_mark(warehouse, site_id, mark_id) for mark_id in body.mark_ids]
    given = [_make_decision(mark, decision, asked.viewer.name, body.why) for mark in marks]
    saved = [_save(warehouse, site_id, mark, each, asked.now) for mark, each in zip(marks, given, strict=True)]
    return Document(StandingDecisions(decided=saved))


def parse_marks(query: Mapping[str, str], now: datetime, site_id: int) -> MarkQuestion:
    """Which marks the query asks for; all time where no period is given."""
    period = parse_period(query, now) if query.get("from") or query.get("to") else None
    return MarkQuestion(
        site_id=site_id,
        from_ms=period.from_ms if period else ALL_TIME_MS[0],
        to_ms=period.to_ms if period else ALL_TIME_MS[1],
        partner=parse_text(query, "partner").lower(),
        rule=parse_text(query, "rule"),
        traffic_class=parse_text(query, "class"),
        subject_kind=parse_text(query, "subject"),
        state=parse_choice(query, "state", STATES, "open"),
        row_count=parse_integer(query, "limit", 1, MAX_ROWS, DEFAULT_ROWS),
    )


def _parse_decision(given: str) -> str:
    if given not in DECISIONS:
        raise InvalidRequest("decision", "give one of " + ", ".join(DECISIONS))
    return DECISIONS[given]


def _find_mark(warehouse: Warehouse, site_id: int, mark_id: str) -> dict[str, Any]:
    mark = find_mark(warehouse, site_id, mark_id)
    if mark is None:
        raise NothingFound("no such mark on this site")
    return mark


def _make_decision(mark: Mapping[str, Any], decision: str, decided_by: str, why: str) -> ReviewerDecision:
    return ReviewerDecision(
        subject_kind=str(mark["subject_kind"]),
        subject_id=str(mark["subject_id"]),
        decision=decision,
        decided_by=decided_by,
        why=why,
        mark_id=str(mark["mark_id"]),
    )


def _save(
    warehouse: Warehouse, site_id: int, mark: dict[str, Any], given: ReviewerDecision, now: datetime
) -> StandingDecision:
    save_decision(warehouse, site_id, given, now)
    if given.subject_kind == "partner":
        save_partner_decision(warehouse, site_id, given, month_of_mark(mark), now)
    stands = query_decisions(warehouse, site_id, [given.subject_id], given.subject_kind)[given.subject_id]
    return StandingDecision(
        mark_id=given.mark_id,
        subject_kind=given.subject_kind,
        subject_id=given.subject_id,
        decision=stands.decision,
        decided_by=stands.decided_by,
        why=stands.why,
    )


FILTERS = (*PERIOD, "partner", "rule", "class", "subject", "state", "limit")
CALLS = (
    Call(
        "list_marks",
        "GET",
        "/fraud/marks",
        answer_marks,
        "Marks for review, newest first, a page at a time",
        parameters=(*FILTERS, "cursor", "format"),
        row=Mark,
    ),
    Call(
        "decide_mark",
        "POST",
        "/fraud/marks/{mark_id}/decision",
        answer_decide_mark,
        "Approve, reject or undo what a mark is about, with why",
        parameters=("site",),
        body=NewDecision,
        row=StandingDecision,
        changes=True,
    ),
    Call(
        "decide_marks",
        "POST",
        "/fraud/decisions",
        answer_decide_marks,
        "The same for up to 1,000 marks at once",
        parameters=("site",),
        body=NewDecisions,
        row=StandingDecisions,
        changes=True,
    ),
)
