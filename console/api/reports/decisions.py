"""POST /conversions/decisions: a person's word on conversions that wait for one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from msgspec import Meta, field

from console.api.bodies import parse_body
from console.api.cursors import is_event_id
from console.api.fields import AwaitedName, DecisionName, Resource, choice
from console.api.fraud.decisions import DECISIONS, GivenDecision
from console.api.questions.attribution import find_own_refs, query_rules
from console.api.questions.period import parse_period
from console.api.reports.shown import query_shown, query_shown_by_id
from console.api.request import ApiDependencies, ApiRequest, Call, Document
from console.api.values import parse_choice
from console.errors import InvalidRequest, NothingFound
from database.sessions import begin_read
from fraud.review.decisions import UNDO, ReviewerDecision, save_decisions
from fraud.review.payable import Awaited, ReasonCode, ShownDecision
from reports.conversions.report import Cursor, query_conversions
from reports.conversions.standing import query_standing
from reports.paths.question import CreditQuestion

MAX_CONVERSIONS = 1000
_PAGE_ROWS = 1000
_AWAITING = (ReasonCode.UNCONFIRMED.value, ReasonCode.UNSIGNED_IDENTITY.value)


class NewConversionDecisions(Resource, kw_only=True):
    """One decision for many conversions: those of `event_ids`, else the newest of a period.

    `approve` and `reject` apply to conversions that await a confirmation; of a period to those with the `reason`.
    `undo` takes the word of a person back, and needs `event_ids`. All others stay as they are.
    """

    decision: GivenDecision
    why: str
    event_ids: Annotated[list[str], Meta(max_length=MAX_CONVERSIONS)] = field(default_factory=list)
    from_: str = field(default="", name="from")
    to: str = ""
    tz: str = ""
    partner: str = ""
    reason: Annotated[str, choice(_AWAITING)] = ReasonCode.UNCONFIRMED.value


class DecidedConversion(Resource):
    """How a conversion stands after the call."""

    event_id: str
    decision: DecisionName
    reasons: list[str]
    awaits: AwaitedName


class DecidedConversions(Resource):
    """`skipped`: those of `event_ids` that the decision does not apply to; `has_more`: there are more in the period."""

    decided: list[DecidedConversion]
    skipped: list[DecidedConversion]
    has_more: bool


def answer_decide_conversions(request: ApiRequest) -> Document:
    """Decides up to 1,000 conversions; repeated it finds them decided and changes nothing."""
    body = parse_body(request.body, NewConversionDecisions)
    decision = DECISIONS[parse_choice({"decision": body.decision}, "decision", DECISIONS, "")]
    dependencies, site_id = request.dependencies, request.site().site_id
    if body.event_ids:
        shown, has_more = _find_named(dependencies, site_id, body), False
    elif decision == UNDO:
        raise InvalidRequest("event_ids", "name the conversions whose decision is to be undone", "missing")
    else:
        shown, has_more = _find_awaiting(dependencies, site_id, body, request.now)
    chosen = [event_id for event_id, each in shown.items() if _applies(decision, each)]
    given = [
        ReviewerDecision("conversion", event_id, decision, request.caller.name, body.why, "") for event_id in chosen
    ]
    save_decisions(dependencies.warehouse, site_id, given, request.now)
    after = _query_shown(dependencies, site_id, chosen)
    return Document(
        DecidedConversions(
            decided=[_make_row(event_id, after[event_id]) for event_id in chosen],
            skipped=[_make_row(event_id, each) for event_id, each in shown.items() if event_id not in after],
            has_more=has_more,
        )
    )


def _applies(decision: str, shown: ShownDecision) -> bool:
    return shown.is_by_person if decision == UNDO else shown.awaits is Awaited.CONFIRMATION


def _find_named(dependencies: ApiDependencies, site_id: int, body: NewConversionDecisions) -> dict[str, ShownDecision]:
    ids = list(dict.fromkeys(map(str.lower, body.event_ids)))
    shown = _query_shown(dependencies, site_id, _check_ids(ids))
    if len(shown) < len(ids):
        raise NothingFound("not all of these are conversions of this site; none was decided")
    return {event_id: shown[event_id] for event_id in ids}


def _query_shown(dependencies: ApiDependencies, site_id: int, event_ids: Sequence[str]) -> Mapping[str, ShownDecision]:
    return query_shown_by_id(dependencies, site_id, query_standing(dependencies.warehouse, site_id, event_ids))


def _check_ids(ids: Sequence[str]) -> Sequence[str]:
    for event_id in ids:
        if not is_event_id(event_id):
            raise InvalidRequest("event_ids", "give the event_id of each conversion, a UUID")
    return ids


def _find_awaiting(
    dependencies: ApiDependencies, site_id: int, body: NewConversionDecisions, now: datetime
) -> tuple[dict[str, ShownDecision], bool]:
    """The newest of the period that wait for a confirmation for this reason, and whether there are more."""
    reason = parse_choice({"reason": body.reason}, "reason", _AWAITING, _AWAITING[0])
    found: dict[str, ShownDecision] = {}
    for page in _list_pages(dependencies, site_id, body, now):
        for event_id, shown in page.items():
            if shown.awaits is Awaited.CONFIRMATION and reason in shown.reasons:
                if len(found) == MAX_CONVERSIONS:
                    return found, True
                found[event_id] = shown
    return found, False


def _list_pages(
    dependencies: ApiDependencies, site_id: int, body: NewConversionDecisions, now: datetime
) -> Iterator[dict[str, ShownDecision]]:
    warehouse = dependencies.warehouse
    period = parse_period({"from": body.from_, "to": body.to, "tz": body.tz}, now)
    with begin_read(dependencies.sessions) as session:
        codes, rules = query_rules(session, site_id)
    question = CreditQuestion(
        site_id=site_id,
        from_ms=period.from_ms,
        to_ms=period.to_ms,
        rules=rules,
        models=(rules.model,),
        own_refs=find_own_refs(None, body.partner, codes),
    )
    after: Cursor | None = Cursor(period.to_ms, "")
    while after:
        part = replace(question, to_ms=min(question.to_ms, after.timestamp_ms + 1))
        found = query_conversions(warehouse, codes, part, after, _PAGE_ROWS)
        yield dict(query_shown(warehouse, site_id, found)[1])
        is_last = len(found) < _PAGE_ROWS
        after = None if is_last else Cursor(found[-1].timestamp_ms, found[-1].event_id)


def _make_row(event_id: str, shown: ShownDecision) -> DecidedConversion:
    return DecidedConversion(
        event_id=event_id, decision=shown.decision, reasons=list(shown.reasons), awaits=shown.awaits
    )


CALLS = (
    Call(
        "decide_conversions",
        "POST",
        "/conversions/decisions",
        answer_decide_conversions,
        "Approve or reject up to 1,000 conversions that await a confirmation, or undo a decision on them, with why",
        parameters=("site",),
        body=NewConversionDecisions,
        answer_type=DecidedConversions,
        is_write=True,
        is_report=True,
    ),
)
