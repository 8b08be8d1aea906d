"""One turn of a site's commission run: gather, plan, store; killed anywhere and repeated, it is one turn."""

import logging
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from database.sessions import Sessions, begin_change, begin_read
from earnings.commissions.decision import Decision, Lock, PeriodLock
from earnings.commissions.plan import Record, Stored, plan_run
from earnings.ledger.book import Book
from earnings.ledger.transaction import LineKind, Transaction
from earnings.runs.erased import mature_erased
from earnings.runs.facts import SeenConversion, gather_facts, query_site_registry
from earnings.runs.orders import parse_order
from earnings.runs.state import RunState, add_withdrawn, load_state, save_state, set_dues
from earnings.runs.turn import Turn, prepare_turn
from earnings.storage import Head, append_all
from earnings.terms.terms import Terms
from fraud.runs.run_log import OVERLAP, query_last_run
from warehouse.interface import Warehouse

LOG = logging.getLogger(__name__)
# Conversions of one turn; then the next site has its turn.
CONVERSIONS = 2_000
# Records stored by one transaction.
_AT_ONCE = 100
# A due that stands for the lines of periods, and how often these are looked at.
PERIODS, _PERIODS_EVERY = "periods", timedelta(hours=1)
_PERIOD_KINDS = (LineKind.TRUE_UP, LineKind.BONUS)


@dataclass(frozen=True, slots=True)
class CommissionFigures:
    """What was stored; ``is_waiting``: conversions are left to the next turn."""

    conversions: int = 0
    decisions: int = 0
    locks: int = 0
    transactions: int = 0
    milliseconds: int = 0
    is_waiting: bool = False

    def add(self, later: "CommissionFigures") -> "CommissionFigures":
        """Of both turns; whether something waits is known by the later one."""
        return CommissionFigures(
            self.conversions + later.conversions,
            self.decisions + later.decisions,
            self.locks + later.locks,
            self.transactions + later.transactions,
            self.milliseconds + later.milliseconds,
            later.is_waiting,
        )


def run_commissions(
    warehouse: Warehouse,
    sessions: Sessions,
    site_id: int,
    secret: bytes,
    now: datetime,
    limit: int = CONVERSIONS,
) -> CommissionFigures:
    """One turn; ``now`` is the moment before which every event is stored: what is due by then may be locked.

    The lock of fraud runs must be held. Raises ``LedgerMoved`` where somebody else stored something meanwhile.
    """
    started = time.monotonic()
    with begin_read(sessions) as session:
        registry = query_site_registry(session, site_id, secret)
        state = load_state(session, site_id)
    if not registry.programs.has_terms:
        return CommissionFigures()
    versions = ",".join(str(terms.version) for terms in registry.programs.list_all())
    state = state.begin_sweep(query_last_run(warehouse, site_id).run, now - OVERLAP, versions)
    turn = prepare_turn(warehouse, sessions, registry, state, now, limit)
    stored = _store_all(sessions, site_id, turn, _plan(warehouse, turn, now), now)
    is_waiting = len(turn.touched) == limit or len(turn.due) == limit
    with begin_change(sessions) as session:
        looked = {*(each.conversion.order for each in turn.seen), *turn.due}
        set_dues(session, site_id, looked | turn.early.keys(), _list_dues(turn, stored, now))
        add_withdrawn(session, site_id, turn.withdrawn)
        save_state(session, site_id, _advance(state, turn, limit, now), now)
    figures = CommissionFigures(
        len(turn.seen),
        sum(isinstance(each, Decision) for each in stored),
        sum(isinstance(each, Lock | PeriodLock) for each in stored),
        sum(isinstance(each, Transaction) for each in stored),
        int((time.monotonic() - started) * 1000),
        is_waiting,
    )
    LOG.info("site %d: %s", site_id, figures)
    return figures


