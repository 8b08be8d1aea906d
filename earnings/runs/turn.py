"""What one turn looks at: facts of the warehouse and the registry beside what the ledger holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.sessions import Sessions, begin_read
from earnings.commissions.decision import Decision
from earnings.runs.customer_programs import CustomerPrograms
from earnings.runs.facts import SeenConversion, SiteRegistry, see_conversions, see_test
from earnings.runs.history import StoredPart, load_part, looks_further
from earnings.runs.known import KnownOrders, query_known
from earnings.runs.standing import query_conversions, query_tests
from earnings.runs.state import RunState, find_last_undone, list_due, map_withdrawn
from earnings.runs.touched import Touched, query_touched
from earnings.storage.records import RecordKind
from events.moments import to_milliseconds
from registry.models import LedgerRecord
from warehouse.interface import Warehouse


@dataclass(frozen=True, slots=True)
class Turn:
    """``early``: conversions that were received after the moment of the turn, which a later one looks at.

    ``undone_at``: when an import was taken back last, as far as the turn has followed it. ``is_whole``: all records
    were loaded, and the lines of periods are looked at.
    """

    registry: SiteRegistry
    touched: Sequence[Touched]
    due: Sequence[str]
    seen: Sequence[SeenConversion]
    early: Mapping[str, datetime]
    part: StoredPart
    known: KnownOrders
    withdrawn: Mapping[str, datetime]
    undone_at: datetime
    is_whole: bool

    @property
    def decisions(self) -> Mapping[str, Decision]:
        """The last stored revision of each."""
        return {each.order: each for each in self.part.stored.decisions}


def prepare_turn(
    warehouse: Warehouse, sessions: Sessions, registry: SiteRegistry, state: RunState, now: datetime, limit: int
) -> Turn:
    """Queries everything that the turn needs, in as many statements for many conversions as for one."""
    site_id = registry.site_id
    touched = query_touched(warehouse, site_id, state, limit)
    with begin_read(sessions) as session:
        due = list_due(session, site_id, now, limit)
        undone_at = find_last_undone(session, site_id) or state.undone_until
        gone = _find_gone(warehouse, session, site_id, undone_at) if undone_at > state.undone_until else {}
    of_due = query_known(warehouse, site_id, due)
    event_ids = {event_id for event_id, _ in touched} | {each for order in due for each in of_due.list_events(order)}
    seen = see_conversions(warehouse, registry, query_conversions(warehouse, site_id, sorted(event_ids)))
    if not state.is_sweeping:
        tests = query_tests(warehouse, site_id, to_milliseconds(state.decided_from))
        seen += [see_test(each, registry) for each in tests]
    early = {each.conversion.order: each.conversion.received for each in seen if each.conversion.received > now}
    seen = [each for each in seen if each.conversion.order not in early]
    # What is due comes up by itself, the lines of periods too; without it and without a conversion nothing changes.
    is_whole = looks_further(registry.programs.list_all()) and bool(seen or due or gone)
    orders = {*(each.conversion.order for each in seen), *due, *gone}
    customers = {name for each in seen for name in each.conversion.list_names()}
    with begin_read(sessions) as session:
        part = load_part(session.connection(), site_id, orders, customers, everything=is_whole)
        names = {each.order for each in part.stored.decisions}
        withdrawn = map_withdrawn(session, site_id, names) | dict(gone)
    known = query_known(warehouse, site_id, names | orders)
    missing = {order: at for order, at in withdrawn.items() if not known.list_events(order)}
    seen += _see_withdrawn(part, missing, {each.conversion.order for each in seen}, registry)
    chosen = _choose_programs(seen, part, registry)
    return Turn(registry, touched, due, chosen, early, part, known, missing, undone_at, is_whole)


def _find_gone(warehouse: Warehouse, session: Session, site_id: int, undone_at: datetime) -> Mapping[str, datetime]:
    """Decided conversions that the warehouse does not know since an import was taken back."""
    subjects = select(LedgerRecord.subject).where(
        LedgerRecord.site_id == site_id, LedgerRecord.kind == str(RecordKind.DECISION)
    )
    orders = list(session.scalars(subjects.distinct()))
    known = query_known(warehouse, site_id, orders)
    return {order: undone_at for order in orders if not known.list_events(order)}


def _see_withdrawn(
    part: StoredPart, withdrawn: Iterable[str], seen: set[str], registry: SiteRegistry
) -> list[SeenConversion]:
    decisions = {each.order: each for each in part.stored.decisions}
    return [
        SeenConversion(registry.programs.find_program(decisions[order].terms_version), decisions[order].conversion)
        for order in withdrawn
        if order in decisions and order not in seen
    ]


def _choose_programs(seen: Sequence[SeenConversion], part: StoredPart, registry: SiteRegistry) -> list[SeenConversion]:
    """A locked conversion keeps its program; others are chosen in the order in which they arrived."""
    programs, locked = registry.programs, {lock.order for lock in part.stored.locks}
    decided = part.stored.decisions
    of_orders = {each.order: programs.find_program(each.terms_version) for each in decided if each.order in locked}
    customers = CustomerPrograms(programs, decided)
    chosen: list[SeenConversion] = []
    for each in sorted(seen, key=lambda one: one.conversion.arrival):
        own = of_orders.get(each.conversion.order) or customers.choose(each)
        customers.follow(each, own, programs.find_terms(own, each.conversion.at))
        chosen.append(replace(each, program_id=own))
    return chosen
