"""What is asked about paths and their credit: of which conversions, for whom and by which rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from events.moments import DAY_MS
from registry.code_lookup import CodeLookup
from reports.exchange.exchange import Exchange, make_exchange_parameters
from reports.paths.crowds import NO_CROWDS, Crowds
from reports.paths.kept_answers import KeptAnswers
from reports.paths.limits import PATH_LIMITS, PathLimits
from reports.paths.one_conversion import OneConversion
from reports.program_rules import Rules
from warehouse.interface import Value

CONVERSIONS = {"sale": ("sale",), "lead": ("lead",), "all": ("sale", "lead")}
# Google Ads and GA4: 40 % the first, 40 % the last, 20 % evenly those between; half the credit after seven days.
POSITION_PERCENTS = (40, 20, 40)
HALF_LIFE_MS = 7 * DAY_MS
# Of the keys of a partner's statuses: milliseconds until the year 2109 stand below his number.
_STATUS_SHIFT = 42
_LAST_MS = 2**42 - 1
# Between these any first report happened: the years 1900 and 2270.
ALWAYS = (-2_208_988_800_000, 9_467_000_000_000)


@dataclass(frozen=True, slots=True, order=True)
class UnsettledConversion:
    """A conversion whose path is computed, as it now stands."""

    event_id: str
    type: str
    timestamp_ms: int


@dataclass(frozen=True, slots=True)
class InHand:
    """Paths found for this answer as the settler finds them: in_hand.sql's rows as a JSON array, and whose they are."""

    text: str = "[]"
    event_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Settled:
    """Of which generation the site's settled paths are, and which conversions stand otherwise by now.

    ``unsettled`` may have been settled at another time or as another type than they now have. Those that are
    ``in_hand`` are read with the settled ones, the others are computed.
    ``events_since_ms``: older events may have expired. ``kept``, ``kept_clicks``: answers over
    paths, and over all clicks, that are given again where nothing arrived.
    """

    generation: int
    unsettled: tuple[UnsettledConversion, ...]
    events_since_ms: int
    in_hand: InHand = InHand()
    kept: KeptAnswers | None = field(default=None, compare=False)
    kept_clicks: KeptAnswers | None = field(default=None, compare=False)

    @property
    def unsettled_ids(self) -> tuple[str, ...]:
        """Of any time."""
        return tuple(each.event_id for each in self.unsettled)


@dataclass(frozen=True, slots=True)
class CreditQuestion:
    """Which conversions, and how their credit is given; ``own_refs`` None: the credit of all partners.

    ``conversion_ids``: only these; ``visitor_ids``: all browsers behind them, so that only their clicks are read;
    ``persons``: all customers and addresses that decide who is behind them, as people.sql names them;
    ``left_out_ids``: not these conversions. ``made_ms``: half-open, when all of them were first reported to happen, by
    which they are found faster.
    ``exchange``: into which currency money is converted. ``crowds``: None if not yet searched for; ``bound_partners``:
    conversion → the partners whose it is because its customer keeps them, None if not yet searched for.
    ``settled``: what is read as it is settled; None: nothing, or not yet looked for. ``one``: what is known of the one
    conversion that it names.
    """

    site_id: int
    from_ms: int
    to_ms: int
    rules: Rules
    by: str = "partner"
    types: tuple[str, ...] = ("sale", "lead")
    models: tuple[str, ...] = ()
    own_refs: tuple[str, ...] | None = None
    position_percents: tuple[int, ...] = POSITION_PERCENTS
    half_life_ms: int = HALF_LIFE_MS
    conversion_ids: tuple[str, ...] = ()
    left_out_ids: tuple[str, ...] = ()
    visitor_ids: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    made_ms: tuple[int, int] = ALWAYS
    exchange: Exchange | None = None
    limits: PathLimits = PATH_LIMITS
    crowds: Crowds | None = None
    bound_partners: Mapping[str, tuple[str, ...]] | None = None
    settled: Settled | None = None
    one: OneConversion | None = None

    def list_unsettled(self) -> tuple[str, ...]:
        """Which of its conversions are computed, where others are read as they are settled."""
        if self.settled is None:
            return ()
        named, in_hand = frozenset(self.conversion_ids), self.settled.in_hand.event_ids
        return tuple(
            each.event_id
            for each in self.settled.unsettled
            if each.type in self.types
            and self.from_ms <= each.timestamp_ms < self.to_ms
            and each.event_id not in in_hand
            and (not named or each.event_id in named)
        )


