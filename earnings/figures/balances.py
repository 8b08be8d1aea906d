"""What each partner and customer is owed, and the site's accounts, by the sums that are kept of the postings."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from earnings.ledger.accounts import OWED_ACCOUNTS, Account
from registry.models import LedgerBalance, LedgerPosting


@dataclass(frozen=True, slots=True)
class OwnerBalance:
    """Minor units of one currency that a partner or customer is owed, by account; ``paid`` net of later deductions."""

    owner: str
    currency: str
    owed: Mapping[Account, int]
    paid: int


def query_balances(connection: Connection, site_id: int, owner: str | None = None) -> list[OwnerBalance]:
    """Of all, or of one; those who have any entry, by owner and currency."""
    own = LedgerBalance.owner != "" if owner is None else LedgerBalance.owner == owner
    named = (LedgerBalance.owner, LedgerBalance.currency, LedgerBalance.account)
    sums = select(*named, LedgerBalance.minor).where(LedgerBalance.site_id == site_id, own).order_by(*named)
    owed: dict[tuple[str, str], Counter[Account]] = {}
    for name, currency, account, minor in connection.execute(sums):
        balance = owed.setdefault((name, currency), Counter())
        if Account(account) in OWED_ACCOUNTS:
            balance[Account(account)] = -int(minor)
    paid = _query_paid(connection, site_id, owner)
    return [OwnerBalance(*key, balance, paid.get(key, 0)) for key, balance in owed.items()]


def query_site_accounts(connection: Connection, site_id: int) -> dict[tuple[Account, str], int]:
    """The balances of the site's accounts that are not zero, debit above zero."""
    sums = (
        select(LedgerBalance.account, LedgerBalance.currency, func.sum(LedgerBalance.minor))
        .where(LedgerBalance.site_id == site_id)
        .group_by(LedgerBalance.account, LedgerBalance.currency)
        .order_by(LedgerBalance.account, LedgerBalance.currency)
    )
    found = ((Account(account), currency, int(minor)) for account, currency, minor in connection.execute(sums))
    return {(account, code): minor for account, code, minor in found if minor and account not in OWED_ACCOUNTS}


def _query_paid(connection: Connection, site_id: int, owner: str | None) -> dict[tuple[str, str], int]:
    """What left what is owed by transactions that moved cash."""
    own = LedgerPosting.owner != "" if owner is None else LedgerPosting.owner == owner
    moved_cash = select(LedgerPosting.seq).where(
        LedgerPosting.site_id == site_id, LedgerPosting.account == str(Account.CASH)
    )
    sums = (
        select(LedgerPosting.owner, LedgerPosting.currency, func.sum(LedgerPosting.minor))
        .where(
            LedgerPosting.site_id == site_id,
            own,
            LedgerPosting.account.in_([str(each) for each in OWED_ACCOUNTS]),
            LedgerPosting.seq.in_(moved_cash),
        )
        .group_by(LedgerPosting.owner, LedgerPosting.currency)
    )
    return {(name, currency): int(minor) for name, currency, minor in connection.execute(sums)}
