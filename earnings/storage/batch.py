"""The rows of records that are added together, each chained to the one before it."""

from collections.abc import Callable
from datetime import datetime

from earnings.ledger.transaction import Transaction
from earnings.storage.chain import Head, hash_record, hash_statement, list_owners
from earnings.storage.posting_rows import make_posting_rows
from earnings.storage.records import Entry, Item

Row = dict[str, object]
_POSTING_COLUMNS = ("number", "account", "owner", "currency", "minor", "subject", "line_id")


class Batch:
    """Begins at the end of a site's ledger; ``find_statement`` knows the end of an owner's statement."""

    def __init__(self, site_id: int, head: Head, find_statement: Callable[[str], Head], now: datetime) -> None:
        self._site_id = site_id
        self._find_statement = find_statement
        self._now = now
        self._statement_heads: dict[str, Head] = {}
        self.head = head
        self.records: list[Row] = []
        self.postings: list[Row] = []
        self.statements: list[Row] = []

    def add(self, item: Item, entry: Entry) -> None:
        """One more record after the last one."""
        seq = self.head.seq + 1
        if isinstance(item, Transaction):
            self._add_postings(seq, item)
            self._extend_statements(seq, item)
        self.head = Head(seq, hash_record(self.head.hash, self._site_id, seq, self._now, entry))
        self.records.append(
            {
                "site_id": self._site_id,
                "seq": seq,
                "kind": str(entry.kind),
                "key": entry.key,
                "subject": entry.subject,
                "customer": entry.customer,
                "content": entry.content,
                "stored_at": self._now,
                "hash": self.head.hash,
            }
        )

    def _add_postings(self, seq: int, transaction: Transaction) -> None:
        for row in make_posting_rows(transaction):
            cells = dict(zip(_POSTING_COLUMNS, row, strict=True))
            self.postings.append({"site_id": self._site_id, "seq": seq, **cells})

    def _extend_statements(self, seq: int, transaction: Transaction) -> None:
        for owner in list_owners(transaction):
            head = self._statement_heads.get(owner) or self._find_statement(owner)
            number = head.seq + 1
            made = Head(number, hash_statement(head.hash, owner, number, transaction))
            self._statement_heads[owner] = made
            self.statements.append(
                {"site_id": self._site_id, "owner": owner, "number": number, "seq": seq, "hash": made.hash}
            )
