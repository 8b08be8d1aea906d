"""Loads what is stored of a site, as the core takes it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection, select

from earnings.commissions.decision import Decision, Lock, PeriodLock
from earnings.commissions.plan import Stored
from earnings.ledger.transaction import Transaction
from earnings.storage.chain import Head
from earnings.storage.journal import find_head
from earnings.storage.records import RecordKind, parse_record
from earnings.storage.saved_terms import SavedTerms
from registry.models import IS_RARE, LedgerRecord

_ROWS_AT_ONCE = 1000
# As many as conversions; see ``IS_RARE``.
_OF_CONVERSIONS = (RecordKind.DECISION, RecordKind.LOCK, RecordKind.TRANSACTION)
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class LoadedLedger(Stored):
    """What is stored, and where the ledger ended then: what is planned from it is appended after that."""

    head: Head = field(default_factory=Head)


def load_stored(connection: Connection, site_id: int) -> LoadedLedger:
    """Everything up to the ledger's end as it is now, in the order in which it was stored."""
    head = find_head(connection, site_id)
    return LoadedLedger(
        decisions=_load(connection, site_id, head, RecordKind.DECISION, Decision),
        locks=_load(connection, site_id, head, RecordKind.LOCK, Lock),
        period_locks=_load(connection, site_id, head, RecordKind.PERIOD_LOCK, PeriodLock),
        transactions=_load(connection, site_id, head, RecordKind.TRANSACTION, Transaction),
        head=head,
    )


def load_terms(connection: Connection, site_id: int, program_id: int | None = None) -> list[SavedTerms]:
    """The versions of a site's terms, of one program or of all, in the order in which they were saved."""
    saved = _load(connection, site_id, find_head(connection, site_id), RecordKind.TERMS, SavedTerms)
    return [each for each in saved if program_id in (None, each.program_id)]


def _load(
    connection: Connection, site_id: int, head: Head, kind: RecordKind, expected: type[_Item]
) -> tuple[_Item, ...]:
    return tuple(_read(connection, site_id, head, kind, expected))


def _read(connection: Connection, site_id: int, head: Head, kind: RecordKind, expected: type[_Item]) -> Iterator[_Item]:
    statement = (
        select(LedgerRecord.content)
        .where(LedgerRecord.site_id == site_id, LedgerRecord.kind == str(kind), LedgerRecord.seq <= head.seq)
        .order_by(LedgerRecord.seq)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    if kind not in _OF_CONVERSIONS:
        statement = statement.where(IS_RARE)
    # Closed by an error too: PostgreSQL keeps a cursor for it.
    with connection.execute(statement) as rows:
        for content in rows.scalars():
            item = parse_record(kind, content)
            if not isinstance(item, expected):
                raise TypeError(f"{kind} holds {type(item).__name__}")
            yield item