def make_parameters(question: CreditQuestion, codes: CodeLookup) -> Mapping[str, Value]:
    """The typed parameters of paths.sql, of the attribution's credits.sql and of the filter by partner.

    Without crowds that were searched for, they are those without crowded people.
    """
    return {
        "site_id": question.site_id,
        "from_ms": question.from_ms,
        "to_ms": question.to_ms,
        "types": question.types,
        "conversion_ids": question.conversion_ids,
        "left_out_ids": question.left_out_ids,
        **describe_made(question.made_ms),
        "returned_orders": (question.one.order_id,) if question.one else (),
        **(question.one.make_parameters() if question.one else {}),
        "visitor_ids": question.visitor_ids,
        "persons": question.persons,
        "by": question.by,
        "models": question.models,
        "position_percents": question.position_percents,
        "half_life_ms": question.half_life_ms,
        "every_ref": question.own_refs is None,
        "own_refs": question.own_refs or (),
        "touch_limit": question.limits.touches,
        "bound_conversions": list(question.bound_partners or {}),
        "bound_partners": ["\n".join(partners) for partners in (question.bound_partners or {}).values()],
        **(question.crowds or NO_CROWDS).make_parameters(),
        **make_exchange_parameters(question.exchange),
        **_describe_rules(question.rules),
        **_describe_codes(question.rules, codes),
    }


def describe_made(made_ms: tuple[int, int]) -> Mapping[str, Value]:
    """Parameters of conversions.sql."""
    return {"made_from_ms": made_ms[0], "made_to_ms": made_ms[1]}


def _describe_rules(rules: Rules) -> dict[str, Value]:
    windows_ms = [each.window_ms for each in rules.programs]
    return {
        "program_ids": [each.program_id for each in rules.programs],
        "program_windows_ms": windows_ms,
        "program_models": [each.model for each in rules.programs],
        "default_model": rules.default.model,
        "window_ms": rules.window_ms,
        "longest_window_ms": rules.longest_window_ms,
    }


def _describe_codes(rules: Rules, codes: CodeLookup) -> dict[str, Value]:
    ref_numbers, status_keys, inactive_keys = _describe_statuses(codes)
    return {
        "refs": codes.refs,
        "ref_partners": codes.ref_partners,
        "ref_programs": codes.ref_programs,
        "promo_codes": codes.promo_codes,
        "promo_partners": codes.promo_partners,
        "ref_numbers": ref_numbers,
        "status_keys": status_keys,
        "inactive_keys": inactive_keys,
        "archived_codes": codes.archived_codes,
        "archived_ms": codes.archived_ms,
        "promo_first": [int(rules.find(program_id).promo_first) for program_id in codes.promo_programs],
    }


def _describe_statuses(codes: CodeLookup) -> tuple[list[int], list[int], list[int]]:
    """Refs' numbers, and the keys of changes as paths.sql describes them."""
    numbers = {partner: number for number, partner in enumerate(codes.inactive, 1)}
    active_keys, inactive_keys = {0}, set[int]()
    for partner, spans in codes.inactive.items():
        first_key = numbers[partner] << _STATUS_SHIFT
        active_keys.add(first_key)
        for from_ms, until_ms in spans:
            inactive_keys.add(first_key + from_ms)
            active_keys.add(first_key + min(until_ms, _LAST_MS))
    ref_numbers = [numbers.get(partner, 0) for partner in codes.ref_partners]
    return ref_numbers, sorted(active_keys | inactive_keys), sorted(inactive_keys)
