"""The fields of a self-billed invoice: what the site makes out in the partner's name for one payout item.

Fields and numbers, no tax advice: which rate applies, and what else must be printed, the site's accountant says.
"""

import json
from dataclasses import dataclass
from datetime import date

from earnings.payouts.run import Item, ItemState
from earnings.statements.statement import Party, StatementInvalid
from money.amount import Amount

_BILLED = frozenset(ItemState) - {ItemState.FAILED, ItemState.WITHDRAWN, ItemState.RETURNED}
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class SelfBilledInvoice:
    """``net`` is the commission, ``fee`` what the partner bears, ``transfer`` what is paid: all in one currency.

    ``vat_ppm`` is the rate in parts per million; ``supplied_from`` included, ``supplied_to`` excluded.
    """

    number: str
    issued_on: date
    supplied_from: date
    supplied_to: date
    supplier: Party
    customer: Party
    description: str
    net: Amount
    vat_ppm: int
    vat: Amount
    gross: Amount
    withholding: Amount
    fee: Amount
    transfer: Amount
    payout: str


def make_invoice(
    item: Item,
    number: str,
    issued_on: date,
    supplied: tuple[date, date],
    supplier: Party,
    customer: Party,
    vat_ppm: int,
    description: str = "Commission for referrals",
) -> SelfBilledInvoice:
    """The invoice of an item that is being paid or was; else raises ``StatementInvalid``."""
    if item.state not in _BILLED:
        raise StatementInvalid(f"the payout {item.key} is {item.state}: nothing is billed for it")
    if missing := [name for name, text in (("number", number), ("supplier", supplier.name)) if not text]:
        raise StatementInvalid(f"the invoice of {item.key} has no {missing[0]}")
    fee = item.gross + item.vat - item.withholding - item.transfer
    net, vat, gross, withholding, kept, transfer = (
        Amount(minor, item.currency)
        for minor in (item.gross, item.vat, item.gross + item.vat, item.withholding, fee, item.transfer)
    )
    return SelfBilledInvoice(
        number,
        issued_on,
        *supplied,
        supplier,
        customer,
        description,
        net,
        vat_ppm,
        vat,
        gross,
        withholding,
        kept,
        transfer,
        item.key,
    )


def number_invoice(year: int, sequence: int, prefix: str = "SB") -> str:
    """A number like ``SB-2026-000007``; the sequence has no gaps, and whoever stores invoices counts it."""
    if sequence < 1:
        raise StatementInvalid("invoices are numbered from 1")
    return f"{prefix}-{year}-{sequence:06d}"


def write_invoice_json(invoice: SelfBilledInvoice) -> bytes:
    """The fields for an accounting program, money as everywhere in the API; the same invoice is the same bytes."""
    content = {
        "format": _FORMAT,
        "number": invoice.number,
        "issued_on": invoice.issued_on.isoformat(),
        "supplied_from": invoice.supplied_from.isoformat(),
        "supplied_to": invoice.supplied_to.isoformat(),
        "supplier": _describe_party(invoice.supplier),
        "customer": _describe_party(invoice.customer),
        "description": invoice.description,
        "net": _describe_amount(invoice.net),
        "vat_ppm": invoice.vat_ppm,
        "vat": _describe_amount(invoice.vat),
        "gross": _describe_amount(invoice.gross),
        "withholding": _describe_amount(invoice.withholding),
        "fee": _describe_amount(invoice.fee),
        "transfer": _describe_amount(invoice.transfer),
        "payout": invoice.payout,
    }
    return json.dumps(content, ensure_ascii=False, indent=2).encode() + b"\n"


def _describe_party(party: Party) -> dict[str, object]:
    return {"name": party.name, "address": list(party.address), "tax_id": party.tax_id}


def _describe_amount(amount: Amount) -> dict[str, object]:
    return {"minor": amount.minor, "currency": amount.currency, "amount": amount.format()}
