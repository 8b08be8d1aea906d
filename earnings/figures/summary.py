"""What a partner wants to know at a glance: earned this month, pending until when, approved, and the next payout."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from earnings.figures.balances import OwnerBalance, query_balances
from earnings.figures.due import find_payout_day
from earnings.figures.statements import query_booked, query_months
from earnings.ledger.accounts import Account
from earnings.ledger.transaction import Cause, Line, LineKind
from earnings.payees.stored_methods import find_payee
from earnings.payout_runs.drafting import find_payout_terms
from earnings.payouts.draft import draft_payment
from earnings.payouts.run import Item, PayoutRun, Skipped
from earnings.runs.programs import query_programs
from earnings.statements.lines import list_lines
from registry.models import CommissionDue, LedgerLine, Partner
from registry.payout_requests import find_open_request
from registry.sites import get_site

# What changes how much a partner earned; all else moves it, pays it or takes it away later.
_EARNING = frozenset({Cause.ACCRUAL, Cause.REDUCTION, Cause.ADJUSTMENT, Cause.PENALTY})


@dataclass(frozen=True, slots=True)
class Summary:
    """Of one currency; ``pending_from`` and ``pending_until``: when the first and the last of the holds end.

    ``payment`` is what a payout run would pay now, ``obstacle`` why it would not. ``payout_day``: the next one by the
    program's schedule.
    """

    balance: OwnerBalance
    earned: int
    pending_from: datetime | None
    pending_until: datetime | None
    payment: Item
    obstacle: Skipped | None
    minimum: int
    payout_day: date | None
    is_requested: bool


def query_summaries(session: Session, partner: Partner, now: datetime) -> list[Summary]:
    """In each currency in which the partner has an entry; the site's first."""
    connection, site = session.connection(), get_site(session, partner.site_id)
    balances = query_balances(connection, site.id, partner.own_code)
    earned = _query_earned(connection, partner, site.timezone, now)
    payee = find_payee(session, partner)
    terms = find_payout_terms(query_programs(session, site.id), partner.program_id, now)
    found = []
    for balance in sorted(balances, key=lambda each: (each.currency != site.currency, each.currency)):
        first, last = _query_dues(connection, partner, balance.currency)
        line = Line(LineKind.ADJUSTMENT, "", partner.own_code, balance.currency)
        is_requested = find_open_request(session, partner.id, balance.currency) is not None
        payee = replace(payee, terms=terms, has_requested=is_requested)
        run = PayoutRun("", balance.currency, now, "")
        payment, obstacle = draft_payment(run, payee, [(line, balance.owed.get(Account.PAYABLE, 0))], terms)
        minimum = terms.find_minimum(balance.currency)
        found.append(
            Summary(
                balance,
                earned.get(balance.currency, 0),
                first,
                last,
                payment,
                obstacle,
                minimum,
                find_payout_day(payee, now, ZoneInfo(site.timezone)),
                is_requested,
            )
        )
    return found


def _query_earned(connection: Connection, partner: Partner, zone: str, now: datetime) -> dict[str, int]:
    """What was booked in the month of ``now``."""
    months = query_months(connection, partner.site_id, partner.own_code, zone, now)
    earned: dict[str, int] = {}
    for each in months:
        if each.month == months[0].month:
            booked, _ = query_booked(connection, partner.site_id, partner.own_code, None, each.month)
            lines = list_lines(booked, partner.own_code, each.currency)
            earned[each.currency] = sum(line.minor for line in lines if line.cause in _EARNING)
    return earned


def _query_dues(connection: Connection, partner: Partner, currency: str) -> tuple[datetime | None, datetime | None]:
    line, due = LedgerLine, CommissionDue
    pending = (
        select(line.subject)
        .where(line.site_id == partner.site_id, line.owner == partner.own_code, line.currency == currency)
        .group_by(line.subject)
        .having(func.sum(line.pending) != 0)
    )
    ends = select(func.min(due.due_at), func.max(due.due_at)).where(
        due.site_id == partner.site_id, due.order_name.in_(pending)
    )
    first, last = connection.execute(ends).one()
    return first, last
