"""One payment of a run, who pays, and all payments of a run, in an order that never changes."""

import hashlib
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from earnings.payouts.files.errors import FileInvalid
from earnings.payouts.methods.kinds import Method
from earnings.payouts.run import Item, ItemState, PayoutRun, RunState
from earnings.payouts.settlement import convert_transfer
from money.amount import Amount

# 65 bits; 16 characters, all that the reference of an MT940 entry holds.
_REFERENCE_DIGITS = 13
_FROZEN = frozenset(RunState) - {RunState.DRAFT, RunState.DISCARDED}


@dataclass(frozen=True, slots=True)
class Recipient:
    """A partner as the files name him, and where he is paid."""

    partner: str
    name: str
    method: Method


@dataclass(frozen=True, slots=True)
class Payment:
    """``reference`` is what comes back from the bank; the same for the same item, of no other."""

    reference: str
    recipient: Recipient
    amount: Amount


@dataclass(frozen=True, slots=True)
class Payer:
    """The site's company: ``account`` is a bank account of the kind that the format is about."""

    name: str
    account: Method
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Batch:
    """All payments of a run; ``created_at`` is when the run was approved, ``purpose`` what recipients read."""

    run: str
    payer: Payer
    payments: tuple[Payment, ...]
    created_at: datetime
    execute_on: date
    purpose: str = "Partner commission"

    def describe(self, payment: Payment) -> str:
        """What the recipient's statement says; the reference first, so that no bank cuts it off."""
        return f"{payment.reference} {self.purpose}"


def list_payments(
    run: PayoutRun, recipients: Mapping[str, Recipient], rates: Mapping[str, Fraction] | None = None
) -> tuple[Payment, ...]:
    """The payments of a frozen run, by partner; what was withdrawn before the run was sent is none.

    ``rates``: what one unit of the run's currency buys of another. Raises ``FileInvalid``, ``PayoutInvalid``.
    """
    if run.state not in _FROZEN:
        raise FileInvalid(f"the payout run {run.id} is {run.state}: approve it before its files are made")
    items = [item for item in run.items if item.state is not ItemState.WITHDRAWN]
    if missing := sorted(item.partner for item in items if item.partner not in recipients):
        raise FileInvalid(f"the payout method of {', '.join(missing)} is not known: give one, or take the item out")
    return tuple(_make_payment(item, recipients[item.partner], rates or {}) for item in sorted(items, key=_find_place))


def make_reference(key: str) -> str:
    """Sixteen capital letters and digits 2 to 7 that stand for a key."""
    digest = hashlib.sha256(key.encode()).digest()
    return f"PRM{b32encode(digest).decode()[:_REFERENCE_DIGITS]}"


def _make_payment(item: Item, recipient: Recipient, rates: Mapping[str, Fraction]) -> Payment:
    minor = convert_transfer(item, rates.get(item.payout_currency))
    return Payment(make_reference(item.key), recipient, Amount(minor, item.payout_currency or item.currency))


def _find_place(item: Item) -> tuple[str, str]:
    return item.partner, item.currency
