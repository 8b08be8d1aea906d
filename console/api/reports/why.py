"""Answers GET /conversions/{event_id}/why."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

from msgspec import Meta

from console.api.fields import Count, Milliseconds, ModelName, Resource, choice
from console.api.fraud.mark import Mark
from console.api.questions.attribution import find_own_refs, query_rules
from console.api.reports.conversion import Conversion, combine_amount, make_conversion
from console.api.reports.conversion_id import parse_event_id
from console.api.reports.partner_orders import are_orders_hidden, hide_order, hide_repeats, hide_reports
from console.api.reports.shown import make_claim
from console.api.request import ApiRequest, Document
from console.errors import NothingFound
from database.sessions import begin_read
from events.ids import list_stored_ids
from fraud.review.marks import MarkQuestion, has_marks, list_marks
from fraud.review.payable import query_shown_decisions
from money.amount import Amount, make_amount
from registry.code_lookup import CodeLookup
from reports.conversions.evidence import Evidence, Repeat, query_evidence
from reports.conversions.report import Conversion as Found
from reports.conversions.reported import query_reported
from reports.conversions.standing import query_standing
from reports.conversions.why import Reason, Touch, Trace, trace_touches
from reports.program_rules import Rules
from warehouse.interface import Warehouse


class TouchRow(Resource):
    """A click considered, and why it earned its `credit`: `weight` of the sum of all is its `share`."""

    event_id: str
    timestamp: Milliseconds
    age_ms: int
    window_ms: Count
    traffic: str
    ref: str
    channel: str
    link: str
    sub_id: str
    utm_source: str
    utm_campaign: str
    reason: Annotated[str, choice(Reason)]
    weight: int
    share: float
    credit: Amount | None


class RepeatRow(Resource):
    """A report that was merged into the conversion."""

    event_id: str
    reason: str
    source: str
    received: Milliseconds


class Why(Resource):
    """Every touch considered for a conversion; the credits of all touches sum exactly to `net_value`.

    A partner sees only their own touches, and no marks.
    """

    conversion: Conversion
    net_value: Annotated[Amount | None, Meta(description="What refunds have left of it")]
    model: ModelName
    window_ms: Count
    program: dict[str, Any]
    touches: list[TouchRow]
    credit: Annotated[Amount | None, Meta(description="Of the touches shown")]
    touch_limit: Annotated[Count, Meta(description="So many of the newest touches before it count")]
    duplicates: list[RepeatRow]
    marks: list[Mark]


def answer_why(request: ApiRequest) -> Document:
    """Every click considered for one conversion and what it earned, by the id of any report of it.

    A partner sees only their own touches; who does not see orders finds a conversion by its own `event_id` alone, and
    under `duplicates` what the shop's server or an import reported.
    """
    warehouse, site_id = request.dependencies.warehouse, request.site().site_id
    stored_ids = list_stored_ids(parse_event_id(request.path["event_id"]), site_id)
    with begin_read(request.dependencies.sessions) as session:
        codes, rules = query_rules(session, site_id)
        is_hidden = are_orders_hidden(session, request.caller, site_id)
    own_refs = find_own_refs(request.caller.partner_id, request.query.get("partner", ""), codes)
    event_id, evidence = _find_evidence(warehouse, codes, rules, site_id, stored_ids, is_by_own_id=is_hidden)
    trace = trace_touches(event_id, evidence, codes, rules)
    touches = [touch for touch in trace.touches if own_refs is None or touch.ref.lower() in own_refs]
    if own_refs is not None and not any(touch.share for touch in touches):
        raise NothingFound("no such conversion credited to you")
    standing = query_standing(warehouse, site_id, [event_id])[event_id]
    conversion = _make_listed_conversion(event_id, evidence, touches, frozenset(codes.refs))
    shown = query_shown_decisions(warehouse, site_id, [make_claim(conversion, standing)])[event_id]
    # A partner sees the decision and its reason code, not the recipe.
    marks = _list_marks(warehouse, site_id, event_id) if own_refs is None else []
    marks = [{**mark, "decision": shown.decision} for mark in marks]
    if is_hidden:
        conversion = hide_order(request.dependencies.secret, site_id, conversion)
        standing = hide_reports(standing)
        evidence = replace(evidence, repeats=hide_repeats(evidence.repeats))
    return Document(_make_why(make_conversion(conversion, standing, shown, codes), trace, touches, evidence, marks))


def _find_evidence(
    warehouse: Warehouse,
    codes: CodeLookup,
    rules: Rules,
    site_id: int,
    stored_ids: Sequence[str],
    *,
    is_by_own_id: bool,
) -> tuple[str, Evidence]:
    """The conversion's id and records; mostly the id is its own, else that of another report of it."""
    first, *others = stored_ids
    if evidence := query_evidence(warehouse, codes, rules, site_id, first):
        return first, evidence
    for event_id in others if is_by_own_id else query_reported(warehouse, site_id, stored_ids):
        if evidence := query_evidence(warehouse, codes, rules, site_id, event_id):
            return event_id, evidence
    raise NothingFound("no such conversion on this site")


