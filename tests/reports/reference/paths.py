"""Which clicks each conversion has, what stands in for them, and which program decides: the rules in plain Python."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from events.enums import TRUST, Source
from events.moments import to_milliseconds
from registry.code_lookup import CodeLookup
from reports.paths.question import CreditQuestion
from reports.program_rules import ProgramRules, Rules
from tests.reports.reference.clicks import Clicks, find_own_time
from tests.reports.reference.people import Event

NOBODY = "unattributed"
INACTIVE = "(inactive partner)"
_DIRECT = ("direct", "(direct)")


@dataclass(frozen=True, slots=True)
class Touch:
    """A click, or what a conversion itself names; ``ref``: whose it is, ``earning_ref``: empty if it earns nothing."""

    event: Event
    ref: str
    earning_ref: str
    partner: str
    key: str
    is_direct: bool

    @property
    def is_nobodys(self) -> bool:
        """It stands for a conversion that nothing leads to."""
        return self.key == NOBODY and not self.ref


@dataclass(frozen=True, slots=True)
class Path:
    """A conversion, its touches in order, never none, and the program of the last partner among them.

    ``stand_in``: what the conversion itself names, whether or not it has touches.
    """

    conversion: Event
    touches: tuple[Touch, ...]
    stand_in: Touch
    program: ProgramRules
    has_late_click: bool
    is_claimed: bool

    def list_touches(self, model: str) -> tuple[Touch, ...]:
        """Those that the model divides the conversion between."""
        is_lost = model == "last_partner_click" and not any(touch.partner for touch in self.touches)
        return (self.stand_in,) if is_lost else self.touches

    def list_flags(self) -> set[str]:
        flags = {"late_click": self.has_late_click, "unsigned_identity": self.is_claimed}
        return {flag for flag, is_set in flags.items() if is_set}


def find_paths(question: CreditQuestion, codes: CodeLookup, clicks: Clicks, conversions: Sequence[Event]) -> list[Path]:
    """The path of every conversion of the question."""
    return [_find_path(question, codes, clicks, conversion) for conversion in conversions]


def is_asked(question: CreditQuestion, event: Event) -> bool:
    """A conversion of an asked type in the half-open period; tests are none."""
    is_inside = question.from_ms <= to_milliseconds(event["timestamp"]) < question.to_ms
    return event["type"] in question.types and event["traffic"] != "test" and is_inside


def make_touch(event: Event, ref: str, by: str, codes: CodeLookup, converted_at: datetime | None) -> Touch:
    """The touch with its key in the asked dimension: nobody's, if its partner was not active at the conversion.

    ``converted_at`` None: there is no conversion.
    """
    is_direct = (ref or event["utm_source"]).lower() in _DIRECT or (
        event["channel"] == "direct" and not ref and not event["sub_id"] and not event["utm_campaign"]
    )
    partner = codes.find_partner(ref)
    earns = converted_at is None or codes.is_active(partner, to_milliseconds(converted_at))
    dimension = {"partner": partner, "ref": ref}.get(by, event.get(by, "")) or ("direct" if is_direct else "(none)")
    key = dimension if earns or by not in ("partner", "ref") else INACTIVE
    return Touch(event, ref, ref if earns else "", partner, key, is_direct)


def find_ref(click: Event, codes: CodeLookup) -> str:
    """Whose click it is: the partner's of its link, else of its promo code."""
    return click["ref"] or codes.find_promo_partner(click["promo_code"], to_milliseconds(click["timestamp"]))


