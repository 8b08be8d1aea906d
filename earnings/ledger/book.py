"""The transactions posted so far, as balances by account and by line."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from earnings.ledger.accounts import OWED_ACCOUNTS, Account
from earnings.ledger.transaction import Cause, LedgerInvalid, Line, Transaction

_PAYMENTS = (Cause.PAID, Cause.RETURNED)
_GIVEN_UP = (Account.FORFEITED, Account.WRITE_OFF)


@dataclass(slots=True)
class LineBalance:
    """Where a line's money lies, in minor units owed; ``paid`` net of later deductions, ``paid_out`` without them."""

    owed: Counter[Account] = field(default_factory=Counter)
    paid: int = 0
    paid_out: int = 0
    forfeited: int = 0
    moves: int = 0
    payable_moves: list[tuple[datetime, int]] = field(default_factory=list)

    def sum_open(self) -> int:
        """What is owed and in no payout."""
        return sum(minor for account, minor in self.owed.items() if account is not Account.RESERVED)

    def sum_posted(self) -> int:
        """The line's amount: owed, paid and forfeited."""
        return sum(self.owed.values()) + self.paid + self.forfeited

    def find_payable(self, cutoff: datetime) -> int:
        """What was payable at the cutoff."""
        return sum(minor for at, minor in self.payable_moves if at <= cutoff)


class Book:
    """Takes each transaction once, in any way they are stored."""

    def __init__(self, transactions: Iterable[Transaction] = ()) -> None:
        self._content: dict[str, Transaction] = {}
        self._totals: Counter[tuple[Account, str, str]] = Counter()
        self._lines: defaultdict[Line, LineBalance] = defaultdict(LineBalance)
        self._of_subject: defaultdict[str, dict[Line, None]] = defaultdict(dict)
        self._of_owner: defaultdict[str, dict[Line, None]] = defaultdict(dict)
        for transaction in transactions:
            self.add(transaction)

    def add(self, transaction: Transaction) -> bool:
        """False if it is known; raises ``LedgerInvalid`` for a known key with other content."""
        known = self._content.get(transaction.key)
        if known:
            if known != transaction:
                raise LedgerInvalid(f"{transaction.key} was posted with other content; run the computation again")
            return False
        self._content[transaction.key] = transaction
        for line in {posting.line: None for posting in transaction.postings if posting.line}:
            self._of_subject[line.subject][line] = None
            self._of_owner[line.owner][line] = None
            self._lines[line].moves += 1
        self._add_postings(transaction)
        return True

    def find_transaction(self, key: str) -> Transaction | None:
        """What was posted by this key."""
        return self._content.get(key)

    def list_transactions(self) -> list[Transaction]:
        """All, in the order they were taken."""
        return list(self._content.values())

    def find_line(self, line: Line) -> LineBalance:
        """The line's balance, empty where nothing was posted. Not to be changed."""
        return self._lines.get(line) or LineBalance()

    def list_lines(self) -> list[Line]:
        """Every line that has an entry."""
        return list(self._lines)

    def list_subject(self, subject: str) -> list[Line]:
        """The lines of an order or period."""
        return list(self._of_subject.get(subject, ()))

    def list_owner(self, owner: str) -> list[Line]:
        """The lines of a partner or customer."""
        return list(self._of_owner.get(owner, ()))

    def list_owners(self) -> list[str]:
        """Everybody who has a line."""
        return sorted(self._of_owner)

    def sum_account(self, account: Account, currency: str, owner: str = "") -> int:
        """Debit above zero for an account of the site; for one of a partner or customer what he is owed."""
        total = self._totals[account, owner, currency]
        return -total if account in OWED_ACCOUNTS else total

    def map_site(self) -> dict[tuple[Account, str], int]:
        """The balances of the site's accounts that are not zero, debit above zero."""
        found = self._totals.items()
        return {(account, currency): n for (account, owner, currency), n in found if n and account not in OWED_ACCOUNTS}

    def _add_postings(self, transaction: Transaction) -> None:
        moved: Counter[Line] = Counter()
        for posting in transaction.postings:
            self._totals[posting.account, posting.owner, posting.currency] += posting.minor
            if posting.line is None:
                continue
            balance = self._lines[posting.line]
            if posting.account in _GIVEN_UP:
                balance.forfeited -= posting.minor
            if posting.account not in OWED_ACCOUNTS:
                continue
            balance.owed[posting.account] -= posting.minor
            moved[posting.line] -= posting.minor
            if posting.account is Account.PAYABLE:
                balance.payable_moves.append((transaction.at, -posting.minor))
        for line, minor in moved.items():
            if transaction.cause in _PAYMENTS:
                self._lines[line].paid -= minor
                self._lines[line].paid_out += max(-minor, 0) if transaction.cause is Cause.PAID else -max(minor, 0)
