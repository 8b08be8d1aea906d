"""What partners would have earned by the conversions of a period under terms not saved yet, beside the present ones."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from database.sessions import Sessions, begin_read
from earnings.commissions.decision import Decision, Lock
from earnings.commissions.trial import Earned, Key, sum_earned
from earnings.runs.customer_programs import CustomerPrograms
from earnings.runs.facts import SeenConversion, SiteRegistry, gather_facts, see_conversions
from earnings.runs.history import load_decided, looks_further
from earnings.runs.known import query_known
from earnings.runs.programs import Programs
from earnings.runs.standing import PACKAGE, StandingConversion, query_conversions
from earnings.terms.terms import Terms
from earnings.terms.versions import find_terms
from events.moments import to_milliseconds
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

# Conversions that are looked at, the newest of the period.
MAX_CONVERSIONS = 5_000


@dataclass(frozen=True, slots=True)
class Preview:
    """By partner and currency; ``conversions``: of the period, of all programs; ``is_cut``: it has more of them."""

    present: dict[Key, Earned]
    proposed: dict[Key, Earned]
    conversions: int
    is_cut: bool


def preview_terms(
    warehouse: Warehouse,
    sessions: Sessions,
    registry: SiteRegistry,
    program_id: int,
    proposed: Terms,
    start: datetime,
    end: datetime,
    now: datetime,
) -> Preview:
    """Both as if they had been in force since ``start``; without present terms nobody earned anything."""
    standing, is_cut = _query_period(warehouse, registry.site_id, start, end)
    versions = registry.programs.versions[program_id]
    present = find_terms(versions, now) or next(iter(versions), None)
    tried = [_date_terms(each, registry.programs, start) for each in (present, proposed) if each]
    found = _see_under_each(warehouse, registry, program_id, tried, standing, start)
    customers = {name for own in found for each in own for name in each.conversion.list_names()}
    decided, locks = _load_earlier(sessions, registry, program_id, tried, customers, start)
    earlier = [each for each in decided if registry.programs.find_program(each.terms_version) == program_id]
    seen = [
        _choose_of_program(own, decided, registry.programs, program_id, terms)
        for terms, own in zip(tried, found, strict=True)
    ]
    orders = {each.conversion.order for own in seen for each in own} | {each.order for each in earlier}
    known = query_known(warehouse, registry.site_id, orders)
    results = []
    for terms, own in zip(tried, seen, strict=True):
        put = replace(registry, programs=_put_in_force(registry.programs, program_id, [terms], start))
        facts = gather_facts(warehouse, put, program_id, own, earlier, known, {}, now)
        results.append(sum_earned(facts, earlier, locks, now))
    return Preview(results[0] if present else {}, results[-1], len(standing), is_cut)


def _query_period(
    warehouse: Warehouse, site_id: int, start: datetime, end: datetime
) -> tuple[list[StandingConversion], bool]:
    parameters: dict[str, Value] = {
        "site_id": site_id,
        "from_ms": to_milliseconds(start),
        "to_ms": to_milliseconds(end),
        "row_count": MAX_CONVERSIONS + 1,
    }
    rows = warehouse.query(read_statement(PACKAGE, "conversions_of_period"), parameters)
    event_ids = [event_id for (event_id,) in rows.parse_tuples(tuple[str])]
    return query_conversions(warehouse, site_id, event_ids[:MAX_CONVERSIONS]), len(event_ids) > MAX_CONVERSIONS


def _see_under_each(
    warehouse: Warehouse,
    registry: SiteRegistry,
    program_id: int,
    tried: Sequence[Terms],
    standing: Sequence[StandingConversion],
    start: datetime,
) -> list[list[SeenConversion]]:
    """By the path that each of the terms gives; computed once where all of them give the same."""
    rules = {(terms.model, terms.window_days, terms.priority) for terms in tried}
    found: list[list[SeenConversion]] = []
    for together in [tried] if len(rules) == 1 else [[terms] for terms in tried]:
        put = replace(registry, programs=_put_in_force(registry.programs, program_id, together, start))
        seen = see_conversions(warehouse, put, standing)
        found += [seen] * len(together)
    return found


def _choose_of_program(
    seen: Sequence[SeenConversion], decided: Sequence[Decision], programs: Programs, program_id: int, tried: Terms
) -> list[SeenConversion]:
    """As a run does: a customer's conversions are of the program of his first one, where its terms may bind him."""
    customers = CustomerPrograms(programs, decided)
    chosen: list[SeenConversion] = []
    for each in sorted(seen, key=lambda one: one.conversion.arrival):
        own = customers.choose(each)
        terms = tried if own == program_id else programs.find_terms(own, each.conversion.at)
        customers.follow(each, own, terms)
        if own == program_id:
            chosen.append(replace(each, program_id=own))
    return chosen


def _load_earlier(
    sessions: Sessions,
    registry: SiteRegistry,
    program_id: int,
    tried: Sequence[Terms],
    customers: set[str],
    start: datetime,
) -> tuple[list[Decision], list[Lock]]:
    """What was decided before ``start``, of any program: it may bind these customers, or takes places in tiers."""
    everything = looks_further([*registry.programs.versions[program_id], *tried])
    with begin_read(sessions) as session:
        decisions, locks = load_decided(session.connection(), registry.site_id, customers, everything=everything)
    return [each for each in decisions if each.conversion.at < start], locks


def _date_terms(terms: Terms, programs: Programs, start: datetime) -> Terms:
    """As a version after all others, in force since ``start``."""
    number = max((each.version for each in programs.list_all()), default=0) + 1
    return replace(terms, version=number, valid_from=start)


def _put_in_force(programs: Programs, program_id: int, tried: Sequence[Terms], start: datetime) -> Programs:
    """The program's versions until ``start``, and from then on these."""
    earlier = [each for each in programs.versions[program_id] if each.valid_from < start]
    return replace(programs, versions={**programs.versions, program_id: [*earlier, *tried]})