def _plan(warehouse: Warehouse, turn: Turn, now: datetime) -> Iterator[Record]:
    """Program by program: each has terms and a history of its own."""
    registry, stored = turn.registry, turn.part.stored
    programs = registry.programs
    of_seen = defaultdict[int, list[SeenConversion]](list)
    for each in turn.seen:
        of_seen[each.program_id].append(each)
    chosen = {each.conversion.order: each.program_id for each in turn.seen}
    place = {each.order: programs.find_program(each.terms_version) for each in stored.decisions} | chosen
    for program_id, versions in programs.versions.items():
        if not versions:
            continue
        own = [each for each in stored.decisions if place[each.order] == program_id]
        if not own and not of_seen[program_id]:
            continue
        facts = gather_facts(warehouse, registry, program_id, of_seen[program_id], own, turn.known, turn.withdrawn, now)
        partners = {each.own_code for each in registry.codes.partners if each.program_id == program_id}
        part = _select(stored, place, program_id, partners)
        for record in plan_run(part, facts, now):
            if _is_own(record, partners):
                yield record
    yield from _plan_erased(turn, {terms.version: terms for terms in programs.list_all()})


def _select(stored: Stored, place: Mapping[str, int], program_id: int, partners: set[str]) -> Stored:
    def is_own(transaction: Transaction) -> bool:
        lines = [posting.line for posting in transaction.postings if posting.line]
        return any(
            line.owner in partners if line.kind in _PERIOD_KINDS else place.get(line.subject) == program_id
            for line in lines
        )

    return Stored(
        [each for each in stored.decisions if place[each.order] == program_id],
        [each for each in stored.locks if place.get(each.order) == program_id],
        stored.period_locks,
        [each for each in stored.transactions if is_own(each)],
    )


def _is_own(record: Record, partners: set[str]) -> bool:
    """The lines of periods are those of the partner's own program."""
    if not isinstance(record, Transaction):
        return True
    lines = [posting.line for posting in record.postings if posting.line]
    return all(line.kind not in _PERIOD_KINDS or line.owner in partners for line in lines)


def _plan_erased(turn: Turn, terms: Mapping[int, Terms]) -> Iterator[Record]:
    locked, decisions = {each.order for each in turn.part.stored.locks}, turn.decisions
    book = Book(turn.part.stored.transactions)
    for order in turn.due:
        decision = decisions.get(order)
        if decision and order in turn.known.erased and order not in locked and decision.terms_version in terms:
            yield from mature_erased(decision, terms[decision.terms_version], book)


def _store_all(sessions: Sessions, site_id: int, turn: Turn, records: Iterator[Record], now: datetime) -> list[Record]:
    """As they are planned, some at once; returns them."""
    stored: list[Record] = []
    waiting: list[Record] = []
    head = turn.part.head
    for record in records:
        waiting.append(record)
        if len(waiting) == _AT_ONCE:
            head, stored, waiting = _store(sessions, site_id, head, waiting, now), stored + waiting, []
    _store(sessions, site_id, head, waiting, now)
    return stored + waiting


def _store(sessions: Sessions, site_id: int, head: Head, records: list[Record], now: datetime) -> Head:
    if not records:
        return head
    with begin_change(sessions) as session:
        return append_all(session.connection(), site_id, records, head, now)


def _list_dues(turn: Turn, stored: list[Record], now: datetime) -> dict[str, datetime]:
    """When open decisions come up by time alone; what is due and waits for a fact is found by the fact."""
    locked = {each.order for each in (*turn.part.stored.locks, *stored) if isinstance(each, Lock)}
    decisions = dict(turn.decisions) | {each.order: each for each in stored if isinstance(each, Decision)}
    terms = {each.version: each for each in turn.registry.programs.list_all()}
    dues = dict(turn.early)
    for each in turn.seen:
        order = each.conversion.order
        decision = decisions.get(order)
        if decision is None or order in locked or not parse_order(order):
            continue
        version = terms.get(decision.terms_version) or turn.registry.programs.versions[each.program_id][0]
        due = decision.conversion.at + timedelta(days=version.hold_days)
        if due > now:
            dues[order] = due
    if turn.is_whole:
        dues[PERIODS] = now + _PERIODS_EVERY
    return dues


def _advance(state: RunState, turn: Turn, limit: int, now: datetime) -> RunState:
    state = replace(state, until=now, undone_until=turn.undone_at)
    if len(turn.touched) < limit:
        return state.end_sweep()
    event_id, received_ms = turn.touched[-1]
    return replace(state, after_ms=received_ms, after_id=event_id)
