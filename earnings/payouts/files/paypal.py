"""PayPal's payments by file: a CSV without a head, after PayPal's page on payouts from its web interface.

Columns: e-mail, amount, currency, the customer id (here our reference), a note, the wallet.
https://developer.paypal.com/docs/payouts/integrate/ui-integration/
"""

from collections.abc import Sequence

from earnings.payouts.files.cells import write_rows
from earnings.payouts.files.errors import FileInvalid
from earnings.payouts.files.payment import Batch, Payment
from earnings.payouts.methods.kinds import Method, PaypalAccount

_LONGEST_NOTE = 400


def write_paypal(batch: Batch, payments: Sequence[Payment], part: int) -> bytes:
    """A row for each payment in one currency; ``part`` changes nothing in it."""
    return write_rows([_make_row(batch, payment) for payment in payments])


def _make_row(batch: Batch, payment: Payment) -> list[str]:
    email = _get_email(payment.recipient.method)
    note = batch.describe(payment)[:_LONGEST_NOTE]
    return [email, payment.amount.format(), payment.amount.currency, payment.reference, note, "PAYPAL"]


def _get_email(method: Method) -> str:
    if not isinstance(method, PaypalAccount):
        raise FileInvalid("PayPal's file carries payments to PayPal accounts alone")
    return method.email
