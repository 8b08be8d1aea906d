"""Which touches each conversion has, and which program decides: docs/attribution.md in plain Python, one by one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from events.moments import to_milliseconds
from registry.code_lookup import CodeLookup
from reports.paths.question import CreditQuestion
from reports.program_rules import ProgramRules, Rules

Event = Mapping[str, Any]
NOBODY = "unattributed"
_DIRECT = ("direct", "(direct)")


@dataclass(frozen=True, slots=True)
class Touch:
    """A click, or what the conversion itself names; ``ref``: whose credit it is."""

    event: Event
    ref: str
    key: str
    is_direct: bool


@dataclass(frozen=True, slots=True)
class Path:
    """A conversion, its touches in order, and the program of the last partner among them."""

    conversion: Event
    touches: tuple[Touch, ...]
    program: ProgramRules


class People:
    """Who is one person: which clicks are those of whose conversion."""

    def __init__(self, events: Sequence[Event], repeats: Sequence[Event]) -> None:
        self._customers = defaultdict[str, set[str]](set)
        self._clicks = [event for event in events if event["type"] == "click" and event["traffic"] == "human"]
        self._repeats = {repeat["original_event_id"]: repeat for repeat in repeats}
        for event in events:
            if event["visitor_id"] and event["customer_id"]:
                self._customers[event["visitor_id"]].add(event["customer_id"])

    def find_owner(self, visitor_id: str) -> str:
        """The only customer of a browser; a browser of several is nobody's."""
        customers = self._customers.get(visitor_id, set())
        return next(iter(customers)) if len(customers) == 1 else ""

    def find_clicks(self, conversion: Event) -> list[Event]:
        """All human clicks of the conversion's person, before and after it, in order."""
        repeat = self._repeats.get(conversion["event_id"], {"visitor_id": "", "customer_id": ""})
        visitor = conversion["visitor_id"] or repeat["visitor_id"]
        customer = conversion["customer_id"] or repeat["customer_id"] or self.find_owner(visitor)
        return [click for click in self._clicks if self._is_of(click, visitor, customer)]

    def find_outsiders(self, conversions: Iterable[Event]) -> dict[str, list[Event]]:
        """Person → his clicks in order, of those who have none of the conversions."""
        taken = {click["event_id"] for conversion in conversions for click in self.find_clicks(conversion)}
        found = defaultdict[str, list[Event]](list)
        for click in self._clicks:
            visitor, customer = click["visitor_id"], click["customer_id"]
            owner = self.find_owner(visitor) if visitor else customer
            if click["event_id"] not in taken and (visitor or customer):
                found[f"customer {owner}" if owner else f"visitor {visitor}"].append(click)
        return found

    def _is_of(self, click: Event, visitor: str, customer: str) -> bool:
        if click["visitor_id"]:
            is_own = bool(customer) and self.find_owner(click["visitor_id"]) == customer
            return click["visitor_id"] == visitor or is_own
        return bool(customer) and click["customer_id"] == customer


def find_paths(question: CreditQuestion, codes: CodeLookup, people: People, conversions: Sequence[Event]) -> list[Path]:
    """The path of every conversion of the question; never empty."""
    return [_find_path(question, codes, people.find_clicks(conversion), conversion) for conversion in conversions]


def is_asked(question: CreditQuestion, event: Event) -> bool:
    """A conversion of an asked type in the half-open period; tests are none."""
    is_inside = question.from_ms <= to_milliseconds(event["timestamp"]) < question.to_ms
    return event["type"] in question.types and event["traffic"] != "test" and is_inside


def make_touch(event: Event, ref: str, by: str, codes: CodeLookup) -> Touch:
    """The touch with its key in the asked dimension."""
    is_direct = (ref or event["utm_source"]).lower() in _DIRECT or (
        event["channel"] == "direct" and not ref and not event["sub_id"] and not event["utm_campaign"]
    )
    dimension = {"partner": codes.find_partner(ref), "ref": ref}.get(by, event.get(by, ""))
    return Touch(event, ref, dimension or ("direct" if is_direct else "(none)"), is_direct)


def order_of(event: Event) -> tuple[object, ...]:
    """By time, then by id, its second half first: so ClickHouse compares ids."""
    first_half, second_half = divmod(UUID(event["event_id"]).int, 1 << 64)
    return event["timestamp"], second_half, first_half


def find_ref(click: Event, codes: CodeLookup) -> str:
    """Whose click it is: the partner's of its link, else of its promo code."""
    return click["ref"] or codes.find_promo_partner(click["promo_code"])


def _find_path(question: CreditQuestion, codes: CodeLookup, clicks: Sequence[Event], conversion: Event) -> Path:
    rules, by = question.rules, question.by
    before = [click for click in clicks if click["timestamp"] <= conversion["timestamp"]]
    inside = [click for click in before if not _is_expired(click, conversion, rules, codes)]
    promo_partner = codes.find_promo_partner(conversion["promo_code"])
    is_promo_first = promo_partner and rules.find(codes.find_program(promo_partner)).promo_first
    expired = {click["ref"].lower() for click in before if _is_expired(click, conversion, rules, codes)}
    if inside and not is_promo_first:
        touches = tuple(make_touch(click, find_ref(click, codes), by, codes) for click in sorted(inside, key=order_of))
    elif conversion["ref"] and conversion["ref"].lower() not in expired and not is_promo_first:
        touches = (make_touch(conversion, conversion["ref"], by, codes),)
    elif promo_partner:
        touches = (make_touch(conversion, promo_partner, by, codes),)
    else:
        touches = (Touch(conversion, "", NOBODY, is_direct=False),)
    programs = [codes.find_program(touch.ref) for touch in touches]
    return Path(conversion, touches, rules.find(next(filter(None, reversed(programs)), 0)))


def _is_expired(click: Event, conversion: Event, rules: Rules, codes: CodeLookup) -> bool:
    window_ms = rules.find(codes.find_program(find_ref(click, codes))).window_ms
    return bool(conversion["timestamp"] - click["timestamp"] >= timedelta(milliseconds=window_ms))
