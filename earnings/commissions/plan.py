"""The run: what must be stored so that decisions, locks and the book are as the facts demand."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from earnings.commissions.decision import Decision, Lock, PeriodLock
from earnings.commissions.facts import Conversion, Facts
from earnings.commissions.history import History
from earnings.commissions.order_lines import plan_order
from earnings.commissions.period_lines import list_period_lines
from earnings.commissions.revision import revise_decision
from earnings.commissions.verdict import Ruling
from earnings.ledger.accounts import Account
from earnings.ledger.book import Book
from earnings.ledger.movements import Target, plan_line
from earnings.ledger.transaction import Line, LineKind, Transaction

Record = Decision | Lock | PeriodLock | Transaction


@dataclass(frozen=True, slots=True)
class Stored:
    """What earlier runs and people stored: decisions in all their revisions and transactions, in their order.

    The caller may leave out partners and customers whom no conversion of the run names, unless a cap is the program's.
    """

    decisions: Iterable[Decision] = ()
    locks: Iterable[Lock] = ()
    period_locks: Iterable[PeriodLock] = ()
    transactions: Iterable[Transaction] = ()


def plan_run(stored: Stored, facts: Facts, now: datetime) -> Iterator[Record]:
    """One record after the other, to be stored in this order. Wherever it stops, the next run goes on there.

    ``now`` is the moment up to which all events are known: nothing is locked by what may still be on its way.
    """
    history, book = History(facts, stored.decisions, stored.locks), Book(stored.transactions)
    for conversion in sorted(facts.conversions, key=lambda each: each.arrival):
        if conversion.received <= now:
            yield from _run_conversion(conversion, history, book, now)
    yield from _run_periods(history, book, {lock.line: lock for lock in stored.period_locks}, now)


def find_lock(decision: Decision, history: History, now: datetime) -> Lock | None:
    """The lock that is due: a person approved, or the hold is over and nothing is waited for."""
    conversion, verdict = decision.conversion, history.find_verdict(decision, now)
    if verdict.approved_at:
        return Lock(decision.order, decision.revision, max(verdict.approved_at, conversion.received))
    due = conversion.at + timedelta(days=history.find_terms(decision).hold_days)
    if due > now or verdict.ruling is Ruling.PENDING:
        return None
    return Lock(decision.order, decision.revision, max(due, conversion.received))


def _run_conversion(conversion: Conversion, history: History, book: Book, now: datetime) -> Iterator[Record]:
    revised = revise_decision(conversion, history)
    if revised:
        history.add(revised)
        yield revised
    decision = history.decisions[conversion.order]
    if decision.order not in history.locks:
        lock = find_lock(decision, history, now)
        if lock:
            history.add_lock(lock)
            yield lock
    for transaction in plan_order(decision, history, book, now):
        book.add(transaction)
        yield transaction


def _run_periods(
    history: History, book: Book, locks: dict[str, PeriodLock], now: datetime
) -> Iterator[PeriodLock | Transaction]:
    period_lines = list(list_period_lines(history, locks, now))
    for period_line in period_lines:
        lock = locks.get(period_line.line.id) or period_line.make_lock()
        is_final = lock is not None and lock.at <= now
        if lock and is_final and lock.line not in locks:
            locks[lock.line] = lock
            yield lock
        account = Account.PAYABLE if is_final else Account.PENDING
        account_at = max(lock.at, period_line.at) if lock and is_final else period_line.at
        target = Target(period_line.minor, account, period_line.at, account_at)
        yield from _post(period_line.line, target, book)
    for line in _list_lost({each.line for each in period_lines}, history, book):
        if line.id not in locks:
            yield from _post(line, Target(0, None, now, now), book)


def _list_lost(found: set[Line], history: History, book: Book) -> list[Line]:
    """The posted lines of periods in which a partner no longer earns anything."""
    posted = [line for partner in history.list_partners() for line in book.list_owner(partner)]
    kinds = (LineKind.TRUE_UP, LineKind.BONUS)
    return sorted((line for line in posted if line.kind in kinds and line not in found), key=lambda line: line.id)


def _post(line: Line, target: Target, book: Book) -> Iterator[Transaction]:
    for transaction in plan_line(line, book.find_line(line), target):
        book.add(transaction)
        yield transaction
