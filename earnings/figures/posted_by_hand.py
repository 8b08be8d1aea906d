"""What people posted by hand, the newest first."""

from dataclasses import dataclass

from sqlalchemy import Connection, or_, select

from earnings.figures.entries import Entry
from earnings.ledger.accounts import OWED_ACCOUNTS
from earnings.ledger.transaction import Transaction
from earnings.storage.records import RecordKind, name_transaction, parse_record
from registry.models import LedgerRecord

# How the keys of these transactions begin, see ``name_key``.
_KEYS = ("adjustment/", "forfeit/", "write_off/")


@dataclass(frozen=True, slots=True)
class PostedByHand:
    """One act on one partner; ``minor``: what he is owed more by it, below zero less."""

    entry: Entry
    partner: str
    currency: str
    minor: int


def query_posted_by_hand(connection: Connection, site_id: int, before: int, row_count: int) -> list[PostedByHand]:
    """Those before the record of this number, 0 for all."""
    keys = [LedgerRecord.key.startswith(name_transaction(each), autoescape=True) for each in _KEYS]
    statement = (
        select(LedgerRecord.seq, LedgerRecord.stored_at, LedgerRecord.hash, LedgerRecord.content)
        .where(LedgerRecord.site_id == site_id, LedgerRecord.kind == str(RecordKind.TRANSACTION), or_(*keys))
        .order_by(LedgerRecord.seq.desc())
        .limit(row_count)
    )
    if before:
        statement = statement.where(LedgerRecord.seq < before)
    rows = connection.execute(statement).all()
    records = ((row, parse_record(RecordKind.TRANSACTION, row.content)) for row in rows)
    return [
        _describe(Entry(row.seq, row.stored_at, row.hash, each))
        for row, each in records
        if isinstance(each, Transaction)
    ]


def _describe(entry: Entry) -> PostedByHand:
    own = [each for each in entry.transaction.postings if each.account in OWED_ACCOUNTS]
    return PostedByHand(entry, own[0].owner, own[0].currency, -sum(each.minor for each in own))
