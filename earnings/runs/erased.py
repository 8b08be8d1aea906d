"""Conversions of people who were erased: no amount changes any more, and what is pending matures when it is due.

What nobody confirmed stays pending: nobody can confirm it any more.
"""

from collections.abc import Iterator
from datetime import timedelta

from earnings.commissions.decision import Decision, Lock
from earnings.commissions.plan import Record
from earnings.ledger.accounts import Account
from earnings.ledger.book import Book
from earnings.ledger.movements import Target, plan_line
from earnings.terms.terms import Terms


def mature_erased(decision: Decision, terms: Terms, book: Book) -> Iterator[Record]:
    """The lock of a decision that is due and confirmed, and the way of its pending lines to payable."""
    conversion = decision.conversion
    if not terms.pay_unconfirmed and conversion.is_doubtful:
        return
    at = max(conversion.at + timedelta(days=terms.hold_days), conversion.received)
    yield Lock(decision.order, decision.revision, at)
    for line in book.list_subject(decision.order):
        balance = book.find_line(line)
        if balance.owed[Account.PENDING]:
            yield from plan_line(line, balance, Target(balance.sum_posted(), Account.PAYABLE, at, at))
