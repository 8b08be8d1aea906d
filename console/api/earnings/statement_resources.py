"""A partner's statements as answers have them."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from console.api.fields import Count, Instant, Resource
from earnings.figures.statements import MonthlyBalance
from earnings.statements.statement import Balances, Statement
from money.amount import Amount


class StatementMonth(Resource):
    """`is_final`: the month has ended, so its statement never changes; else it says how things are so far."""

    period: Annotated[str, Meta(description="A calendar month in the zone of the site, like 2026-05")]
    currency: str
    partner: str
    is_final: bool
    opening: Amount
    closing: Amount


class StatementBalances(Resource):
    """Where the money lay."""

    pending: Amount
    held: Amount
    payable: Amount
    reserved: Amount
    total: Amount


class StatementEntry(Resource):
    """One change of what is owed, when it was booked; `reference` is the order, period, adjustment or payout run."""

    at: Instant
    cause: str
    reference: str
    note: str
    amount: Amount
    balance: Amount


class StatementDocument(Resource):
    """The statement of one month and currency; `chain_number` and `chain_hash`: the partner's last entry in it."""

    number: str
    period: str
    currency: str
    partner: str
    site_name: str
    partner_name: str
    begins: Instant
    ends: Instant
    is_final: bool
    opening: StatementBalances
    entries: list[StatementEntry]
    closing: StatementBalances
    chain_number: Count
    chain_hash: str


def show_month(balance: MonthlyBalance, partner: str, now: datetime) -> StatementMonth:
    """One row of the list."""
    return StatementMonth(
        period=balance.month.name,
        currency=balance.currency,
        partner=partner,
        is_final=balance.month.ends <= now,
        opening=Amount(balance.opening.sum(), balance.currency),
        closing=Amount(balance.closing.sum(), balance.currency),
    )


def show_statement(statement: Statement, balance: MonthlyBalance, partner: str, now: datetime) -> StatementDocument:
    """With what was owed after each entry."""
    owed, entries = statement.opening.sum(), []
    for line in statement.lines:
        owed += line.minor
        money = (Amount(line.minor, statement.currency), Amount(owed, statement.currency))
        entries.append(StatementEntry(line.at, line.cause, line.subject, line.note, *money))
    return StatementDocument(
        number=statement.number,
        period=balance.month.name,
        currency=statement.currency,
        partner=partner,
        site_name=statement.site.name,
        partner_name=statement.partner.name,
        begins=statement.begins,
        ends=statement.ends,
        is_final=balance.month.ends <= now,
        opening=_show_balances(statement.opening, statement.currency),
        entries=entries,
        closing=_show_balances(statement.closing, statement.currency),
        chain_number=statement.chain.number,
        chain_hash=statement.chain.hash,
    )


def _show_balances(owed: Balances, currency: str) -> StatementBalances:
    parts = (owed.pending, owed.held, owed.payable, owed.reserved, owed.sum())
    return StatementBalances(*(Amount(minor, currency) for minor in parts))
