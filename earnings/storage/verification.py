"""Verifies a site's ledger: every number, hash, key, posting and statement, and the sums that are kept of them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from earnings.ledger.transaction import LedgerInvalid, Transaction
from earnings.storage.chain import Head, hash_record, hash_statement, list_owners
from earnings.storage.posting_rows import make_posting_rows
from earnings.storage.records import Item, make_entry, parse_record
from earnings.storage.rows import RecordRow, Rows, find_last, read_rows
from earnings.storage.sums import find_wrong_sum

_ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Broken:
    """The first record that is not as it was stored, and what differs; of a sum, the last record."""

    site_id: int
    seq: int
    problem: str


@dataclass(frozen=True, slots=True)
class Verified:
    """Up to ``head`` everything is as it was stored; ``broken`` comes next, None where nothing does."""

    site_id: int
    head: Head
    broken: Broken | None


class _Mismatch(Exception):
    """What is wrong with one record."""


def verify_ledger(connection: Connection, site_id: int) -> Verified:
    """The first broken record of a site, if there is one. Whoever adds to the ledger meanwhile disturbs nothing."""
    chain = _Chain(site_id)
    seq = 0
    try:
        last = find_last(connection, site_id)
        for seq, rows in _read_each(connection, site_id, last):
            chain.check(seq, rows)
    except _Mismatch as exc:
        return Verified(site_id, chain.head, Broken(site_id, chain.head.seq + 1, str(exc)))
    wrong = find_wrong_sum(connection, site_id)
    return Verified(site_id, chain.head, Broken(site_id, chain.head.seq, wrong) if wrong else None)


class _Chain:
    """The ends of a site's chains, as far as they are verified."""

    def __init__(self, site_id: int) -> None:
        self._site_id = site_id
        self._owners: dict[str, Head] = {}
        self.head = Head()

    def check(self, seq: int, rows: Rows) -> None:
        """Raises ``_Mismatch`` unless the record follows the verified ones."""
        record = rows.records.get(seq)
        if record is None:
            raise _Mismatch("the record is missing")
        hashed = hash_record(self.head.hash, self._site_id, seq, record.stored_at, record.entry)
        if hashed != record.hash:
            raise _Mismatch("its hash is not that of its content and the record before it")
        item = _parse(record)
        transaction = item if isinstance(item, Transaction) else None
        _check_balance(transaction)
        if rows.postings.get(seq, []) != (make_posting_rows(transaction) if transaction else []):
            raise _Mismatch("its postings are not those of its content")
        heads = self._extend(transaction) if transaction else {}
        if sorted(rows.statements.get(seq, [])) != [(owner, end.seq, end.hash) for owner, end in sorted(heads.items())]:
            raise _Mismatch("its entries in the statements of its owners are not those of its content")
        self._owners.update(heads)
        self.head = Head(seq, record.hash)

    def _extend(self, transaction: Transaction) -> dict[str, Head]:
        ends = {}
        for owner in list_owners(transaction):
            before = self._owners.get(owner, Head())
            number = before.seq + 1
            ends[owner] = Head(number, hash_statement(before.hash, owner, number, transaction))
        return ends


def _parse(record: RecordRow) -> Item:
    try:
        item = parse_record(record.entry.kind, record.entry.content)
    except LedgerInvalid as exc:
        raise _Mismatch(f"its content cannot be parsed: {exc.__cause__}") from exc
    if make_entry(item) != record.entry:
        raise _Mismatch("its kind, key, subject or customer are not those of its content")
    return item


def _check_balance(transaction: Transaction | None) -> None:
    total: Counter[str] = Counter()
    for posting in transaction.postings if transaction else ():
        total[posting.currency] += posting.minor
    if any(total.values()):
        raise _Mismatch(f"its postings do not sum to zero: {dict(total)}")


def _read_each(connection: Connection, site_id: int, last: int) -> Iterator[tuple[int, Rows]]:
    """Every number from 1 on with its rows; what cannot be read at once is read one by one, to name the row."""
    for first in range(1, last + 1, _ROWS_AT_ONCE):
        end = min(first + _ROWS_AT_ONCE - 1, last)
        try:
            rows = _read(connection, site_id, first, end)
        except _Mismatch:
            yield from ((seq, _read(connection, site_id, seq, seq)) for seq in range(first, end + 1))
            continue
        yield from ((seq, rows) for seq in range(first, end + 1))


def _read(connection: Connection, site_id: int, first: int, last: int) -> Rows:
    try:
        with connection.begin_nested():
            return read_rows(connection, site_id, first, last)
    except (DBAPIError, ValueError) as exc:
        raise _Mismatch(f"it cannot be read: {exc}") from exc
