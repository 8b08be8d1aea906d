"""Locked decisions that would be made otherwise today, of the conversions of a period."""

from collections import defaultdict
from datetime import datetime

from database.sessions import Sessions, begin_read
from earnings.commissions.drift import Drift, list_drift
from earnings.commissions.history import History
from earnings.runs.facts import SeenConversion, SiteRegistry, gather_facts, see_conversions
from earnings.runs.history import load_part, looks_further
from earnings.runs.known import query_known
from earnings.runs.standing import PACKAGE, query_conversions
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

# Conversions that are looked at.
MAX_CONVERSIONS = 5_000


def query_drift(
    warehouse: Warehouse, sessions: Sessions, registry: SiteRegistry, from_ms: int, to_ms: int, now: datetime
) -> tuple[list[Drift], bool]:
    """In order of arrival; and whether the period has more conversions than are looked at, the newest of them."""
    if not registry.programs.has_terms:
        return [], False
    parameters: dict[str, Value] = {
        "site_id": registry.site_id,
        "from_ms": from_ms,
        "to_ms": to_ms,
        "row_count": MAX_CONVERSIONS + 1,
    }
    rows = warehouse.query(read_statement(PACKAGE, "conversions_of_period"), parameters)
    event_ids = [event_id for (event_id,) in rows.parse_tuples(tuple[str])]
    standing = query_conversions(warehouse, registry.site_id, event_ids[:MAX_CONVERSIONS])
    seen = see_conversions(warehouse, registry, standing)
    return _compare(warehouse, sessions, registry, seen, now), len(event_ids) > MAX_CONVERSIONS


def _compare(
    warehouse: Warehouse, sessions: Sessions, registry: SiteRegistry, seen: list[SeenConversion], now: datetime
) -> list[Drift]:
    orders = {each.conversion.order for each in seen}
    customers = {name for each in seen for name in each.conversion.list_names()}
    everything = looks_further(registry.programs.list_all())
    with begin_read(sessions) as session:
        stored = load_part(session.connection(), registry.site_id, orders, customers, everything=everything).stored
    known = query_known(warehouse, registry.site_id, {each.order for each in stored.decisions})
    of_programs = defaultdict[int, list[SeenConversion]](list)
    places = {each.order: registry.programs.find_program(each.terms_version) for each in stored.decisions}
    for each in seen:
        of_programs[places.get(each.conversion.order, each.program_id)].append(each)
    found: list[Drift] = []
    for program_id, own in of_programs.items():
        if registry.programs.versions[program_id]:
            decisions = [each for each in stored.decisions if places[each.order] == program_id]
            facts = gather_facts(warehouse, registry, program_id, own, decisions, known, {}, now)
            found += list_drift(History(facts, decisions, stored.locks))
    return found
