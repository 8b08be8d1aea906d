"""SEPA credit transfers in euro: ISO 20022 pain.001.001.09, in the Latin character set of the EPC guidelines.

Element by element after EPC132-08 (SCT, customer to bank): one debit for each payment, costs shared, no postal address.
"""

from collections.abc import Sequence
from datetime import datetime
from string import ascii_letters, digits
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from earnings.payouts.files.characters import allow_characters, fit_text
from earnings.payouts.files.payment import Batch, Payment, make_reference
from earnings.payouts.methods.kinds import IbanAccount, Method, find_iban
from money.amount import Amount

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
_LONGEST_NAME = 70
_LONGEST_TEXT = 140
_allows = allow_characters(ascii_letters + digits + "/-?:().,'+ ")


def write_sepa(batch: Batch, payments: Sequence[Payment], part: int) -> bytes:
    """The XML document of payments in euro to accounts with an IBAN."""
    document = Element("Document", xmlns=NAMESPACE)
    initiation = SubElement(document, "CstmrCdtTrfInitn")
    message = make_reference(f"{batch.run}/sepa/{part}")
    _add_header(initiation, batch, payments, message)
    _add_payments(initiation, batch, payments, message)
    indent(document)
    content: bytes = tostring(document, "UTF-8", xml_declaration=True)
    return content + b"\n"


def fit_sepa(text: str) -> str:
    """In the characters of SEPA; not beginning or ending with a slash, not with two of them."""
    fitted = fit_text(text, _allows)
    while "//" in fitted:
        fitted = fitted.replace("//", "/")
    return fitted.strip("/ ")


def _add_header(parent: Element, batch: Batch, payments: Sequence[Payment], message: str) -> None:
    header = SubElement(parent, "GrpHdr")
    _add(header, "MsgId", message)
    _add(header, "CreDtTm", _format_moment(batch.created_at))
    _add_totals(header, payments)
    _add(SubElement(header, "InitgPty"), "Nm", _fit_name(batch.payer.name))


def _add_payments(parent: Element, batch: Batch, payments: Sequence[Payment], message: str) -> None:
    block = SubElement(parent, "PmtInf")
    _add(block, "PmtInfId", f"{message}-1")
    _add(block, "PmtMtd", "TRF")
    # One booking for each payment: else the statement names no reference of ours.
    _add(block, "BtchBookg", "false")
    _add_totals(block, payments)
    _add(SubElement(SubElement(block, "PmtTpInf"), "SvcLvl"), "Cd", "SEPA")
    _add(SubElement(block, "ReqdExctnDt"), "Dt", batch.execute_on.isoformat())
    _add(SubElement(block, "Dbtr"), "Nm", _fit_name(batch.payer.name))
    _add_account(block, "DbtrAcct", batch.payer.account)
    _add_bank(block, "DbtrAgt", batch.payer.account)
    _add(block, "ChrgBr", "SLEV")
    for payment in payments:
        _add_transfer(block, batch, payment)


def _add_transfer(parent: Element, batch: Batch, payment: Payment) -> None:
    transfer, method = SubElement(parent, "CdtTrfTxInf"), payment.recipient.method
    _add(SubElement(transfer, "PmtId"), "EndToEndId", payment.reference)
    _add(SubElement(transfer, "Amt"), "InstdAmt", payment.amount.format(), Ccy=payment.amount.currency)
    if _find_bic(method):
        _add_bank(transfer, "CdtrAgt", method)
    _add(SubElement(transfer, "Cdtr"), "Nm", _fit_name(method.holder))
    _add_account(transfer, "CdtrAcct", method)
    _add(SubElement(transfer, "RmtInf"), "Ustrd", fit_sepa(batch.describe(payment))[:_LONGEST_TEXT].rstrip())


def _add_totals(parent: Element, payments: Sequence[Payment]) -> None:
    _add(parent, "NbOfTxs", str(len(payments)))
    _add(parent, "CtrlSum", Amount(sum(payment.amount.minor for payment in payments), "EUR").format())


def _add_account(parent: Element, name: str, method: Method) -> None:
    _add(SubElement(SubElement(parent, name), "Id"), "IBAN", find_iban(method))


def _add_bank(parent: Element, name: str, method: Method) -> None:
    bank = SubElement(SubElement(parent, name), "FinInstnId")
    if bic := _find_bic(method):
        _add(bank, "BICFI", bic)
    else:
        _add(SubElement(bank, "Othr"), "Id", "NOTPROVIDED")


def _find_bic(method: Method) -> str:
    return method.bic if isinstance(method, IbanAccount) else ""


def _fit_name(text: str) -> str:
    return fit_sepa(text)[:_LONGEST_NAME].rstrip()


def _format_moment(moment: datetime) -> str:
    return moment.replace(microsecond=0).isoformat()


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = text
