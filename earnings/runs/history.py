"""What is stored of the conversions of a turn and of their customers; all of it where terms look further."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from earnings.commissions.decision import Decision, Lock
from earnings.commissions.plan import Stored
from earnings.ledger.transaction import Transaction
from earnings.runs.name_parts import divide_names
from earnings.storage import Head, find_head, load_stored
from earnings.storage.records import RecordKind, parse_record
from earnings.terms.terms import Terms
from registry.models import LedgerPosting, LedgerRecord


@dataclass(frozen=True, slots=True)
class StoredPart:
    """Records of a ledger that ended at ``head`` when they were loaded."""

    stored: Stored
    head: Head


def looks_further(versions: Iterable[Terms]) -> bool:
    """Whether what a conversion earns depends on more than its own customer: on volumes, budgets and bonuses."""
    return any(_looks_further(terms) for terms in versions)


def load_part(
    connection: Connection, site_id: int, orders: Collection[str], customers: Collection[str], *, everything: bool
) -> StoredPart:
    """The decisions of these orders and customers with their locks and transactions, or everything."""
    if everything:
        stored = load_stored(connection, site_id)
        return StoredPart(stored, stored.head)
    head = find_head(connection, site_id)
    decisions = _load_decisions(connection, site_id, head, orders, customers)
    own = sorted({*orders, *(each.order for each in decisions)})
    locks = [each for each in _load(connection, site_id, head, RecordKind.LOCK, own) if isinstance(each, Lock)]
    return StoredPart(Stored(decisions, locks, (), _load_transactions(connection, site_id, head, own)), head)


def load_subjects(connection: Connection, site_id: int, subjects: Collection[str]) -> Stored:
    """The decisions, locks and transactions of orders, periods and adjustments."""
    return load_part(connection, site_id, subjects, (), everything=False).stored


def load_decided(
    connection: Connection, site_id: int, customers: Collection[str], *, everything: bool
) -> tuple[list[Decision], list[Lock]]:
    """The decisions of these customers, or all, with their locks; no transaction is read."""
    head = find_head(connection, site_id)
    found: list[object]
    if everything:
        kinds = (RecordKind.DECISION, RecordKind.LOCK)
        found = [
            parse_record(kind, content) for kind in kinds for _, content in _select(connection, site_id, head, kind)
        ]
    else:
        decisions = _load_decisions(connection, site_id, head, (), customers)
        own = sorted({each.order for each in decisions})
        found = [*decisions, *_load(connection, site_id, head, RecordKind.LOCK, own)]
    return [each for each in found if isinstance(each, Decision)], [each for each in found if isinstance(each, Lock)]


def _looks_further(terms: Terms) -> bool:
    overrides = terms.overrides
    lists = (terms.rewards, *overrides.links.values(), *overrides.partners.values(), *overrides.groups.values())
    has_tiers = any(reward.tiers for rewards in lists for reward in rewards)
    return has_tiers or bool(terms.bonuses or terms.caps.per_partner_month or terms.caps.program_month)


def _load_decisions(
    connection: Connection, site_id: int, head: Head, orders: Iterable[str], customers: Iterable[str]
) -> list[Decision]:
    found: dict[int, str] = {}
    for column, names in ((LedgerRecord.subject, orders), (LedgerRecord.customer, customers)):
        for part in divide_names(sorted({name for name in names if name})):
            found |= dict(_select(connection, site_id, head, RecordKind.DECISION, column.in_(part)))
    records = (parse_record(RecordKind.DECISION, found[seq]) for seq in sorted(found))
    return [each for each in records if isinstance(each, Decision)]


def _load(connection: Connection, site_id: int, head: Head, kind: RecordKind, subjects: list[str]) -> Iterator[object]:
    for part in divide_names(subjects):
        for _, content in _select(connection, site_id, head, kind, LedgerRecord.subject.in_(part)):
            yield parse_record(kind, content)


def _select(
    connection: Connection, site_id: int, head: Head, kind: RecordKind, *conditions: ColumnElement[bool]
) -> list[tuple[int, str]]:
    statement = (
        select(LedgerRecord.seq, LedgerRecord.content)
        .where(
            LedgerRecord.site_id == site_id,
            LedgerRecord.kind == str(kind),
            LedgerRecord.seq <= head.seq,
            *conditions,
        )
        .order_by(LedgerRecord.seq)
    )
    return [(seq, content) for seq, content in connection.execute(statement)]


def _load_transactions(connection: Connection, site_id: int, head: Head, subjects: list[str]) -> list[Transaction]:
    found: dict[int, str] = {}
    for part in divide_names(subjects):
        numbers = select(LedgerPosting.seq).where(LedgerPosting.site_id == site_id, LedgerPosting.subject.in_(part))
        found |= dict(_select(connection, site_id, head, RecordKind.TRANSACTION, LedgerRecord.seq.in_(numbers)))
    records = (parse_record(RecordKind.TRANSACTION, found[seq]) for seq in sorted(found))
    return [each for each in records if isinstance(each, Transaction)]
