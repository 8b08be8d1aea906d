"""The transactions of a site as they were posted, newest first; an owner's are numbered by his own chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Row, select

from earnings.ledger.transaction import Transaction
from earnings.storage.records import RecordKind, parse_record
from registry.models import LedgerPosting, LedgerRecord, LedgerStatement


@dataclass(frozen=True, slots=True)
class Entry:
    """``number`` is the transaction's in the site's ledger, ``hash`` ends the chain there.

    To whom it is only his own, ``number`` counts his: how many records the site has is not his to know.
    """

    number: int
    stored_at: datetime
    hash: str
    transaction: Transaction


def query_entries(connection: Connection, site_id: int, owner: str | None, before: int, row_count: int) -> list[Entry]:
    """Those before this number, 0 for all; of one owner or of all."""
    statement = (
        select(LedgerRecord.seq, LedgerRecord.stored_at, LedgerRecord.hash, LedgerRecord.content)
        .where(LedgerRecord.site_id == site_id, LedgerRecord.kind == str(RecordKind.TRANSACTION))
        .order_by(LedgerRecord.seq.desc())
        .limit(row_count)
    )
    if before:
        statement = statement.where(LedgerRecord.seq < before)
    if owner is not None:
        own = select(LedgerPosting.seq).where(LedgerPosting.site_id == site_id, LedgerPosting.owner == owner)
        statement = statement.where(LedgerRecord.seq.in_(own))
    rows = connection.execute(statement).all()
    return _parse(rows)


def query_own_entries(connection: Connection, site_id: int, owner: str, before: int, row_count: int) -> list[Entry]:
    """Those of an owner, before this number of his own chain, 0 for all."""
    record, own = LedgerRecord, LedgerStatement
    statement = (
        select(own.number.label("seq"), record.stored_at, own.hash, record.content)
        .join(record, (record.site_id == own.site_id) & (record.seq == own.seq))
        .where(own.site_id == site_id, own.owner == owner)
        .order_by(own.number.desc())
        .limit(row_count)
    )
    if before:
        statement = statement.where(own.number < before)
    return _parse(connection.execute(statement).all())


def _parse(rows: Sequence[Row[int, datetime, str, str]]) -> list[Entry]:
    records = ((row, parse_record(RecordKind.TRANSACTION, row.content)) for row in rows)
    return [Entry(row.seq, row.stored_at, row.hash, each) for row, each in records if isinstance(each, Transaction)]
