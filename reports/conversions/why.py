"""Explains one conversion: every click considered, in or out and why, and what each one earned."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from reports.attribution.paths import CreditQuestion, join_credit_statement, make_parameters
from reports.codes import SiteCodes
from reports.statements import join_statement
from warehouse.interface import Rows, Warehouse
from warehouse.statements import read_statement

# A person with more clicks than this is a machine; the newest tell enough.
MOST_TOUCHES = 10_000


class Reason(StrEnum):
    """Why a click earned what it earned; stable words for programs."""

    EARNS = "earns"
    MODEL_GIVES_NOTHING = "model_gives_nothing"
    WINDOW_PASSED = "window_passed"
    AFTER_CONVERSION = "after_conversion"
    NOT_HUMAN = "not_human"
    DECLARED = "declared"
    UNATTRIBUTED = "unattributed"


@dataclass(frozen=True, slots=True)
class Touch:
    """A click considered for a conversion; the declared ref and the unattributed rest stand as touches too."""

    event_id: str
    timestamp_ms: int
    age_ms: int
    traffic: str
    ref: str
    channel: str
    link: str
    sub_id: str
    utm_campaign: str
    reason: Reason = Reason.MODEL_GIVES_NOTHING
    share: float = 0.0
    credit_minor: int = 0


@dataclass(frozen=True, slots=True)
class Earned:
    """What one touch of the path got."""

    touch_id: str
    ref: str
    is_declared: bool
    share: float
    credit_minor: int


def find_moment(warehouse: Warehouse, site_id: int, event_id: str) -> tuple[int, str] | None:
    """Time in milliseconds and type of a conversion of this site; None if there is none."""
    statement = read_statement("reports.conversions", "moment")
    rows = warehouse.query(statement, {"site_id": site_id, "event_id": event_id})
    return (int(str(rows.columns[0][0])), str(rows.columns[1][0])) if len(rows) else None


def trace_touches(warehouse: Warehouse, codes: SiteCodes, question: CreditQuestion) -> list[Touch]:
    """The touches of the one conversion that the question names, oldest first, each with its reason and credit."""
    parameters = make_parameters(question, codes)
    considered = join_statement(("reports.attribution", "paths"), ("reports.conversions", "considered"))
    earned = {each.touch_id: each for each in _read_earned(warehouse, codes, question)}
    rows = warehouse.query(considered, {**parameters, "row_count": MOST_TOUCHES})
    clicks = [_judge(click, question.window_ms, earned) for click in _read_clicks(rows)]
    return [*clicks, *_read_stand_ins(clicks, list(earned.values()), question)]


def list_repeats(warehouse: Warehouse, site_id: int, event_id: str) -> list[dict[str, object]]:
    """The reports that were merged into the conversion, oldest first: id, reason, source and ``received``."""
    statement = read_statement("reports.conversions", "repeats")
    return warehouse.query(statement, {"site_id": site_id, "event_id": event_id}).dicts()


def _read_earned(warehouse: Warehouse, codes: SiteCodes, question: CreditQuestion) -> list[Earned]:
    statement = join_credit_statement("reports.conversions", "earned")
    rows = warehouse.query(statement, make_parameters(question, codes))
    return [Earned(*row) for row in zip(*rows.columns, strict=True)]


def _read_clicks(rows: Rows) -> list[Touch]:
    return [Touch(*row) for row in zip(*rows.columns, strict=True)]


def _judge(click: Touch, window_ms: int, earned: dict[str, Earned]) -> Touch:
    if click.event_id in earned:
        credit = earned[click.event_id]
        return replace(click, reason=Reason.EARNS, share=credit.share, credit_minor=credit.credit_minor)
    if click.traffic != "human":
        return replace(click, reason=Reason.NOT_HUMAN)
    if click.age_ms < 0:
        return replace(click, reason=Reason.AFTER_CONVERSION)
    if click.age_ms >= window_ms:
        return replace(click, reason=Reason.WINDOW_PASSED)
    return click


def _read_stand_ins(clicks: Sequence[Touch], earned: Sequence[Earned], question: CreditQuestion) -> list[Touch]:
    """What earned without being a click: the ref that the conversion itself names, or nobody."""
    known = {click.event_id for click in clicks}
    return [
        Touch(
            event_id=each.touch_id,
            timestamp_ms=question.from_ms,
            age_ms=0,
            traffic="",
            ref=each.ref,
            channel="",
            link="",
            sub_id="",
            utm_campaign="",
            reason=Reason.DECLARED if each.ref else Reason.UNATTRIBUTED,
            share=each.share,
            credit_minor=each.credit_minor,
        )
        for each in earned
        if each.touch_id not in known
    ]
