"""The lines of a statement, made of the entries of a partner's chain."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from earnings.ledger.accounts import PARTNER_ACCOUNTS
from earnings.ledger.transaction import Cause, Transaction
from earnings.statements.statement import StatementLine

_PAYOUTS = frozenset({Cause.PAID, Cause.RETURNED})


@dataclass(frozen=True, slots=True)
class BookedTransaction:
    """``booked_at``: when it was stored. Its own moment is that of its cause, which may lie in an earlier month."""

    booked_at: datetime
    transaction: Transaction


def list_lines(booked: Iterable[BookedTransaction], partner: str, currency: str) -> tuple[StatementLine, ...]:
    """Every change of what is owed, as it was booked; moves from pending to payable change nothing."""
    return tuple(line for each in booked for line in _read_lines(each, partner, currency))


def _read_lines(booked: BookedTransaction, partner: str, currency: str) -> Iterator[StatementLine]:
    transaction = booked.transaction
    changes: Counter[str] = Counter()
    for posting in transaction.postings:
        if (posting.owner, posting.currency) != (partner, currency) or posting.account not in PARTNER_ACCOUNTS:
            continue
        # A payout is one line, however many orders it pays.
        is_whole = posting.line is None or transaction.cause in _PAYOUTS
        subject = _name_payout(transaction.key) if is_whole or posting.line is None else posting.line.subject
        changes[subject] -= posting.minor
    for subject, minor in changes.items():
        if minor:
            yield StatementLine(booked.booked_at, transaction.cause, subject, minor, transaction.note)


def _name_payout(key: str) -> str:
    """The run of a key like ``payout/RUN/PARTNER/EUR/confirmed``."""
    parts = key.split("/")
    return parts[1] if len(parts) > 1 else key
