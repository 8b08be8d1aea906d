"""The transactions of a site with their place in its chain: one by its key, or all as they are needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from earnings.ledger.transaction import Transaction
from earnings.storage.codec import decode
from earnings.storage.journal import find_head
from earnings.storage.records import RecordKind, name_transaction
from registry.models import LedgerRecord

_ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Posted:
    """A transaction, when it was stored, its number and hash."""

    seq: int
    stored_at: datetime
    hash: str
    transaction: Transaction


def find_posted(connection: Connection, site_id: int, key: str) -> Posted | None:
    """The transaction of this key."""
    row = LedgerRecord
    statement = select(row.seq, row.stored_at, row.hash, row.content).where(
        row.site_id == site_id, row.key == name_transaction(key)
    )
    found = connection.execute(statement).first()
    return Posted(found.seq, found.stored_at, found.hash, decode(Transaction, found.content)) if found else None


def read_posted(connection: Connection, site_id: int) -> Iterator[Posted]:
    """All up to the ledger's end as it is now."""
    row, head = LedgerRecord, find_head(connection, site_id)
    statement = (
        select(row.seq, row.stored_at, row.hash, row.content)
        .where(row.site_id == site_id, row.kind == str(RecordKind.TRANSACTION), row.seq <= head.seq)
        .order_by(row.seq)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    for seq, stored_at, hashed, content in connection.execute(statement):
        yield Posted(seq, stored_at, hashed, decode(Transaction, content))
