"""All payments of a run as a CSV file for people and programs, whatever their method; its details are in clear."""

from collections.abc import Sequence

from earnings.payouts.files.cells import write_rows
from earnings.payouts.files.payment import Batch, Payment
from earnings.payouts.methods.kinds import find_kind
from earnings.payouts.methods.parsing import list_fields

_DETAILS = (
    "iban",
    "bic",
    "account",
    "bik",
    "bank",
    "correspondent_account",
    "inn",
    "kpp",
    "email",
    "is_business",
    "text",
)
_HEAD = ("reference", "partner", "name", "amount", "currency", "execute_on", "purpose", "kind", "holder", *_DETAILS)


def write_plain_csv(batch: Batch, payments: Sequence[Payment], part: int) -> bytes:
    """A head and a row for each payment; ``part`` changes nothing in it."""
    return write_rows([_HEAD, *(_make_row(batch, payment) for payment in payments)])


def _make_row(batch: Batch, payment: Payment) -> list[str]:
    recipient, amount = payment.recipient, payment.amount
    details = list_fields(recipient.method)
    own = [payment.reference, recipient.partner, recipient.name, amount.format(), amount.currency]
    more = [batch.execute_on.isoformat(), batch.purpose, str(find_kind(recipient.method)), recipient.method.holder]
    return [*own, *more, *(details.get(name, "") for name in _DETAILS)]
