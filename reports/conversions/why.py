"""Explains one conversion: every click considered, in or out and why, and what each one earned."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from events.enums import Source
from registry.code_lookup import CodeLookup
from reports.conversions.evidence import Click, EarnedTouch, Evidence
from reports.program_rules import BY_PROGRAM, ProgramRules, Rules

# What stands in for a click, see paths.sql.
_REF, _CODE, _KEPT = 1, 2, 3


class Reason(StrEnum):
    """Why a click earned what it earned; the values are stable."""

    EARNS = "earns"
    MODEL_GIVES_NOTHING = "model_gives_nothing"
    PARTNER_LEFT = "partner_left"
    PARTNER_INACTIVE = "partner_inactive"
    WINDOW_PASSED = "window_passed"
    NOT_AMONG_NEWEST = "not_among_newest"
    AFTER_CONVERSION = "after_conversion"
    LATE_CLICK = "late_click"
    NOT_HUMAN = "not_human"
    PIXEL = "pixel"
    CLAIM = "claim"
    PROMO_CODE_FIRST = "promo_code_first"
    DECLARED = "declared"
    PROMO_CODE = "promo_code"
    CUSTOMER_KEPT = "customer_kept"
    REFERRAL_EXPIRED = "referral_expired"
    NO_VISITOR = "no_visitor"
    UNATTRIBUTED = "unattributed"


@dataclass(frozen=True, slots=True)
class Touch:
    """A click that was considered; where none earns, ``click`` is None: the conversion itself stands for one.

    ``ref`` would get the credit; ``window_ms`` is that of its program. ``weight`` of the sum of all is ``share``.
    """

    event_id: str
    timestamp_ms: int
    click: Click | None
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
    explainer = _Explainer(event_id, evidence, codes, rules)
    program = rules.find(evidence.path[0].program_id)
    model = program.model if rules.model == BY_PROGRAM else rules.model
    return Trace(tuple(explainer.list_touches()), program, model, evidence.path[0].net_minor)


class _Explainer:
    """Names the reason of each click; which of them are in the path is what the reports' own statement says."""

    def __init__(self, event_id: str, evidence: Evidence, codes: CodeLookup, rules: Rules) -> None:
        self._event_id = event_id
        self._evidence = evidence
        self._codes = codes
        self._rules = rules
        self._conversion = evidence.conversion
        self._path = {touch.touch_id: touch for touch in evidence.path}

    def list_touches(self) -> Iterator[Touch]:
        for click in self._evidence.clicks:
            yield self._make_touch(click)
        for earned in self._evidence.path:
            if earned.stand_in:
                yield self._make_stand_in(earned)

    def _make_touch(self, click: Click) -> Touch:
        ref = click.ref or self._codes.find_promo_partner(click.promo_code, click.timestamp_ms)
        window_ms = self._rules.find(self._codes.find_program(ref)).window_ms
        age_ms = self._conversion.timestamp_ms - click.timestamp_ms
        touch = Touch(click.event_id, click.timestamp_ms, click, ref, age_ms, window_ms, Reason.MODEL_GIVES_NOTHING)
        earned = self._path.get(click.event_id)
        if earned is None:
            return replace(touch, reason=self._find_reason(click, ref, window_ms))
        return replace(
            touch,
            reason=self._judge(earned, ref),
            weight=earned.weight,
            share=earned.share,
            credit_minor=earned.credit_minor,
        )

    def _judge(self, earned: EarnedTouch, ref: str) -> Reason:
        if not earned.weight:
            return Reason.MODEL_GIVES_NOTHING
        return Reason.PARTNER_LEFT if ref and not earned.earning_ref else Reason.EARNS

    def _find_reason(self, click: Click, ref: str, window_ms: int) -> Reason:
        """Why a click is not in the path."""
        if click.traffic != "human":
            return Reason.NOT_HUMAN
        if click.source == Source.PIXEL:
            return Reason.PIXEL
        happened_ms = click.timestamp_ms
        if happened_ms > self._conversion.timestamp_ms:
            happened_ms = click.named_ms or happened_ms
        age_ms = self._conversion.timestamp_ms - happened_ms
        if age_ms < 0:
            return Reason.AFTER_CONVERSION
        if age_ms >= window_ms:
            return Reason.WINDOW_PASSED
        if not self._codes.is_active(self._codes.find_partner(ref), happened_ms):
            return Reason.PARTNER_INACTIVE
        return self._find_reason_among_others(click, happened_ms)

    def _find_reason_among_others(self, click: Click, happened_ms: int) -> Reason:
        came_late = happened_ms != click.timestamp_ms or click.received_ms > self._conversion.clicks_until_ms
        if came_late and not click.is_of_server:
            return Reason.LATE_CLICK
        if self._evidence.path[0].stand_in == _KEPT:
            return Reason.CUSTOMER_KEPT
        if self._evidence.path[0].stand_in == _CODE and not click.is_claim:
            return Reason.PROMO_CODE_FIRST
        return Reason.CLAIM if click.is_claim and not self._evidence.path[0].is_claimed else Reason.NOT_AMONG_NEWEST

    def _make_stand_in(self, earned: EarnedTouch) -> Touch:
        conversion = self._conversion
        ref = earned.earning_ref
        if earned.stand_in == _KEPT:
            reason = Reason.CUSTOMER_KEPT if ref else Reason.PARTNER_LEFT
        elif earned.stand_in == _REF:
            reason = Reason.DECLARED
        elif ref:
            reason = Reason.PROMO_CODE
        else:
            reason = self._find_reason_for_nobody()
        return Touch(
            self._event_id,
            conversion.timestamp_ms,
            None,
            ref,
            0,
            self._rules.find(self._codes.find_program(ref)).window_ms,
            reason,
            earned.weight,
            earned.share,
            earned.credit_minor,
        )

    def _find_reason_for_nobody(self) -> Reason:
        ref = self._conversion.ref
        if not ref:
            return Reason.UNATTRIBUTED if self._evidence.has_browser or self._evidence.clicks else Reason.NO_VISITOR
        is_active = self._codes.is_active(self._codes.find_partner(ref), self._conversion.timestamp_ms)
        return Reason.REFERRAL_EXPIRED if is_active else Reason.PARTNER_INACTIVE
