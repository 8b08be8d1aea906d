"""The records of one conversion: its path and what each touch earns, all clicks of its person, its other reports."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import msgspec

from registry.code_lookup import CodeLookup
from reports.attribution.statements import query_credits
from reports.paths.crowd_search import query_crowds
from reports.paths.crowds import NO_CROWDS
from reports.paths.limits import PATH_LIMITS, PathLimits
from reports.paths.one_conversion import Identity, OneConversion
from reports.paths.question import CreditQuestion, make_parameters
from reports.paths.statements import join_people_statement, knows_people, query_narrowed
from reports.program_rules import Rules
from warehouse.interface import Value, Warehouse, WarehouseUnavailable
from warehouse.sql_files import read_statement

T = TypeVar("T")
_MOST_IDENTITIES = 1000
_READINGS = 3


class StandingConversion(msgspec.Struct, frozen=True, gc=False):
    """A conversion as it stands; a browser's click must have reached us by ``clicks_until_ms`` to earn.

    ``made_ms``: when its first report says that it happened.
    """

    conversion_key: str
    made_ms: int
    timestamp_ms: int
    clicks_until_ms: int
    type: str
    order_id: str
    gross_minor: int
    currency: str
    ref: str
    promo_code: str


class Click(msgspec.Struct, frozen=True, gc=False):
    """A click of the same person, before the conversion or after it; ``is_claim``: as only browsers say.

    ``named_ms``: the browser's own time where the click counts at another one, else 0.
    """

    event_id: str
    timestamp_ms: int
    received_ms: int
    named_ms: int
    source: str
    is_of_server: bool
    is_claim: bool
    traffic: str
    ref: str
    promo_code: str
    channel: str
    link: str
    sub_id: str
    utm_source: str
    utm_campaign: str


class EarnedTouch(msgspec.Struct, frozen=True, gc=False):
    """A touch of the path; ``stand_in``: 0 a click, 1 the ref, 2 the promo code, 3 a kept partner."""

    touch_id: str
    stand_in: int
    earning_ref: str
    weight: int
    share: float
    credit_minor: int
    net_minor: int
    program_id: int
    is_claimed: bool
    has_late_click: bool
    is_disputed: bool


class Repeat(msgspec.Struct, frozen=True, gc=False):
    """Another report of the conversion."""

    event_id: str
    reason: str
    source: str
    received_ms: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """``path`` is never empty; ``clicks`` and ``repeats`` are the oldest first.

    ``touch_limit``: so many of the newest clicks before the conversion count. ``has_browser``: one is known to be the
    buyer's.
    """

    conversion: StandingConversion
    path: Sequence[EarnedTouch]
    clicks: Sequence[Click]
    repeats: Sequence[Repeat]
    touch_limit: int
    has_browser: bool

    @property
    def net_minor(self) -> int:
        """What refunds and lost disputes have left of the amount."""
        return self.path[0].net_minor

    @property
    def is_disputed(self) -> bool:
        """A dispute of its payment is open."""
        return self.path[0].is_disputed


def query_evidence(
    warehouse: Warehouse,
    codes: CodeLookup,
    rules: Rules,
    site_id: int,
    event_id: str,
    limits: PathLimits = PATH_LIMITS,
) -> Evidence | None:
    """The records of this conversion; None if the site has none of this id.

    Raises ``WarehouseUnavailable`` where reports change how it stands again and again while it is read.
    """
    conversion = query_standing_conversion(warehouse, site_id, event_id)
    for _ in range(_READINGS):
        if conversion is None:
            return None
        evidence = _read_evidence(warehouse, codes, rules, site_id, event_id, conversion, limits)
        # A report that was stored between two of the statements may have changed its time and its money.
        before, conversion = conversion, query_standing_conversion(warehouse, site_id, event_id)
        if conversion == before:
            return evidence
    raise WarehouseUnavailable(f"conversion {event_id} changes while it is read")


def _read_evidence(
    warehouse: Warehouse,
    codes: CodeLookup,
    rules: Rules,
    site_id: int,
    event_id: str,
    conversion: StandingConversion,
    limits: PathLimits,
) -> Evidence:
    question = query_narrowed(warehouse, _ask_about(site_id, event_id, conversion, rules, limits))
    identities = _query_identities(warehouse, question, codes)
    one = _know(event_id, conversion, identities)
    question = replace(question, one=one)
    clicks = _query_clicks(warehouse, question, codes)
    # Of few clicks all count, however many conversions there are.
    crowds = query_crowds(warehouse, question) if len(clicks) > limits.least_touches else NO_CROWDS
    one = replace(one, has_earlier_clicks=_may_have_earlier(clicks, question))
    path = _query_path(warehouse, replace(question, one=one, crowds=crowds), codes)
    repeats = query_repeats(warehouse, site_id, event_id, conversion.conversion_key)
    touch_limit = crowds.visits.touch_limits.get(event_id, limits.touches)
    # Customers and addresses begin with a zero.
    has_browser = identities is None or any(each.identity and each.identity[0] != "\0" for each in identities)
    return Evidence(conversion, path, clicks, repeats, touch_limit, has_browser)


def query_standing_conversion(warehouse: Warehouse, site_id: int, event_id: str) -> StandingConversion | None:
    """The conversion as it stands; None if the site has none of this id."""
    found = _query(warehouse, "conversion", {"site_id": site_id, "event_id": event_id}, StandingConversion)
    return found[0] if found else None


def query_repeats(warehouse: Warehouse, site_id: int, event_id: str, conversion_key: str) -> list[Repeat]:
    """Its other reports, the oldest first."""
    parameters: Mapping[str, Value] = {"site_id": site_id, "event_id": event_id, "conversion_key": conversion_key}
    return _query(warehouse, "repeats", parameters, Repeat)


def _query_path(warehouse: Warehouse, question: CreditQuestion, codes: CodeLookup) -> list[EarnedTouch]:
    return query_credits(warehouse, question, codes, ("reports.conversions", "earned")).parse(EarnedTouch)


def _query_identities(warehouse: Warehouse, question: CreditQuestion, codes: CodeLookup) -> list[Identity] | None:
    """None for a person of so many that they are rather found again than handed over."""
    parameters = {**make_parameters(replace(question, crowds=NO_CROWDS), codes), "row_count": _MOST_IDENTITIES + 1}
    found = warehouse.query(join_people_statement(("reports.paths", "identities")), parameters).parse(Identity)
    return found if len(found) <= _MOST_IDENTITIES else None


def _know(event_id: str, conversion: StandingConversion, identities: list[Identity] | None) -> OneConversion:
    return OneConversion(
        event_id,
        conversion.timestamp_ms,
        conversion.clicks_until_ms,
        conversion.order_id,
        conversion.ref,
        identities,
    )


def _ask_about(
    site_id: int, event_id: str, conversion: StandingConversion, rules: Rules, limits: PathLimits
) -> CreditQuestion:
    return CreditQuestion(
        site_id,
        conversion.timestamp_ms,
        conversion.timestamp_ms + 1,
        rules,
        types=(conversion.type,),
        models=(rules.model,),
        conversion_ids=(event_id,),
        made_ms=(conversion.made_ms, conversion.made_ms + 1),
        limits=limits,
    )


def _may_have_earlier(clicks: Sequence[Click], question: CreditQuestion) -> bool:
    """Whether the person has clicks from before the touches; of too many the oldest are not listed."""
    oldest_ms = question.from_ms - question.rules.longest_window_ms
    return len(clicks) >= question.limits.touches or any(click.timestamp_ms < oldest_ms for click in clicks)


def _query_clicks(warehouse: Warehouse, question: CreditQuestion, codes: CodeLookup) -> list[Click]:
    """The clicks of the person, oldest first; of too many those that may earn, and of these the newest."""
    parameters = {
        **make_parameters(replace(question, crowds=NO_CROWDS), codes),
        "row_count": question.limits.touches,
    }
    statement = join_people_statement(("reports.conversions", "clicks"), has_identities=knows_people(question))
    found = warehouse.query(statement, parameters).parse(Click)
    # ClickHouse orders equal times by id, newest first, which a stable sort keeps.
    found.reverse()
    return sorted(found, key=lambda click: click.timestamp_ms)


def _query(warehouse: Warehouse, name: str, parameters: Mapping[str, Value], row_type: type[T]) -> list[T]:
    return warehouse.query(read_statement("reports.conversions", name), parameters).parse(row_type)
