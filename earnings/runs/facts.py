"""All facts of the conversions of a turn, as the core takes them: one set for each program."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from earnings.commissions.decision import Decision
from earnings.commissions.facts import Conversion, Facts, Partner, Refund
from earnings.runs.customers import name_customer, query_other_names
from earnings.runs.known import KnownOrders
from earnings.runs.orders import name_order
from earnings.runs.partners import query_partners
from earnings.runs.paths import WeightedPath, query_weighted_paths
from earnings.runs.programs import Programs, query_programs
from earnings.runs.returns import query_returns
from earnings.runs.standing import StandingConversion, query_properties
from earnings.runs.words import query_words
from earnings.terms.terms import Kind, Terms
from events.enums import CONFIRMED_TRUST
from events.moments import from_milliseconds
from registry.code_lookup import CodeLookup, query_codes
from registry.models import Site
from warehouse.interface import Warehouse

_INTEGER = re.compile(r"-?\d{1,18}")


@dataclass(frozen=True, slots=True)
class SiteRegistry:
    """What a turn takes from the registry; ``currency`` is that of a conversion that names none."""

    site_id: int
    currency: str
    secret: bytes
    programs: Programs
    codes: CodeLookup
    partners: Mapping[str, Partner]


@dataclass(frozen=True, slots=True)
class SeenConversion:
    """A conversion as attribution sees it now, and the program whose terms decide."""

    program_id: int
    conversion: Conversion
    is_covered: bool = True


def query_site_registry(session: Session, site_id: int, secret: bytes) -> SiteRegistry:
    """As it is now."""
    codes = query_codes(session, site_id)
    partners = query_partners(session, site_id, codes)
    currency = session.get_one(Site, site_id).currency
    return SiteRegistry(site_id, currency, secret, query_programs(session, site_id), codes, partners)


def see_conversions(
    warehouse: Warehouse, registry: SiteRegistry, standing: Sequence[StandingConversion]
) -> list[SeenConversion]:
    """With their weighted paths and the properties that terms name; nothing else of the event is kept."""
    site_id, programs = registry.site_id, registry.programs
    names = sorted({name for terms in programs.list_all() for name in _list_properties(terms)})
    amounts = {name for terms in programs.list_all() for name in terms.base_excludes}
    others = query_other_names(warehouse, registry.secret, site_id, standing)
    paths = query_weighted_paths(warehouse, site_id, standing, programs, registry.codes)
    properties = query_properties(warehouse, site_id, standing, names)
    return [
        _see(
            each,
            paths[each.event_id],
            _read_properties(properties.get(each.event_id, {}), amounts),
            registry,
            others.get(each.event_id, ()),
        )
        for each in standing
        if each.event_id in paths
    ]


def see_test(standing: StandingConversion, registry: SiteRegistry) -> SeenConversion:
    """A conversion of a test: nobody is credited."""
    conversion = replace(_make_conversion(standing, "", registry.currency), is_test=True)
    return SeenConversion(registry.programs.default_id, conversion)


def gather_facts(
    warehouse: Warehouse,
    registry: SiteRegistry,
    program_id: int,
    seen: Iterable[SeenConversion],
    history: Iterable[Decision],
    known: KnownOrders,
    withdrawn: Mapping[str, datetime],
    now: datetime,
) -> Facts:
    """Of one program: the conversions to look at, and what came back and was said of these and of what is decided."""
    looked = list(seen)
    others = {each.order: each.conversion for each in history}
    conversions = others | {each.conversion.order: each.conversion for each in looked}
    sales = {
        order_id: (order, conversion.currency)
        for order, conversion in conversions.items()
        if conversion.kind is Kind.SALE and not conversion.is_test and (order_id := known.find_order_id(order))
    }
    refunds, disputes = query_returns(warehouse, registry.site_id, sales)
    gone = [
        Refund(order, conversions[order].at, undone_at, "withdrawn")
        for order, undone_at in withdrawn.items()
        if order in conversions
    ]
    events = {event_id: order for order in conversions for event_id in known.list_events(order)}
    return Facts(
        versions=registry.programs.versions[program_id],
        partners=registry.partners,
        conversions=[each.conversion for each in looked],
        refunds=[*refunds, *gone],
        reviews=query_words(warehouse, registry.site_id, events, now),
        disputes=disputes,
        uncovered=frozenset(each.conversion.order for each in looked if not each.is_covered),
    )


def _see(
    standing: StandingConversion,
    path: WeightedPath,
    properties: tuple[tuple[str, str | int], ...],
    registry: SiteRegistry,
    other_names: tuple[str, ...],
) -> SeenConversion:
    customer = name_customer(registry.secret, registry.site_id, standing.customer_id, standing.email_hash)
    conversion = replace(
        _make_conversion(standing, customer, registry.currency),
        basis=path.basis,
        touches=path.touches,
        properties=properties,
        is_expired=path.is_expired,
        # A signature does not cover ref and promo code.
        is_confirmed=standing.trust > CONFIRMED_TRUST or (standing.trust == CONFIRMED_TRUST and not path.is_declared),
        is_claim=path.is_claimed,
        other_names=other_names,
        # A signature covers a customer's id, and no address.
        is_customer_confirmed=standing.trust > CONFIRMED_TRUST
        or (standing.trust == CONFIRMED_TRUST and bool(standing.customer_id)),
    )
    return SeenConversion(path.program_id, conversion, standing.is_covered)


def _make_conversion(standing: StandingConversion, customer: str, currency: str) -> Conversion:
    return Conversion(
        order=name_order(standing.type, standing.order_id, standing.name, standing.event_id),
        kind=Kind(standing.type),
        at=from_milliseconds(standing.at_ms),
        received=from_milliseconds(standing.received_ms),
        amount_minor=standing.amount_minor,
        currency=standing.currency or currency,
        customer=customer,
        name=standing.name,
    )


def _list_properties(terms: Terms) -> set[str]:
    """The properties that change what is paid."""
    overrides = terms.overrides
    lists = (terms.rewards, *overrides.links.values(), *overrides.partners.values(), *overrides.groups.values())
    return {name for rewards in lists for reward in rewards for name in reward.when.properties} | {*terms.base_excludes}


def _read_properties(named: Mapping[str, str], amounts: set[str]) -> tuple[tuple[str, str | int], ...]:
    """The warehouse holds them as text; what the base excludes is an amount."""
    return tuple(
        (name, int(value) if name in amounts and _INTEGER.fullmatch(value) else value)
        for name, value in sorted(named.items())
    )
