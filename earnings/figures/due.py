"""What each partner is owed by state, when it becomes payable, and why somebody is not paid yet."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from earnings.figures.balances import OwnerBalance, query_balances
from earnings.ledger.accounts import Account
from earnings.ledger.transaction import Line, LineKind
from earnings.payout_runs.drafting import map_payees_with_terms
from earnings.payouts.draft import find_obstacle, make_item
from earnings.payouts.payee import Payee
from earnings.payouts.run import PayoutRun, Skipped
from earnings.terms.terms import PayoutTerms
from registry.models import IS_WAITING, CommissionDue, LedgerLine
from registry.payout_requests import list_requested
from registry.sites import get_site


@dataclass(frozen=True, slots=True)
class Due:
    """What of one partner's pending money in one currency may become payable at a moment; None: no date is known."""

    partner: str
    currency: str
    at: datetime | None
    minor: int


@dataclass(frozen=True, slots=True)
class OwedPartner:
    """``obstacle``: why a run of this moment would not pay what is payable, None if it would or nothing is.

    ``payout_day``: the next one by the program's schedule; None without one, or where partners ask for it.
    """

    balance: OwnerBalance
    dues: tuple[Due, ...]
    obstacle: Skipped | None
    payout_day: date | None


def query_owed(session: Session, site_id: int, now: datetime) -> list[OwedPartner]:
    """Every partner with an entry in the ledger; customers, who are owed rewards, are not in it."""
    payees, requested = map_payees_with_terms(session, site_id, now), list_requested(session, site_id)
    zone = ZoneInfo(get_site(session, site_id).timezone)
    dues = _query_dues(session, site_id)
    balances = [
        each for each in query_balances(session.connection(), site_id) if not each.owner.startswith("customer:")
    ]
    found = []
    for each in balances:
        payee = payees.get(each.owner, Payee(each.owner, has_method=False))
        payee = replace(payee, has_requested=(each.owner, each.currency) in requested)
        own_dues = tuple(dues.get((each.owner, each.currency), ()))
        found.append(OwedPartner(each, own_dues, _find_obstacle(each, payee, now), find_payout_day(payee, now, zone)))
    return found


def find_payout_day(payee: Payee, now: datetime, zone: ZoneInfo) -> date | None:
    """The next day of payment of the partner's program, today's included."""
    schedule = payee.terms.schedule if payee.terms else None
    return schedule.find_day(now.astimezone(zone).date()) if schedule else None


def _query_dues(session: Session, site_id: int) -> Mapping[tuple[str, str], list[Due]]:
    """By partner and currency, the earliest first; what waits for no date but for a fact comes last."""
    minor = func.sum(LedgerLine.pending)
    statement = (
        select(LedgerLine.owner, LedgerLine.currency, CommissionDue.due_at, minor)
        .outerjoin(
            CommissionDue,
            and_(CommissionDue.site_id == LedgerLine.site_id, CommissionDue.order_name == LedgerLine.subject),
        )
        .where(LedgerLine.site_id == site_id, IS_WAITING)
        .group_by(LedgerLine.owner, LedgerLine.currency, CommissionDue.due_at)
        .having(minor != 0)
    )
    found = defaultdict[tuple[str, str], list[Due]](list)
    for partner, currency, at, owed in session.execute(statement):
        found[partner, currency].append(Due(partner, currency, at, int(owed)))
    for dues in found.values():
        dues.sort(key=lambda due: (due.at is None, due.at.timestamp() if due.at else 0))
    return found


def _find_obstacle(balance: OwnerBalance, payee: Payee, now: datetime) -> Skipped | None:
    """By the same rules as a draft, for a run of this moment."""
    minor = balance.owed.get(Account.PAYABLE, 0)
    if not minor:
        return None
    run = PayoutRun("", balance.currency, now, "")
    terms = payee.terms or PayoutTerms()
    line = Line(LineKind.ADJUSTMENT, "", balance.owner, balance.currency)
    return find_obstacle(make_item(run, payee, [(line, minor)], terms), payee, run, terms)
