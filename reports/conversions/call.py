"""GET /conversions and GET /conversions/{event_id}/why."""

from uuid import UUID

from reports.asking import Asked, Call, Document, Table
from reports.attribution.paths import CONVERSIONS, CreditQuestion
from reports.attribution.question import read_own_refs, read_rules
from reports.conversions.report import Conversion, Place, count_duplicates, list_conversions
from reports.conversions.why import Touch, find_moment, list_repeats, trace_touches
from reports.errors import NothingFound, QuestionInvalid
from reports.fraud.decisions import Decision, read_decisions
from reports.fraud.reviews import MarkQuestion, list_marks
from reports.period import read_period
from reports.values import read_choice, read_integer

DEFAULT_ROWS, MOST_ROWS = 100, 10_000
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
    default_rows = MOST_ROWS if asked.query.get("format") == "csv" else DEFAULT_ROWS
    limit = read_integer(asked.query, "limit", 1, MOST_ROWS, default_rows)
    after = _read_cursor(asked.query.get("cursor", ""), Place(period.to_ms, ""))
    question = CreditQuestion(
        site_id=asked.site().site_id,
        from_ms=period.from_ms,
        to_ms=min(period.to_ms, after.timestamp_ms + 1),
        window_ms=rules.window_ms,
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
    site_id, event_id = asked.site().site_id, _read_event_id(asked.path["event_id"])
    moment = find_moment(asked.sources.warehouse, site_id, event_id)
    if moment is None:
        raise NothingFound("no such conversion on this site")
    timestamp_ms, kind = moment
    question = CreditQuestion(
        site_id=site_id,
        from_ms=timestamp_ms,
        to_ms=timestamp_ms + 1,
        window_ms=rules.window_ms,
        types=CONVERSIONS[kind],
        models=(rules.model,),
        conversion_ids=(event_id,),
    )
    warehouse = asked.sources.warehouse
    [conversion] = list_conversions(warehouse, codes, question, Place(timestamp_ms + 1, ""), 1)
    own_refs = read_own_refs(asked, codes)
    touches = [
        touch
        for touch in trace_touches(warehouse, codes, question)
        if own_refs is None or touch.ref.lower() in own_refs
    ]
    if own_refs is not None and not any(touch.share for touch in touches):
        raise NothingFound("no such conversion of yours")
    repeats = list_repeats(warehouse, site_id, event_id)
    decided = read_decisions(warehouse, site_id, [event_id])[event_id]
    # A partner sees the decision and its reason code, not the recipe.
    marks = list_marks(warehouse, MarkQuestion(site_id, subject_id=event_id, row_count=100)) if own_refs is None else []
    return Document(
        {
            "conversion": _show(conversion, len(repeats), decided),
            "net_amount": conversion.net_minor,
            "model": rules.model,
            "window_ms": rules.window_ms,
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


def _show_touch(touch: Touch) -> dict[str, object]:
    return {
        "event_id": touch.event_id,
        "timestamp": touch.timestamp_ms,
        "age_ms": touch.age_ms,
        "traffic": touch.traffic,
        "ref": touch.ref,
        "channel": touch.channel,
        "link": touch.link,
        "sub_id": touch.sub_id,
        "utm_campaign": touch.utm_campaign,
        "reason": touch.reason,
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
    timestamp_ms, _, event_id = text.partition(".")
    try:
        return Place(int(timestamp_ms), str(UUID(event_id)))
    except ValueError:
        raise QuestionInvalid("cursor", "give the next_cursor of an answer") from None


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
