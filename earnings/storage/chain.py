"""The hashes: of a site's records, each over the one before it, and of each owner's part of them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from earnings.ledger.transaction import Posting, Transaction
from earnings.storage.codec import write_canonical
from earnings.storage.records import Entry


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: the number of its last entry and its hash; of an empty chain 0 and no hash."""

    seq: int = 0
    hash: str = ""


def hash_record(previous: str, site_id: int, seq: int, stored_at: datetime, entry: Entry) -> str:
    """SHA-256 of the hash before and the canonical JSON of a list of all columns."""
    moment = stored_at.astimezone(UTC).isoformat()
    columns = [site_id, seq, entry.kind, entry.key, entry.subject, entry.customer, moment, entry.content]
    return _hash(previous, columns)


def hash_statement(previous: str, owner: str, number: int, transaction: Transaction) -> str:
    """SHA-256 of the hash before and the canonical JSON of what the transaction says about its owner."""
    moment = transaction.at.astimezone(UTC).isoformat()
    moves = [[each.account, -each.minor, each.currency, each.line_id] for each in list_own(transaction, owner)]
    return _hash(previous, [owner, number, transaction.key, transaction.cause, moment, moves])


def list_owners(transaction: Transaction) -> list[str]:
    """Whose statements the transaction extends, in order of its postings."""
    return list(dict.fromkeys(each.owner for each in transaction.postings if each.owner))


def list_own(transaction: Transaction, owner: str) -> list[Posting]:
    """The postings of one partner or customer."""
    return [each for each in transaction.postings if each.owner == owner]


def _hash(previous: str, content: Sequence[object]) -> str:
    return hashlib.sha256((previous + write_canonical(content)).encode("ascii")).hexdigest()
