"""The state of a line of money as partners see it."""

from enum import StrEnum

from earnings.ledger.accounts import Account
from earnings.ledger.book import LineBalance


class LineState(StrEnum):
    """Where the line's money is; ``paid`` also where some of it was taken back later."""

    PENDING = "pending"
    HELD = "held"
    APPROVED = "approved"
    IN_PAYOUT = "in_payout"
    PAID = "paid"
    REVERSED = "reversed"
    FORFEITED = "forfeited"


_OPEN = {
    Account.HELD: LineState.HELD,
    Account.PENDING: LineState.PENDING,
    Account.CUSTOMER_PENDING: LineState.PENDING,
    Account.PAYABLE: LineState.APPROVED,
    Account.CUSTOMER_GRANTED: LineState.APPROVED,
}


def find_state(balance: LineBalance) -> LineState:
    """The first that applies, from the end of the way backwards."""
    if balance.paid_out > 0:
        return LineState.PAID
    if balance.owed[Account.RESERVED]:
        return LineState.IN_PAYOUT
    if balance.forfeited > 0 and not balance.sum_open():
        return LineState.FORFEITED
    return next((state for account, state in _OPEN.items() if balance.owed[account]), LineState.REVERSED)
