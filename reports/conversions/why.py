"""Explains one conversion: every click considered, in or out and why, and what each one earned."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from money.split import split_amount
from registry.code_lookup import CodeLookup
from reports.conversions.arithmetic import TouchFeatures, weigh_touches
from reports.conversions.evidence import Click, Evidence, ReportedConversion
from reports.program_rules import BY_PROGRAM, ProgramRules, Rules

DIRECT = ("direct", "(direct)")


class Reason(StrEnum):
    """Why a click earned what it earned; the values are stable."""

    EARNS = "earns"
    MODEL_GIVES_NOTHING = "model_gives_nothing"
    WINDOW_PASSED = "window_passed"
    NOT_AMONG_NEWEST = "not_among_newest"
    AFTER_CONVERSION = "after_conversion"
    NOT_HUMAN = "not_human"
    PROMO_CODE_FIRST = "promo_code_first"
    DECLARED = "declared"
    PROMO_CODE = "promo_code"
    REFERRAL_EXPIRED = "referral_expired"
    UNATTRIBUTED = "unattributed"


@dataclass(frozen=True, slots=True)
class Touch:
    """A click that was considered; where none earns, a touch stands for what the conversion itself names.

    ``ref`` gets the credit; ``window_ms`` is that of its program. ``weight`` of the sum of all is ``share``.
    """

    click: Click
    ref: str
    age_ms: int
    window_ms: int
    reason: Reason
    weight: int = 0
    share: float = 0.0
    credit_minor: int = 0


@dataclass(frozen=True, slots=True)
class Trace:
    """Touches in order of time, the one that stands for a missing click last; ``model`` is the applied one."""

    touches: tuple[Touch, ...]
    program: ProgramRules
    model: str
    net_minor: int


def trace_touches(event_id: str, evidence: Evidence, codes: CodeLookup, rules: Rules) -> Trace:
    """Every click of the person with its reason and credit; the credits sum exactly to what refunds have left."""
    conversion, net_minor = evidence.conversion, evidence.net_minor
    programs_of_refs = dict(zip(codes.refs, codes.ref_programs, strict=True))
    considered = _cut(
        [_consider(click, conversion, codes, rules, programs_of_refs) for click in evidence.clicks],
        evidence.touch_limit,
    )
    stand_in, goes_first = _make_stand_in(event_id, conversion, considered, codes, rules)
    path = [] if goes_first else [touch for touch in considered if touch.reason is Reason.MODEL_GIVES_NOTHING]
    path = path or [stand_in]
    programs = (programs_of_refs.get(touch.ref.lower(), 0) for touch in reversed(path))
    program = rules.find(next(filter(None, programs), 0))
    model = program.model if rules.model == BY_PROGRAM else rules.model
    earned = {touch.click.event_id: touch for touch in _divide_credit(path, model, net_minor, codes)}
    if goes_first:
        considered = [_yield_to_promo_code(touch) for touch in considered]
    touches = [earned.pop(touch.click.event_id, touch) for touch in considered]
    return Trace((*touches, *earned.values()), program, model, net_minor)


def _cut(considered: Sequence[Touch], touch_limit: int) -> list[Touch]:
    """The newest in the path stay there."""
    surplus = sum(touch.reason is Reason.MODEL_GIVES_NOTHING for touch in considered) - touch_limit
    cut = []
    for touch in considered:
        is_surplus = surplus > 0 and touch.reason is Reason.MODEL_GIVES_NOTHING
        surplus -= is_surplus
        cut.append(replace(touch, reason=Reason.NOT_AMONG_NEWEST) if is_surplus else touch)
    return cut


def _consider(
    click: Click, conversion: ReportedConversion, codes: CodeLookup, rules: Rules, programs_of_refs: Mapping[str, int]
) -> Touch:
    ref = click.ref or (click.promo_code and codes.find_promo_partner(click.promo_code, click.timestamp_ms))
    age_ms = conversion.timestamp_ms - click.timestamp_ms
    window_ms = rules.find(programs_of_refs.get(ref.lower(), 0)).window_ms
    if click.traffic != "human":
        reason = Reason.NOT_HUMAN
    elif age_ms < 0:
        reason = Reason.AFTER_CONVERSION
    else:
        reason = Reason.WINDOW_PASSED if age_ms >= window_ms else Reason.MODEL_GIVES_NOTHING
    return Touch(click, ref, age_ms, window_ms, reason)


def _make_stand_in(
    event_id: str, conversion: ReportedConversion, considered: Sequence[Touch], codes: CodeLookup, rules: Rules
) -> tuple[Touch, bool]:
    """What the conversion itself names, and whether it goes before any click."""
    promo_partner = codes.find_promo_partner(conversion.promo_code, conversion.timestamp_ms)
    goes_first = bool(promo_partner) and rules.find(codes.find_program(promo_partner)).promo_first
    is_expired = any(
        touch.reason is Reason.WINDOW_PASSED and touch.click.ref.lower() == conversion.ref.lower()
        for touch in considered
    )
    if conversion.ref and not goes_first and not is_expired:
        ref, reason = conversion.ref, Reason.DECLARED
    elif promo_partner:
        ref, reason = promo_partner, Reason.PROMO_CODE
    else:
        ref, reason = "", Reason.REFERRAL_EXPIRED if conversion.ref else Reason.UNATTRIBUTED
    click = Click(event_id, conversion.timestamp_ms, "", ref, conversion.promo_code, "", "", "", "", "")
    return Touch(click, ref, 0, rules.find(codes.find_program(ref)).window_ms, reason), goes_first


def _divide_credit(path: Sequence[Touch], model: str, net_minor: int, codes: CodeLookup) -> Iterable[Touch]:
    partners = dict(zip(codes.refs, codes.ref_partners, strict=True))
    weights = weigh_touches(model, [_describe_touch(touch, partners) for touch in path])
    total = sum(weights)
    for touch, weight, credit_minor in zip(path, weights, split_amount(net_minor, weights), strict=True):
        is_click = touch.reason is Reason.MODEL_GIVES_NOTHING
        reason = Reason.EARNS if weight and is_click else touch.reason
        yield replace(touch, reason=reason, weight=weight, share=weight / total, credit_minor=credit_minor)


def _describe_touch(touch: Touch, partners: Mapping[str, str]) -> TouchFeatures:
    click = touch.click
    is_direct = (touch.ref or click.utm_source).lower() in DIRECT or (
        click.channel == "direct" and not (touch.ref or click.sub_id or click.utm_campaign)
    )
    key = partners.get(touch.ref.lower()) or ("direct" if is_direct else "(none)")
    return TouchFeatures(click.timestamp_ms, key, is_direct)


def _yield_to_promo_code(touch: Touch) -> Touch:
    is_in_path = touch.reason is Reason.MODEL_GIVES_NOTHING
    return replace(touch, reason=Reason.PROMO_CODE_FIRST) if is_in_path else touch
