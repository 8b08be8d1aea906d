"""Double entry: postings of one transaction sum to zero in each currency, and a transaction is never changed."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import quote

from earnings.ledger.accounts import Account


class LineKind(StrEnum):
    """What a line of money is for; the parents' lines are ``level2``, ``level3`` and so on."""

    DIRECT = "direct"
    LEVEL = "level"
    TRUE_UP = "true_up"
    BONUS = "bonus"
    REWARD = "reward"
    ADJUSTMENT = "adjustment"


class Cause(StrEnum):
    """Why money was moved."""

    ACCRUAL = "accrual"
    REDUCTION = "reduction"
    HOLD = "hold"
    RELEASE = "release"
    LOCK = "lock"
    ADJUSTMENT = "adjustment"
    PENALTY = "penalty"
    FORFEIT = "forfeit"
    WRITE_OFF = "write_off"
    FREEZE = "freeze"
    PAID = "paid"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"
    RETURNED = "returned"


class LedgerInvalid(ValueError):
    """A transaction that must not be stored."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of money: ``subject`` is the order, period or adjustment, ``source`` the child or rule it comes by."""

    kind: LineKind
    subject: str
    owner: str
    currency: str
    source: str = ""
    level: int = 0

    @property
    def id(self) -> str:
        """The same for the same line, of no other."""
        parts = (self.name, self.subject, self.owner, self.source, self.currency)
        return "/".join(quote(part, safe="") for part in parts)

    @property
    def name(self) -> str:
        """The kind, with the number of the level."""
        return f"{self.kind}{self.level or ''}"


@dataclass(frozen=True, slots=True)
class Posting:
    """``minor`` units, debit above zero; what a partner or customer is owed is a credit."""

    account: Account
    minor: int
    currency: str
    owner: str = ""
    line: Line | None = None

    @property
    def line_id(self) -> str:
        """The id of its line, empty without one."""
        return self.line.id if self.line else ""


@dataclass(frozen=True, slots=True)
class Transaction:
    """``key`` is unique: the same key with other content is an error. ``at`` is the moment of its cause.

    ``by`` names the person who posted it, ``note`` is what the partner reads about it; a run has neither.
    """

    key: str
    at: datetime
    cause: Cause
    postings: tuple[Posting, ...]
    by: str = ""
    note: str = ""


def make_transaction(key: str, at: datetime, cause: Cause, postings: list[Posting]) -> Transaction:
    """Leaves out postings of nothing; raises ``LedgerInvalid`` unless the rest balances."""
    total: Counter[str] = Counter()
    for posting in postings:
        total[posting.currency] += posting.minor
    if any(total.values()):
        raise LedgerInvalid(f"the transaction {key} does not balance: {dict(total)}")
    return Transaction(key, at, cause, tuple(posting for posting in postings if posting.minor))


def owe(account: Account, line: Line, minor: int) -> Posting:
    """Raises what the line's owner is owed in one of his accounts; below zero lowers it."""
    return Posting(account, -minor, line.currency, line.owner, line)
