"""Answers GET /conversions/{event_id}/why."""

from collections.abc import Sequence
from uuid import UUID

from console.api.calls.conversion_row import show_conversion, show_value
from console.api.questions.attribution import read_own_refs, read_rules
from console.api.request import Asked, Document
from fraud.decisions import read_decisions
from fraud.reviews import MarkQuestion, list_marks
from money.amount import make_amount
from reports.conversions.evidence import Moment, Repeat, read_evidence
from reports.conversions.report import Conversion
from reports.conversions.why import Touch, trace_touches
from reports.errors import NothingFound, QuestionInvalid


def answer_why(asked: Asked) -> Document:
    """Every click considered for one conversion and what it earned; a partner sees what is his."""
    codes, rules = read_rules(asked)
    warehouse, site_id = asked.sources.warehouse, asked.site().site_id
    event_id = _read_event_id(asked.path["event_id"])
    evidence = read_evidence(warehouse, site_id, event_id)
    if evidence is None:
        raise NothingFound("no such conversion on this site")
    moment, net_minor = evidence.moment, evidence.net_minor
    trace = trace_touches(event_id, moment, evidence.clicks, net_minor, codes, rules)
    own_refs = read_own_refs(asked, codes)
    touches = [touch for touch in trace.touches if own_refs is None or touch.ref.lower() in own_refs]
    if own_refs is not None and not any(touch.share for touch in touches):
        raise NothingFound("no such conversion of yours")
    decided = read_decisions(warehouse, site_id, [event_id])[event_id]
    # A partner sees the decision and its reason code, not the recipe.
    marks = list_marks(warehouse, MarkQuestion(site_id, subject_id=event_id, row_count=100)) if own_refs is None else []
    return Document(
        {
            "conversion": show_conversion(
                _make_conversion(event_id, moment, net_minor, touches), len(evidence.repeats), decided
            ),
            "net_value": make_amount(net_minor, moment.currency),
            "model": trace.model,
            "window_ms": trace.program.window_ms,
            "program": trace.program.show(),
            "touches": [_show_touch(touch, moment.currency) for touch in touches],
            "credit": make_amount(sum(touch.credit_minor for touch in touches), moment.currency),
            "duplicates": [_show_repeat(repeat) for repeat in evidence.repeats],
            "marks": list(map(show_value, marks)),
        }
    )


def _make_conversion(event_id: str, moment: Moment, net_minor: int, touches: Sequence[Touch]) -> Conversion:
    """As the list of conversions has it; of equal shares the latest touch shown gives its ref."""
    best = max(reversed(touches), key=lambda touch: touch.share)
    return Conversion(
        event_id=event_id,
        type=moment.type,
        order_id=moment.order_id,
        timestamp_ms=moment.timestamp_ms,
        ref=best.ref,
        is_declared=best.click.event_id == event_id,
        gross_minor=moment.gross_minor,
        net_minor=net_minor,
        currency=moment.currency,
    )


def _show_repeat(repeat: Repeat) -> dict[str, object]:
    return {
        "event_id": repeat.event_id,
        "reason": repeat.reason,
        "source": repeat.source,
        "received": repeat.received_ms,
    }


def _show_touch(touch: Touch, currency: str) -> dict[str, object]:
    click = touch.click
    return {
        "event_id": click.event_id,
        "timestamp": click.timestamp_ms,
        "age_ms": touch.age_ms,
        "window_ms": touch.window_ms,
        "traffic": click.traffic,
        "ref": click.ref or touch.ref,
        "channel": click.channel,
        "link": click.link,
        "sub_id": click.sub_id,
        "utm_source": click.utm_source,
        "utm_campaign": click.utm_campaign,
        "reason": touch.reason,
        "weight": touch.weight,
        "share": touch.share,
        "credit": make_amount(touch.credit_minor, currency),
    }


def _read_event_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise QuestionInvalid("event_id", "give a UUID") from None
