"""What the ledger holds of payout runs and their items."""

from typing import cast

from sqlalchemy import ColumnElement, Connection, select

from earnings.ledger.book import Book
from earnings.ledger.transaction import Transaction
from earnings.payouts.records import PayoutRecord, StoredItem, StoredRun, join_items, join_records
from earnings.payouts.run import Item, ItemState
from earnings.storage.records import RecordKind, name_payee, name_run, parse_record
from registry.errors import RegistryMissing
from registry.models import IS_RARE, LedgerRecord

_OF_RUNS = (
    RecordKind.PAYOUT_RUN,
    RecordKind.PAYOUT_LEFT_OUT,
    RecordKind.PAYOUT_APPROVAL,
    RecordKind.PAYOUT_RUN_STEP,
)
_OF_ITEMS = (RecordKind.PAYOUT_ITEM, RecordKind.PAYOUT_STEP)
# Keys in one statement.
_AT_ONCE = 500


def load_run(connection: Connection, site_id: int, run_id: str) -> StoredRun:
    """Raises ``RegistryMissing`` for a run that is not of this site."""
    found = join_records(_load(connection, site_id, LedgerRecord.subject == name_run(run_id)))
    if not found:
        raise RegistryMissing("no such payout run on this site")
    return found[0]


def list_runs(connection: Connection, site_id: int) -> list[StoredRun]:
    """All runs of a site without their items, the newest first."""
    kinds = LedgerRecord.kind.in_([str(kind) for kind in _OF_RUNS])
    return join_records(_load(connection, site_id, kinds))[::-1]


def list_items(connection: Connection, site_id: int, partner: str | None) -> list[StoredItem]:
    """All items that were ever approved for a partner, or for all, the newest first."""
    kinds = LedgerRecord.kind.in_([str(kind) for kind in _OF_ITEMS])
    chosen = kinds if partner is None else LedgerRecord.customer == name_payee(partner)
    return join_items(_load(connection, site_id, chosen))[::-1]


def load_book(connection: Connection, site_id: int, items: list[Item]) -> Book:
    """What was posted for these items, and nothing else."""
    keys = [f"transaction/{item.name_step(state)}" for item in items for state in ItemState]
    book = Book()
    for start in range(0, len(keys), _AT_ONCE):
        chosen = LedgerRecord.key.in_(keys[start : start + _AT_ONCE])
        statement = select(LedgerRecord.content).where(LedgerRecord.site_id == site_id, chosen)
        for content in connection.execute(statement).scalars():
            book.add(cast(Transaction, parse_record(RecordKind.TRANSACTION, content)))
    return book


def _load(connection: Connection, site_id: int, chosen: ColumnElement[bool]) -> list[PayoutRecord]:
    kinds = [str(kind) for kind in (*_OF_RUNS, *_OF_ITEMS)]
    statement = (
        select(LedgerRecord.kind, LedgerRecord.content)
        .where(LedgerRecord.site_id == site_id, LedgerRecord.kind.in_(kinds), IS_RARE, chosen)
        .order_by(LedgerRecord.seq)
    )
    rows = connection.execute(statement)
    return [cast(PayoutRecord, parse_record(kind, content)) for kind, content in rows]