def _list_marks(warehouse: Warehouse, site_id: int, event_id: str) -> list[dict[str, Any]]:
    is_marked = has_marks(warehouse, site_id, event_id)
    return list_marks(warehouse, MarkQuestion(site_id, subject_id=event_id, row_count=100)) if is_marked else []


def _make_listed_conversion(
    event_id: str, evidence: Evidence, touches: Sequence[Touch], known_refs: Collection[str]
) -> Found:
    """As the list of conversions has it: a partner's touch gives its ref before any other, of equal ones the latest."""
    best = max(reversed(touches), key=lambda touch: (touch.share > 0 and touch.ref.lower() in known_refs, touch.share))
    conversion, first = evidence.conversion, evidence.path[0]
    return Found(
        event_id=event_id,
        type=conversion.type,
        order_id=conversion.order_id,
        timestamp_ms=conversion.timestamp_ms,
        ref="" if best.reason is Reason.PARTNER_LEFT else best.ref,
        is_declared=first.stand_in in (1, 2),
        is_claimed=first.is_claimed,
        has_late_click=first.has_late_click,
        gross_minor=conversion.gross_minor,
        net_minor=first.net_minor,
        currency=conversion.currency,
        is_disputed=first.is_disputed,
    )


def _make_why(
    conversion: Conversion,
    trace: Trace,
    touches: Sequence[Touch],
    evidence: Evidence,
    marks: Sequence[Mapping[str, Any]],
) -> Why:
    currency = evidence.conversion.currency
    return Why(
        conversion=conversion,
        net_value=make_amount(trace.net_minor, currency),
        model=trace.model,
        window_ms=trace.program.window_ms,
        program=trace.program.show(),
        touches=[_make_touch_row(touch, currency) for touch in touches],
        credit=make_amount(sum(touch.credit_minor for touch in touches), currency),
        touch_limit=evidence.touch_limit,
        duplicates=[_make_repeat_row(repeat) for repeat in evidence.repeats],
        marks=[Mark.pick(combine_amount(mark)) for mark in marks],
    )


def _make_repeat_row(repeat: Repeat) -> RepeatRow:
    return RepeatRow(event_id=repeat.event_id, reason=repeat.reason, source=repeat.source, received=repeat.received_ms)


def _make_touch_row(touch: Touch, currency: str) -> TouchRow:
    click = touch.click
    return TouchRow(
        event_id=touch.event_id,
        timestamp=touch.timestamp_ms,
        age_ms=touch.age_ms,
        window_ms=touch.window_ms,
        traffic=click.traffic if click else "",
        ref=touch.ref,
        channel=click.channel if click else "",
        link=click.link if click else "",
        sub_id=click.sub_id if click else "",
        utm_source=click.utm_source if click else "",
        utm_campaign=click.utm_campaign if click else "",
        reason=touch.reason,
        weight=touch.weight,
        share=touch.share,
        credit=make_amount(touch.credit_minor, currency),
    )
