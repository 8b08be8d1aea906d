"""Adds to a site's ledger and reads its end; nothing else in the product inserts into its tables."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from sqlalchemy import Connection, bindparam, insert, select, text

from database.columns import utc_now
from earnings.ledger.transaction import LedgerInvalid
from earnings.storage.batch import Batch
from earnings.storage.chain import Head
from earnings.storage.records import Item, make_entry
from registry.models import LedgerPosting, LedgerRecord, LedgerStatement

# Any number, as long as it is always this one and no other lock's.
_POSTGRESQL_LOCK = 5_782_217
_HEAD = (
    select(LedgerRecord.seq, LedgerRecord.hash)
    .where(LedgerRecord.site_id == bindparam("site_id"))
    .order_by(LedgerRecord.seq.desc())
    .limit(1)
)
_CONTENTS = select(LedgerRecord.key, LedgerRecord.content).where(
    LedgerRecord.site_id == bindparam("site_id"), LedgerRecord.key.in_(bindparam("keys", expanding=True))
)
_STATEMENT_HEAD = (
    select(LedgerStatement.number, LedgerStatement.hash)
    .where(LedgerStatement.site_id == bindparam("site_id"), LedgerStatement.owner == bindparam("owner"))
    .order_by(LedgerStatement.number.desc())
    .limit(1)
)
_INSERT_RECORD, _INSERT_POSTING, _INSERT_STATEMENT = (
    insert(LedgerRecord),
    insert(LedgerPosting),
    insert(LedgerStatement),
)


class LedgerMoved(Exception):
    """Somebody else stored something since the ledger was loaded: load it again, or leave the work to him."""


def append(
    connection: Connection, site_id: int, item: Item, after: Head | None = None, now: datetime | None = None
) -> Head:
    """Stores one item in the transaction that the caller has begun and returns the ledger's new end.

    An item that is stored already changes nothing; raises ``LedgerInvalid`` for its key with other content, and
    ``LedgerMoved`` where the ledger no longer ends at ``after``. ``now`` is the moment of storing.
    """
    return append_all(connection, site_id, [item], after, now)


def append_all(
    connection: Connection,
    site_id: int,
    items: Sequence[Item],
    after: Head | None = None,
    now: datetime | None = None,
) -> Head:
    """Stores some hundred items in their order, all or none; see ``append``.

    Where a run is killed, a beginning of what it planned is stored, as with one item a transaction; but a commit, which
    waits for the disk, is shared by all of them.
    """
    lock_site(connection, site_id)
    head = find_head(connection, site_id)
    if after is not None and head != after:
        raise LedgerMoved(f"the ledger of site {site_id} is at {head.seq}, no longer at {after.seq}: load it again")
    entries = [make_entry(item) for item in items]
    stored = _read_contents(connection, site_id, [entry.key for entry in entries])
    batch = Batch(site_id, head, partial(find_statement_head, connection, site_id), now or utc_now())
    for item, entry in zip(items, entries, strict=True):
        known = stored.setdefault(entry.key, None)
        if known not in (None, entry.content):
            raise LedgerInvalid(f"{entry.key} is stored with other content; load the ledger and compute it again")
        if known is None:
            stored[entry.key] = entry.content
            batch.add(item, entry)
    insert_batch(connection, batch)
    return batch.head


def find_head(connection: Connection, site_id: int) -> Head:
    """The end of a site's ledger."""
    row = connection.execute(_HEAD, {"site_id": site_id}).first()
    return Head(row.seq, row.hash) if row else Head()


def find_statement_head(connection: Connection, site_id: int, owner: str) -> Head:
    """The end of a partner's or customer's statement."""
    row = connection.execute(_STATEMENT_HEAD, {"site_id": site_id, "owner": owner}).first()
    return Head(row.number, row.hash) if row else Head()


def lock_site(connection: Connection, site_id: int) -> None:
    """Until the end of the transaction nobody else adds to the site's ledger; SQLite has one writer anyway."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("select pg_advisory_xact_lock(:lock, :site_id)"), {"lock": _POSTGRESQL_LOCK, "site_id": site_id}
        )


def insert_batch(connection: Connection, batch: Batch) -> None:
    """The records come last: their triggers check what belongs to them."""
    for statement, rows in (
        (_INSERT_POSTING, batch.postings),
        (_INSERT_STATEMENT, batch.statements),
        (_INSERT_RECORD, batch.records),
    ):
        if rows:
            connection.execute(statement, rows)


def _read_contents(connection: Connection, site_id: int, keys: list[str]) -> dict[str, str | None]:
    rows = connection.execute(_CONTENTS, {"site_id": site_id, "keys": keys})
    return {row.key: row.content for row in rows}