def _find_path(question: CreditQuestion, codes: CodeLookup, clicks: Clicks, conversion: Event) -> Path:
    rules, by, at = question.rules, question.by, conversion["timestamp"]
    confirmed = clicks.find_confirmed(conversion)
    expired = {click["ref"].lower() for click in confirmed if _is_expired(click, click["timestamp"], at, rules, codes)}
    stand_in = make_stand_in(conversion, expired, by, codes)
    code_partner = find_code_partner(conversion, codes)
    is_code_first = bool(code_partner) and rules.find(codes.find_program(code_partner)).promo_first
    if is_code_first:
        stand_in = make_touch(conversion, code_partner, by, codes, at)
    earning = [click for click in confirmed if _earns(click, conversion, rules, codes)]
    claimed = []
    if not (earning or stand_in.partner):
        claimed = [click for click in clicks.find_claimed(conversion) if _earns(click, conversion, rules, codes)]
    chosen = [] if is_code_first else (earning or claimed)[-clicks.find_limit(conversion) :]
    touches = tuple(make_touch(click, find_ref(click, codes), by, codes, at) for click in chosen) or (stand_in,)
    programs = [codes.find_program(touch.ref) for touch in touches]
    return Path(
        conversion,
        touches,
        stand_in,
        rules.find(next(filter(None, reversed(programs)), 0)),
        has_late_click=any(_is_late(click, conversion, rules, codes) for click in clicks.find_by_own_time(conversion)),
        is_claimed=bool(claimed),
    )


def make_stand_in(conversion: Event, expired: Iterable[str], by: str, codes: CodeLookup) -> Touch:
    """What the conversion names: a partner's ref, else a partner's code, else a ref of nobody, else nothing."""
    at, ref = conversion["timestamp"], conversion["ref"]
    partner, is_expired = codes.find_partner(ref), ref.lower() in expired
    if partner and not is_expired and codes.is_active(partner, to_milliseconds(at)):
        return make_touch(conversion, ref, by, codes, at)
    if code_partner := find_code_partner(conversion, codes):
        return make_touch(conversion, code_partner, by, codes, at)
    if ref and not partner and not is_expired:
        return make_touch(conversion, ref, by, codes, at)
    return Touch(conversion, "", "", "", NOBODY, is_direct=False)


def find_code_partner(conversion: Event, codes: CodeLookup) -> str:
    """The partner of the first of the promo codes that is one of an active partner; empty if none is."""
    at_ms = to_milliseconds(conversion["timestamp"])
    partners = [codes.find_promo_partner(code, at_ms) for code in re.split(r"[,;\s]+", conversion["promo_code"])]
    return next((partner for partner in partners if partner and codes.is_active(partner, at_ms)), "")


def find_moment(conversion: Event) -> datetime:
    """By when a browser's click must have reached us."""
    received: datetime = conversion["received_at"]
    is_own_word = TRUST[conversion["source"]] >= TRUST[Source.IMPORT]
    return min(conversion["timestamp"], received) if is_own_word else received


def _earns(click: Event, conversion: Event, rules: Rules, codes: CodeLookup) -> bool:
    return _fits(click, click["timestamp"], conversion, rules, codes) and not _comes_late(click, conversion)


def _is_late(click: Event, conversion: Event, rules: Rules, codes: CodeLookup) -> bool:
    """It would have earned at its browser's own time, and came only after the conversion."""
    is_after = _comes_late(click, conversion) or click["timestamp"] > conversion["timestamp"]
    return is_after and _fits(click, find_own_time(click), conversion, rules, codes)


def _comes_late(click: Event, conversion: Event) -> bool:
    is_browsers = TRUST[click["source"]] < TRUST[Source.IMPORT]
    return is_browsers and click["received_at"] > find_moment(conversion)


def _fits(click: Event, at: datetime, conversion: Event, rules: Rules, codes: CodeLookup) -> bool:
    """Made at that moment it is not after the conversion, in the window, and its partner was active."""
    converted_at = conversion["timestamp"]
    is_active = codes.is_active(codes.find_partner(find_ref(click, codes)), to_milliseconds(at))
    return at <= converted_at and not _is_expired(click, at, converted_at, rules, codes) and is_active


def _is_expired(click: Event, at: datetime, converted_at: datetime, rules: Rules, codes: CodeLookup) -> bool:
    window_ms = rules.find(codes.find_program(find_ref(click, codes))).window_ms
    return converted_at - at >= timedelta(milliseconds=window_ms)
