"""What partners are owed, how that changed from day to day, and which of their orders are held."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from earnings.ledger.accounts import PARTNER_ACCOUNTS, Account
from registry.models import IS_WAITING, LedgerBalance, LedgerLine, LedgerMoment

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
        select(LedgerBalance.account, LedgerBalance.currency, func.sum(LedgerBalance.minor))
        .where(LedgerBalance.site_id == site_id, LedgerBalance.owner != "", LedgerBalance.account.in_(_ACCOUNTS))
        .group_by(LedgerBalance.account, LedgerBalance.currency)
        .order_by(LedgerBalance.account, LedgerBalance.currency)
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
    # By the moment, since databases differ in how they name its day in a zone.
    sums = (
        select(LedgerMoment.stored_at, LedgerMoment.currency, func.sum(LedgerMoment.minor))
        .where(LedgerMoment.site_id == site_id, LedgerMoment.stored_at >= since, LedgerMoment.account.in_(_ACCOUNTS))
        .group_by(LedgerMoment.stored_at, LedgerMoment.currency)
    )
    changes = defaultdict[date, Counter[str]](Counter)
    for stored_at, currency, minor in connection.execute(sums):
        changes[stored_at.astimezone(zone).date()][currency] -= int(minor)
    return changes


def _count_held(connection: Connection, site_id: int) -> int:
    held = (
        select(LedgerLine.subject)
        .where(LedgerLine.site_id == site_id, IS_WAITING)
        .group_by(LedgerLine.subject)
        .having(func.sum(LedgerLine.held) != 0)
        .subquery()
    )
    return connection.scalar(select(func.count()).select_from(held)) or 0
