"""Wise's batch payments to e-mail addresses: its template with a head, after Wise's help on batch templates.

``amountCurrency`` is ``target``: the partner gets the exact amount, the payer bears Wise's fee.
https://wise.com/help/articles/2663302/how-do-i-fill-in-my-batch-template
"""

from collections.abc import Sequence

from earnings.payouts.files.cells import write_rows
from earnings.payouts.files.errors import FileInvalid
from earnings.payouts.files.payment import Batch, Payment
from earnings.payouts.methods.kinds import WiseAccount

_HEAD = (
    "name",
    "recipientEmail",
    "paymentReference",
    "receiverType",
    "amountCurrency",
    "amount",
    "sourceCurrency",
    "targetCurrency",
)


def write_wise(batch: Batch, payments: Sequence[Payment], part: int) -> bytes:
    """A row for each payment; ``part`` changes nothing in it."""
    return write_rows([_HEAD, *(_make_row(payment) for payment in payments)])


def _make_row(payment: Payment) -> list[str]:
    method, amount = payment.recipient.method, payment.amount
    if not isinstance(method, WiseAccount):
        raise FileInvalid("Wise's file carries payments to e-mail addresses alone")
    receiver = "BUSINESS" if method.is_business else "PERSON"
    return [
        method.holder, method.email, payment.reference, receiver, "target", amount.format(), amount.currency,
        amount.currency,
    ]  # fmt: skip
