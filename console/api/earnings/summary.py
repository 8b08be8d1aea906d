"""GET /earnings/summary: what a partner wants to know at a glance."""

from typing import Annotated

from msgspec import Meta

from console.api.earnings.own_partner import find_account
from console.api.fields import DATE, Instant, Resource, choice
from console.api.request import ApiRequest, Call, Table
from database.sessions import begin_read
from earnings.figures.summary import Summary, query_summaries
from earnings.ledger.accounts import Account
from earnings.payouts.run import Skipped
from money.amount import Amount


class EarningsSummary(Resource):
    """Of one currency. `earned` is what this calendar month brought, in the zone of the site, whatever became of it.

    `pending_from` and `pending_until` are the ends of the first and the last hold; null where nothing waits for one.
    `next_payout` is what a payout run would pay now; null where it would skip the partner, and `obstacle` says why.
    `next_payout_on` is the next day of the program's schedule, null without one.
    """

    currency: str
    earned: Amount
    pending: Amount
    pending_from: Instant | None
    pending_until: Instant | None
    held: Amount
    approved: Amount
    in_payout: Amount
    paid: Amount
    next_payout: Amount | None
    obstacle: Annotated[str, choice(("", *Skipped))]
    next_payout_on: Annotated[str | None, DATE]
    minimum: Annotated[Amount, Meta(description="Below it nothing is paid")]


def answer_summary(request: ApiRequest) -> Table:
    """The site's currency first."""
    site_id, given = request.site().site_id, request.query.get("partner", "")
    with begin_read(request.dependencies.sessions) as session:
        account = find_account(session, request.caller, site_id, given)
        return Table([_show(each) for each in query_summaries(session, account.partner, request.now)])


def _show(summary: Summary) -> EarningsSummary:
    balance, currency = summary.balance, summary.balance.currency

    def owe(account: Account) -> Amount:
        return Amount(balance.owed.get(account, 0), currency)

    return EarningsSummary(
        currency=currency,
        earned=Amount(summary.earned, currency),
        pending=owe(Account.PENDING),
        pending_from=summary.pending_from,
        pending_until=summary.pending_until,
        held=owe(Account.HELD),
        approved=owe(Account.PAYABLE),
        in_payout=owe(Account.RESERVED),
        paid=Amount(balance.paid, currency),
        next_payout=None if summary.obstacle else Amount(summary.payment.transfer, currency),
        obstacle=summary.obstacle or "",
        next_payout_on=summary.payout_day.isoformat() if summary.payout_day else None,
        minimum=Amount(summary.minimum, currency),
    )


CALLS = (
    Call(
        "read_earnings_summary",
        "GET",
        "/earnings/summary",
        answer_summary,
        "What a partner earned this month, what is pending and until when, and the next payout",
        parameters=("site", "partner", "format"),
        answer_type=EarningsSummary,
        is_for_partners=True,
        has_figures=True,
    ),
)
