"""What partners are owed, how that changed from day to day, and which of their orders are held."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from earnings.ledger.accounts import PARTNER_ACCOUNTS, Account
from registry.models import LedgerPosting, LedgerRecord

_ACCOUNTS = [str(account) for account in PARTNER_ACCOUNTS]


@dataclass(frozen=True, slots=True)
class Owed:
    """Minor units by currency; ``by_account`` sums to what is owed now, ``changes`` are of the days of a zone.

    ``held_orders``: how many conversions and periods have money that is held.
    """

    by_account: Mapping[Account, Mapping[str, int]]
    changes: Mapping[date, Mapping[str, int]]
    held_orders: int

    def sum_accounts(self) -> dict[str, int]:
        """What is owed now, by currency."""
        total = Counter[str]()
        for amounts in self.by_account.values():
            total.update(amounts)
        return dict(total)


def query_owed(connection: Connection, site_id: int, since: datetime, zone: ZoneInfo) -> Owed:
    """The balances of now, and their changes from ``since`` on, by the day of the zone on which they were stored."""
    sums = (
        select(LedgerPosting.account, LedgerPosting.currency, func.sum(LedgerPosting.minor))
        .where(LedgerPosting.site_id == site_id, LedgerPosting.owner != "", LedgerPosting.account.in_(_ACCOUNTS))
        .group_by(LedgerPosting.account, LedgerPosting.currency)
        .order_by(LedgerPosting.account, LedgerPosting.currency)
    )
    by_account = defaultdict[Account, dict[str, int]](dict)
    for account, currency, minor in connection.execute(sums):
        by_account[Account(account)][currency] = -int(minor)
    held = any(by_account[Account.HELD].values())
    changes = _query_changes(connection, site_id, since, zone)
    return Owed(by_account, changes, _count_held(connection, site_id) if held else 0)


def _query_changes(
    connection: Connection, site_id: int, since: datetime, zone: ZoneInfo
) -> Mapping[date, Mapping[str, int]]:
    first = _find_first(connection, site_id, since)
    # By the moment, since databases differ in how they name its day in a zone; all of a turn is stored at one moment.
    sums = (
        select(LedgerRecord.stored_at, LedgerPosting.currency, func.sum(LedgerPosting.minor))
        .join(LedgerRecord, (LedgerRecord.site_id == LedgerPosting.site_id) & (LedgerRecord.seq == LedgerPosting.seq))
        .where(
            LedgerPosting.site_id == site_id,
            LedgerPosting.seq >= first,
            LedgerPosting.owner != "",
            LedgerPosting.account.in_(_ACCOUNTS),
        )
        .group_by(LedgerRecord.stored_at, LedgerPosting.currency)
    )
    changes = defaultdict[date, Counter[str]](Counter)
    for stored_at, currency, minor in connection.execute(sums):
        changes[stored_at.astimezone(zone).date()][currency] -= int(minor)
    return changes


def _find_first(connection: Connection, site_id: int, since: datetime) -> int:
    """The number of the first record that was stored at ``since`` or later; records are stored one after another."""
    low = 1
    high = (connection.scalar(select(func.max(LedgerRecord.seq)).where(LedgerRecord.site_id == site_id)) or 0) + 1
    while low < high:
        middle = (low + high) // 2
        stored_at = connection.scalar(
            select(LedgerRecord.stored_at).where(LedgerRecord.site_id == site_id, LedgerRecord.seq == middle)
        )
        if stored_at is not None and stored_at < since:
            low = middle + 1
        else:
            high = middle
    return low


def _count_held(connection: Connection, site_id: int) -> int:
    held = (
        select(LedgerPosting.subject)
        .where(LedgerPosting.site_id == site_id, LedgerPosting.account == str(Account.HELD))
        .group_by(LedgerPosting.subject)
        .having(func.sum(LedgerPosting.minor) != 0)
        .subquery()
    )
    return connection.scalar(select(func.count()).select_from(held)) or 0
