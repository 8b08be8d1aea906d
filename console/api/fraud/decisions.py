"""POST /fraud/marks/{mark_id}/decision and POST /fraud/decisions: the decisions of reviewers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta

from console.api.bodies import parse_body
from console.api.fields import Resource, SubjectKind, choice
from console.api.reports.shown import query_shown_by_id
from console.api.request import ApiDependencies, ApiRequest, Call, Document
from console.errors import InvalidRequest, NothingFound
from fraud.review.decisions import (
    PAY,
    REJECT,
    UNDO,
    Decision,
    ReviewerDecision,
    query_decisions,
    save_decision,
    save_partner_decision,
)
from fraud.review.marks import find_mark
from fraud.runs.spans import month_of_mark
from reports.conversions.standing import query_standing
from warehouse.interface import Warehouse

MAX_MARKS = 1000
DECISIONS = {"approve": PAY, "reject": REJECT, "undo": UNDO}
GivenDecision = Annotated[str, choice(DECISIONS)]


class NewDecision(Resource):
    """It stands whatever the rules say.

    For a mark of a partner it applies to the conversions of the partner in the month of the mark that the rules did
    not pay: the confirmed ones if the mark rests on these alone, else the others.
    """

    decision: GivenDecision
    why: str


class NewDecisions(Resource):
    """One decision for many marks; if any mark does not exist, none is decided."""

    mark_ids: Annotated[list[str], Meta(min_length=1, max_length=MAX_MARKS)]
    decision: GivenDecision
    why: str


class StandingDecision(Resource):
    """The current decision on the mark's subject."""

    mark_id: str
    subject_kind: SubjectKind
    subject_id: str
    decision: str
    decided_by: str
    why: str


class StandingDecisions(Resource):
    """One for each of the marks, in their order."""

    decided: list[StandingDecision]


def answer_decide_mark(request: ApiRequest) -> Document:
    body, site_id, warehouse = (
        parse_body(request.body, NewDecision),
        request.site().site_id,
        request.dependencies.warehouse,
    )
    decision = _parse_decision(body.decision)
    mark = _find_mark(warehouse, site_id, request.path["mark_id"])
    given = _make_decision(mark, decision, request.caller.name, body.why)
    _save(warehouse, site_id, mark, given, request.now)
    return Document(_read_standing(request.dependencies, site_id, [given])[0])


def answer_decide_marks(request: ApiRequest) -> Document:
    body, site_id, warehouse = (
        parse_body(request.body, NewDecisions),
        request.site().site_id,
        request.dependencies.warehouse,
    )
    decision = _parse_decision(body.decision)
    marks = [_find_mark(warehouse, site_id, mark_id) for mark_id in body.mark_ids]
    given = [_make_decision(mark, decision, request.caller.name, body.why) for mark in marks]
    for mark, each in zip(marks, given, strict=True):
        _save(warehouse, site_id, mark, each, request.now)
    return Document(StandingDecisions(decided=_read_standing(request.dependencies, site_id, given)))


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


def _save(warehouse: Warehouse, site_id: int, mark: Mapping[str, Any], given: ReviewerDecision, now: datetime) -> None:
    save_decision(warehouse, site_id, given, now)
    if given.subject_kind == "partner":
        days, is_confirmed = month_of_mark(mark), bool(mark["is_confirmed"])
        save_partner_decision(warehouse, site_id, given, days, now, is_confirmed=is_confirmed)


def _read_standing(
    dependencies: ApiDependencies, site_id: int, given: Sequence[ReviewerDecision]
) -> list[StandingDecision]:
    """What now stands of the subjects, in their order."""
    warehouse = dependencies.warehouse
    found: dict[tuple[str, str], Decision] = {}
    for kind in dict.fromkeys(each.subject_kind for each in given):
        ids = [each.subject_id for each in given if each.subject_kind == kind]
        found |= {
            (kind, subject_id): each for subject_id, each in query_decisions(warehouse, site_id, ids, kind).items()
        }
    conversions = [each.subject_id for each in given if each.subject_kind == "conversion"]
    standing = query_standing(warehouse, site_id, conversions)
    shown = query_shown_by_id(dependencies, site_id, standing)
    rows = []
    for each in given:
        decided = found[each.subject_kind, each.subject_id]
        decision = shown[each.subject_id].decision if each.subject_id in shown else decided.decision
        rows.append(
            StandingDecision(
                each.mark_id, each.subject_kind, each.subject_id, decision, decided.decided_by, decided.why
            )
        )
    return rows


CALLS = (
    Call(
        "decide_mark",
        "POST",
        "/fraud/marks/{mark_id}/decision",
        answer_decide_mark,
        "Approve, reject or undo what a mark is about, with why",
        parameters=("site",),
        body=NewDecision,
        answer_type=StandingDecision,
        is_write=True,
    ),
    Call(
        "decide_marks",
        "POST",
        "/fraud/decisions",
        answer_decide_marks,
        "The same for up to 1,000 marks at once",
        parameters=("site",),
        body=NewDecisions,
        answer_type=StandingDecisions,
        is_write=True,
    ),
)
