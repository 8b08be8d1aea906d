"""GET /conversions and GET /conversions/{event_id}/why."""

import re
from collections.abc import Sequence
from uuid import UUID

from reports.asking import Asked, Call, Document, Table
from reports.attribution.paths import CONVERSIONS, CreditQuestion
from reports.attribution.question import read_own_refs, read_rules
from reports.conversions.evidence import Moment, find_moment, find_net_minor, list_clicks, list_repeats
from reports.conversions.report import Conversion, Place, count_duplicates, list_conversions
from reports.conversions.why import Touch, trace_touches
from reports.downloads import JSON
from reports.errors import NothingFound, QuestionInvalid
from reports.fraud.decisions import Decision, read_decisions
from reports.fraud.reviews import MarkQuestion, list_marks
from reports.period import read_period
from reports.values import read_choice, read_integer

DEFAULT_ROWS, MOST_ROWS = 100, 10_000
_CURSOR = re.compile(r"([0-9]{1,15})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_COLUMNS = (
    "event_id",
    "type",
    "order_id",
    "timestamp",
    "ref",
    "amount",
    "refunded",
    "currency",
    "decision",
    "reasons",
    "duplicates",
)


def answer_conversions(asked: Asked) -> Table:
    """The conversions of a period, newest first, a page at a time."""
    codes, rules = read_rules(asked)
    period = read_period(asked.query, asked.now)
    default_rows = MOST_ROWS if asked.query.get("format", JSON) != JSON else DEFAULT_ROWS
    limit = read_integer(asked.query, "limit", 1, MOST_ROWS, default_rows)
    after = _read_cursor(asked.query.get("cursor", ""), Place(period.to_ms, ""))
    question = CreditQuestion(
        site_id=asked.site().site_id,
        from_ms=period.from_ms,
        to_ms=min(period.to_ms, after.timestamp_ms + 1),
        rules=rules,
        types=CONVERSIONS[read_choice(asked.query, "conversion", tuple(CONVERSIONS), "all")],
        models=(rules.model,),
        own_refs=read_own_refs(asked, codes),
    )
    found = list_conversions(asked.sources.warehouse, codes, question, after, limit + 1)
    shown = found[:limit]
    decided = read_decisions(asked.sources.warehouse, question.site_id, [each.event_id for each in shown])
    duplicates = count_duplicates(asked.sources.warehouse, question.site_id, shown) if shown else {}
    rows = [_show(each, duplicates.get(each.event_id, 0), decided[each.event_id]) for each in shown]
    next_cursor = _write_cursor(shown[-1]) if len(found) > limit else None
    return Table(_COLUMNS, rows, {"next_cursor": next_cursor}, {**period.describe(), "model": rules.model})


def answer_why(asked: Asked) -> Document:
    """Every click considered for one conversion and what it earned; a partner sees what is his."""
    codes, rules = read_rules(asked)
    warehouse, site_id = asked.sources.warehouse, asked.site().site_id
    event_id = _read_event_id(asked.path["event_id"])
    moment = find_moment(warehouse, site_id, event_id)
    if moment is None:
        raise NothingFound("no such conversion on this site")
    clicks, net_minor = list_clicks(warehouse, site_id, moment), find_net_minor(warehouse, site_id, moment)
    trace = trace_touches(event_id, moment, clicks, net_minor, codes, rules)
    own_refs = read_own_refs(asked, codes)
    touches = [touch for touch in trace.touches if own_refs is None or touch.ref.lower() in own_refs]
    if own_refs is not None and not any(touch.share for touch in touches):
        raise NothingFound("no such conversion of yours")
    repeats = list_repeats(warehouse, site_id, event_id)
    decided = read_decisions(warehouse, site_id, [event_id])[event_id]
    # A partner sees the decision and its reason code, not the recipe.
    marks = list_marks(warehouse, MarkQuestion(site_id, subject_id=event_id, row_count=100)) if own_refs is None else []
    return Document(
        {
            "conversion": _show(_make_conversion(event_id, moment, net_minor, touches), len(repeats), decided),
            "net_amount": net_minor,
            "model": trace.model,
            "window_ms": trace.program.window_ms,
            "program": trace.program.show(),
            "touches": [_show_touch(touch) for touch in touches],
            "credit": sum(touch.credit_minor for touch in touches),
            "duplicates": repeats,
            "marks": marks,
        }
    )


def _show(conversion: Conversion, duplicates: int, decided: Decision) -> dict[str, object]:
    return {
        "event_id": conversion.event_id,
        "type": conversion.type,
        "order_id": conversion.order_id,
        "timestamp": conversion.timestamp_ms,
        "ref": conversion.ref,
        "amount": conversion.gross_minor,
        "refunded": conversion.gross_minor - conversion.net_minor,
        "currency": conversion.currency,
        "decision": decided.decision,
        "reasons": list(decided.reasons),
        "duplicates": duplicates,
    }


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


def _show_touch(touch: Touch) -> dict[str, object]:
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
        "credit": touch.credit_minor,
    }


def _read_event_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise QuestionInvalid("event_id", "give a UUID") from None


def _read_cursor(text: str, first: Place) -> Place:
    if not text:
        return first
    found = _CURSOR.fullmatch(text)
    if not found:
        raise QuestionInvalid("cursor", "give the next_cursor of an answer")
    return Place(int(found[1]), found[2])


def _write_cursor(conversion: Conversion) -> str:
    return f"{conversion.timestamp_ms}.{conversion.event_id}"


CALLS = (
    Call(
        "GET",
        "/conversions",
        answer_conversions,
        "Conversions of a period with their decision, newest first, a page at a time",
        parameters=("site", "from", "to", "tz", "conversion", "partner", "limit", "cursor", "format"),
        row="Conversion",
        is_for_partners=True,
        has_figures=True,
    ),
    Call(
        "GET",
        "/conversions/{event_id}/why",
        answer_why,
        "Every touch considered for a conversion, the window, each credit in minor units, duplicates merged",
        parameters=("event_id", "site"),
        row="Why",
        is_for_partners=True,
        has_figures=True,
    ),
)
