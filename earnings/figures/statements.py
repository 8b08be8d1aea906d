"""A partner's monthly statements, from the entries of his chain in the order in which they were stored.

A month has what was booked in it, not what happened in it: a sale of May that is decided in June is in June's.
So a month that has ended never changes, and its statement ends where the partner's chain ended.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from earnings.ledger.accounts import PARTNER_ACCOUNTS, Account
from earnings.ledger.transaction import Transaction
from earnings.statements.lines import BookedTransaction, list_lines
from earnings.statements.statement import Balances, ChainHead, Party, Statement, check_statement
from earnings.storage.codec import decode
from registry.models import LedgerPosting, LedgerRecord, LedgerStatement

_ROWS_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Month:
    """A calendar month of the site's zone, by the moments at which it begins and ends."""

    name: str
    begins: datetime
    ends: datetime


@dataclass(frozen=True, slots=True)
class MonthlyBalance:
    """What a partner was owed of one currency when the month began and when it ended, in minor units."""

    month: Month
    currency: str
    opening: Balances
    closing: Balances


@dataclass(frozen=True, slots=True)
class _Change:
    """What one entry of a chain changed, in the order of the chain; ``booked_at`` never goes back."""

    seq: int
    booked_at: datetime
    currency: str
    account: Account
    minor: int


def make_month(year: int, month: int, zone: str) -> Month:
    """From midnight to midnight on the clocks of the zone."""
    after = (year + month // 12, month % 12 + 1)
    begins, ends = (datetime(*each, 1, tzinfo=ZoneInfo(zone)) for each in ((year, month), after))
    return Month(f"{year:04}-{month:02}", begins, ends)


def query_months(connection: Connection, site_id: int, partner: str, zone: str, now: datetime) -> list[MonthlyBalance]:
    """Each month since the partner's first entry, the present one too, and each currency; the newest first."""
    changes = list(_query_changes(connection, site_id, partner))
    if not changes:
        return []
    found: list[MonthlyBalance] = []
    owed: dict[str, Counter[Account]] = {}
    position = 0
    for month in _list_months(changes[0].booked_at, max(now, changes[-1].booked_at), zone):
        opening = {currency: _balance(each) for currency, each in owed.items()}
        while position < len(changes) and changes[position].booked_at < month.ends:
            change = changes[position]
            owed.setdefault(change.currency, Counter())[change.account] += change.minor
            position += 1
        found += [
            MonthlyBalance(month, currency, opening.get(currency, Balances()), _balance(owed[currency]))
            for currency in sorted(owed, reverse=True)
        ]
    return found[::-1]


def query_statement(
    connection: Connection, site_id: int, partner: str, balance: MonthlyBalance, number: str, parties: Sequence[Party]
) -> Statement:
    """``parties``: site and partner; raises ``StatementInvalid`` where the ledger's figures contradict one another."""
    month, currency = balance.month, balance.currency
    seqs = [each.seq for each in _query_changes(connection, site_id, partner) if each.booked_at < month.ends]
    booked, head = query_booked(connection, site_id, partner, max(seqs), month)
    site, own = parties
    return check_statement(
        Statement(
            number=number,
            site=site,
            partner=own,
            currency=currency,
            zone=str(month.begins.tzinfo),
            begins=month.begins,
            ends=month.ends,
            opening=balance.opening,
            lines=list_lines(booked, partner, currency),
            closing=balance.closing,
            chain=head,
        )
    )


def _query_changes(connection: Connection, site_id: int, partner: str) -> Iterator[_Change]:
    posting, record = LedgerPosting, LedgerRecord
    grouped = (posting.seq, record.stored_at, posting.currency, posting.account)
    statement = (
        select(*grouped, func.sum(posting.minor))
        .join(record, (record.site_id == posting.site_id) & (record.seq == posting.seq))
        .where(posting.site_id == site_id, posting.owner == partner)
        .group_by(*grouped)
        .order_by(posting.seq)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    latest: datetime | None = None
    for seq, stored_at, currency, account, minor in connection.execute(statement):
        latest = max(latest or stored_at, stored_at)
        yield _Change(seq, latest, currency, Account(account), -int(minor))


def query_booked(
    connection: Connection, site_id: int, partner: str, last_seq: int | None, month: Month
) -> tuple[list[BookedTransaction], ChainHead]:
    """The entries from the month's beginning up to this one, None for all, and the end of the chain there."""
    chain, record = LedgerStatement, LedgerRecord
    statement = (
        select(chain.number, chain.hash, record.stored_at, record.content)
        .join(record, (record.site_id == chain.site_id) & (record.seq == chain.seq))
        .where(chain.site_id == site_id, chain.owner == partner)
        .order_by(chain.number)
        .execution_options(yield_per=_ROWS_AT_ONCE)
    )
    if last_seq is not None:
        statement = statement.where(chain.seq <= last_seq)
    booked: list[BookedTransaction] = []
    head, latest, is_begun = ChainHead(0, ""), month.begins, False
    for number, hashed, stored_at, content in connection.execute(statement):
        head, latest = ChainHead(number, hashed), max(latest, stored_at)
        is_begun = is_begun or stored_at >= month.begins
        if is_begun:
            booked.append(BookedTransaction(latest, decode(Transaction, content)))
    return booked, head


def _list_months(first: datetime, last: datetime, zone: str) -> Iterator[Month]:
    begun, ends = first.astimezone(ZoneInfo(zone)), last.astimezone(ZoneInfo(zone))
    for index in range(begun.year * 12 + begun.month - 1, ends.year * 12 + ends.month):
        yield make_month(index // 12, index % 12 + 1, zone)


def _balance(owed: Counter[Account]) -> Balances:
    return Balances(*(owed[account] for account in PARTNER_ACCOUNTS))
