"""Reads the rows of a site's ledger as they stand, by ranges of their numbers."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from earnings.storage.records import Entry, RecordKind
from registry.models import LedgerPosting, LedgerRecord, LedgerStatement

PostingRow = tuple[int, str, str, str, int, str, str]
StatementRow = tuple[str, int, str]


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One record with the time and the hash it was stored with."""

    seq: int
    entry: Entry
    stored_at: datetime
    hash: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of a range by ``seq``; postings and statements may be there without a record, if somebody did that."""

    records: dict[int, RecordRow]
    postings: dict[int, list[PostingRow]]
    statements: dict[int, list[StatementRow]]


def read_rows(connection: Connection, site_id: int, first: int, last: int) -> Rows:
    """Those from ``first`` to ``last``, both included."""
    return Rows(
        _read_records(connection, site_id, first, last),
        _read_postings(connection, site_id, first, last),
        _read_statements(connection, site_id, first, last),
    )


def find_last(connection: Connection, site_id: int) -> int:
    """The highest number of any row, 0 without any."""
    tables = (LedgerRecord, LedgerPosting, LedgerStatement)
    ends = [connection.execute(select(func.max(each.seq)).where(each.site_id == site_id)).scalar() for each in tables]
    return max(end or 0 for end in ends)


def list_sites(connection: Connection) -> list[int]:
    """The sites that have a row in any table of the ledger."""
    tables = (LedgerRecord, LedgerPosting, LedgerStatement)
    return sorted({site for each in tables for site in connection.scalars(select(each.site_id).distinct())})


def _read_records(connection: Connection, site_id: int, first: int, last: int) -> dict[int, RecordRow]:
    row = LedgerRecord
    statement = (
        select(row.seq, row.kind, row.key, row.content, row.subject, row.customer, row.stored_at, row.hash)
        .where(row.site_id == site_id, row.seq.between(first, last))
        .order_by(row.seq)
    )
    found = {}
    for seq, kind, key, content, subject, customer, stored_at, hashed in connection.execute(statement):
        found[seq] = RecordRow(seq, Entry(RecordKind(kind), key, content, subject, customer), stored_at, hashed)
    return found


def _read_postings(connection: Connection, site_id: int, first: int, last: int) -> dict[int, list[PostingRow]]:
    row = LedgerPosting
    statement = (
        select(row.seq, row.number, row.account, row.owner, row.currency, row.minor, row.subject, row.line_id)
        .where(row.site_id == site_id, row.seq.between(first, last))
        .order_by(row.seq, row.number)
    )
    found: defaultdict[int, list[PostingRow]] = defaultdict(list)
    for seq, number, account, owner, currency, minor, subject, line_id in connection.execute(statement):
        found[seq].append((number, account, owner, currency, minor, subject, line_id))
    return found


def _read_statements(connection: Connection, site_id: int, first: int, last: int) -> dict[int, list[StatementRow]]:
    row = LedgerStatement
    statement = (
        select(row.seq, row.owner, row.number, row.hash)
        .where(row.site_id == site_id, row.seq.between(first, last))
        .order_by(row.seq)
    )
    found: defaultdict[int, list[StatementRow]] = defaultdict(list)
    for seq, owner, number, hashed in connection.execute(statement):
        found[seq].append((owner, number, hashed))
    return found
