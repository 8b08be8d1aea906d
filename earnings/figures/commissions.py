"""The lines of money of a site, newest first, each with its amount and state."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, Select, select

from earnings.commissions.decision import Decision, Lock
from earnings.commissions.states import LineState, find_state
from earnings.ledger.book import Book, LineBalance
from earnings.ledger.transaction import Line, Transaction
from earnings.runs.history import load_subjects
from earnings.runs.programs import Programs
from registry.models import LedgerLine, LedgerPosting


@dataclass(frozen=True, slots=True)
class Commission:
    """One line: ``number`` and ``place`` are of its first posting; of a line of no conversion there is no decision.

    ``due_at``: the end of its hold.
    """

    number: int
    place: int
    line: Line
    balance: LineBalance
    transactions: tuple[Transaction, ...]
    decision: Decision | None = None
    lock: Lock | None = None
    due_at: datetime | None = None

    @property
    def id(self) -> str:
        """Always the same: what is posted never changes."""
        return f"{self.number}.{self.place}"

    @property
    def minor(self) -> int:
        """Its amount: owed, paid and forfeited."""
        return self.balance.sum_posted()

    @property
    def state(self) -> LineState:
        """As partners see it."""
        return find_state(self.balance)


def query_commissions(
    connection: Connection,
    site_id: int,
    programs: Programs,
    owner: str | None,
    before: int,
    row_count: int,
    subject: str | None = None,
) -> tuple[list[Commission], int]:
    """Lines that began before the transaction of this number, 0 for all; of one owner or of all.

    ``subject``: of one conversion alone. And the number before which the next page begins, 0 if this is the last. The
    lines of one transaction are never on two pages: a page may be a little longer than ``row_count``.
    """
    line = LedgerLine
    lines = select(line.line_id, line.seq).where(line.site_id == site_id).order_by(line.seq.desc(), line.line_id)
    if owner is not None:
        lines = lines.where(line.owner == owner)
    if subject is not None:
        lines = lines.where(line.line_id.in_(_list_lines(site_id, subject)))
    page = _number_lines(connection, (lines.where(line.seq < before) if before else lines).limit(row_count))
    if len(page) < row_count:
        return _load(connection, site_id, programs, page), 0
    last = min(page.values())
    page |= _number_lines(connection, lines.where(line.seq == last))
    has_more = connection.execute(lines.where(line.seq < last).limit(1)).first() is not None
    return _load(connection, site_id, programs, page), last if has_more else 0


def _list_lines(site_id: int, subject: str) -> Select[str]:
    """Postings are found by their subject."""
    return select(LedgerPosting.line_id).where(LedgerPosting.site_id == site_id, LedgerPosting.subject == subject)


def _number_lines(connection: Connection, lines: Select[str, int]) -> dict[str, int]:
    return {row[0]: int(row[1]) for row in connection.execute(lines)}


def find_commission(connection: Connection, site_id: int, programs: Programs, commission_id: str) -> Commission | None:
    """The line of this id."""
    number, _, place = commission_id.partition(".")
    if not (number.isdigit() and place.isdigit() and len(number) < 19 and len(place) < 10):
        return None
    line_id = connection.scalar(
        select(LedgerPosting.line_id).where(
            LedgerPosting.site_id == site_id, LedgerPosting.seq == int(number), LedgerPosting.number == int(place)
        )
    )
    loaded = _load(connection, site_id, programs, {line_id: int(number)}) if line_id else []
    return next((each for each in loaded if each.id == commission_id), None)


def _load(connection: Connection, site_id: int, programs: Programs, numbers: dict[str, int]) -> list[Commission]:
    if not numbers:
        return []
    rows = connection.execute(
        select(LedgerPosting.line_id, LedgerPosting.subject, LedgerPosting.seq, LedgerPosting.number)
        .where(LedgerPosting.site_id == site_id, LedgerPosting.seq.in_(set(numbers.values())))
        .order_by(LedgerPosting.number)
    ).all()
    places = {(row.line_id, row.seq): row.number for row in reversed(rows)}
    subjects = {row.subject for row in rows if row.line_id in numbers}
    stored = load_subjects(connection, site_id, subjects)
    book = Book(stored.transactions)
    decisions = {each.order: each for each in stored.decisions}
    locks = {each.order: each for each in stored.locks}
    found = []
    for line in book.list_lines():
        number = numbers.get(line.id)
        place = places.get((line.id, number or 0))
        if number is None or place is None:
            continue
        transactions = tuple(
            each
            for each in stored.transactions
            if any(posting.line and posting.line.id == line.id for posting in each.postings)
        )
        made = Commission(number, place, line, book.find_line(line), transactions)
        found.append(_add_decision(made, decisions.get(line.subject), locks.get(line.subject), programs))
    return sorted(found, key=lambda each: (-each.number, each.place))


def _add_decision(made: Commission, decision: Decision | None, lock: Lock | None, programs: Programs) -> Commission:
    if decision is None:
        return made
    terms = next((each for each in programs.list_all() if each.version == decision.terms_version), None)
    due_at = decision.conversion.at + timedelta(days=terms.hold_days) if terms else None
    return replace(made, decision=decision, lock=lock, due_at=due_at)
