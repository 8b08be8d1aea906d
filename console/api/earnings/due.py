"""GET /balances/due: what is owed by state and date, and why somebody is not paid yet."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta

from console.api.fields import DATE, LABEL, Instant, Resource, choice
from console.api.names import Names, query_names
from console.api.questions.period import parse_zone
from console.api.request import ApiRequest, Call, Table
from database.sessions import begin_read
from earnings.figures.due import Due, OwedPartner, query_owed
from earnings.ledger.accounts import Account
from earnings.payouts.run import Skipped
from money.amount import Amount
from registry.sites import get_site


class DueBalance(Resource):
    """What one partner is owed in one currency.

    `next_due_at`: when the first of what is pending may become payable; null where only a confirmation is waited for.
    `obstacle`: why a payout run of this moment would not pay what is payable; empty if it would, or nothing is.
    `next_payout_on`: the next day of payment by the program's schedule; null without one.
    """

    partner: str
    partner_name: Annotated[str, LABEL]
    currency: str
    payable: Amount
    pending: Amount
    next_due_at: Instant | None
    held: Amount
    reserved: Amount
    paid: Amount
    obstacle: Annotated[str, choice(("", *Skipped)), Meta(description="Empty: nothing stands in the way")]
    next_payout_on: Annotated[str | None, DATE]


def answer_due(request: ApiRequest) -> Table:
    """By partner; `days`: what all partners' pending money may become payable on each day of `tz`, null: no date."""
    site_id = request.site().site_id
    with begin_read(request.dependencies.sessions) as session:
        zone = parse_zone(request.query.get("tz") or get_site(session, site_id).timezone)
        names, found = query_names(session, site_id), query_owed(session, site_id, request.now)
    days = [
        {"day": day.isoformat() if day else None, "amount": Amount(minor, currency)}
        for (day, currency), minor in _sum_days((due for each in found for due in each.dues), zone)
    ]
    return Table([_show(each, names) for each in found], {"days": days})


def _sum_days(dues: Iterable[Due], zone: ZoneInfo) -> list[tuple[tuple[date | None, str], int]]:
    """The earliest first; what has no date comes last."""
    sums = Counter[tuple[date | None, str]]()
    for due in dues:
        sums[due.at.astimezone(zone).date() if due.at else None, due.currency] += due.minor
    return sorted(sums.items(), key=lambda each: (each[0][0] is None, each[0][0] or date.min, each[0][1]))


def _show(owed: OwedPartner, names: Names) -> DueBalance:
    balance = owed.balance

    def find(account: Account) -> Amount:
        return Amount(balance.owed.get(account, 0), balance.currency)

    return DueBalance(
        partner=balance.owner,
        partner_name=names.name_partner(balance.owner),
        currency=balance.currency,
        payable=find(Account.PAYABLE),
        pending=find(Account.PENDING),
        next_due_at=owed.dues[0].at if owed.dues else None,
        held=find(Account.HELD),
        reserved=find(Account.RESERVED),
        paid=Amount(balance.paid, balance.currency),
        obstacle=owed.obstacle or "",
        next_payout_on=owed.payout_day.isoformat() if owed.payout_day else None,
    )


CALLS = (
    Call(
        "list_due_balances",
        "GET",
        "/balances/due",
        answer_due,
        "What is owed by state and date, and why somebody is not paid yet",
        parameters=("site", "tz", "format"),
        answer_type=DueBalance,
        has_figures=True,
    ),
)
