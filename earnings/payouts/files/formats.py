"""The formats of payment files: which payments each carries, and a run's files in one of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from schwifty import IBAN

from earnings.payouts.files.client_bank import fit_client_bank, write_client_bank
from earnings.payouts.files.elixir import fit_elixir, write_elixir
from earnings.payouts.files.errors import FileInvalid, Unrepresentable
from earnings.payouts.files.payment import Batch, Payment
from earnings.payouts.files.paypal import write_paypal
from earnings.payouts.files.plain_csv import write_plain_csv
from earnings.payouts.files.sepa import fit_sepa, write_sepa
from earnings.payouts.files.wise import write_wise
from earnings.payouts.methods.kinds import (
    Method,
    PaypalAccount,
    RussianAccount,
    WiseAccount,
    find_iban,
    find_polish_account,
)
from earnings.payouts.methods.parsing import list_fields

Write = Callable[[Batch, Sequence[Payment], int], bytes]


class FileFormat(StrEnum):
    """A kind of payment file."""

    SEPA = "sepa"
    ELIXIR = "elixir"
    CLIENT_BANK = "client_bank"
    PAYPAL = "paypal"
    WISE = "wise"
    CSV = "csv"


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """``name`` and ``content`` are the same for the same run."""

    name: str
    media_type: str
    content: bytes
    payments: tuple[Payment, ...]


@dataclass(frozen=True, slots=True)
class Export:
    """The files of a run in one format, and the payments that the format does not carry."""

    files: tuple[PaymentFile, ...]
    left_out: tuple[Payment, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """What is known of a format: ``currency`` empty for any, ``fit`` what its names must pass, None for any text."""

    suffix: str
    media_type: str
    write: Write
    carries: Callable[[Method], bool]
    currency: str = ""
    most: int = 100_000
    fit: Callable[[str], str] | None = None
    is_of_one_currency: bool = False
    is_bank: bool = False


def export_run(chosen: FileFormat, batch: Batch) -> Export:
    """The files of the payments that the format carries, split where it has a limit; none for none.

    Raises ``FileInvalid`` with every partner whose name the format cannot write, and for a payer without an account.
    """
    form = FORMS[chosen]
    carried = [payment for payment in batch.payments if _is_carried(form, payment)]
    left_out = tuple(payment for payment in batch.payments if not _is_carried(form, payment))
    if carried:
        _check_payer(chosen, form, batch)
        _check_names(form, carried)
    files = [_write_file(chosen, batch, payments, part, currency) for currency, payments, part in _split(form, carried)]
    return Export(tuple(files), left_out)


def _write_file(
    chosen: FileFormat, batch: Batch, payments: tuple[Payment, ...], part: int, currency: str
) -> PaymentFile:
    form = FORMS[chosen]
    name = "-".join(["payout", batch.run, chosen, *([currency] if currency else []), str(part)])
    safe = "".join(each if (each.isascii() and each.isalnum()) or each in "-_" else "-" for each in name)
    return PaymentFile(f"{safe}.{form.suffix}", form.media_type, form.write(batch, payments, part), payments)


def _is_carried(form: Form, payment: Payment) -> bool:
    fits = form.currency in {"", payment.amount.currency}
    return fits and payment.amount.minor > 0 and form.carries(payment.recipient.method)


def _split(form: Form, payments: Sequence[Payment]) -> Iterator[tuple[str, tuple[Payment, ...], int]]:
    part = 0
    currencies = sorted({payment.amount.currency for payment in payments}) if form.is_of_one_currency else [""]
    for currency in currencies:
        own = [payment for payment in payments if currency in {"", payment.amount.currency}]
        for start in range(0, len(own), form.most):
            part += 1
            yield currency, tuple(own[start : start + form.most]), part


def _check_payer(chosen: FileFormat, form: Form, batch: Batch) -> None:
    payer = batch.payer
    if form.is_bank and not form.carries(payer.account):
        raise FileInvalid(f"{payer.name} has no account that {chosen} pays from: give the payer another account")
    for text in (payer.name, *payer.address, batch.purpose):
        if problem := _find_missing(form, text):
            raise FileInvalid(f"{text!r} {problem}: write it in other letters")


def _check_names(form: Form, payments: Sequence[Payment]) -> None:
    """Everybody at once: a marketer does not want to be stopped by them one by one."""
    problems = [problem for payment in payments if (problem := _find_problem(form, payment))]
    if problems:
        raise FileInvalid("; ".join(problems) + ": ask them for the name in other letters")


def _find_problem(form: Form, payment: Payment) -> str:
    recipient = payment.recipient
    fields = list_fields(recipient.method)
    problems = [_find_missing(form, fields[name]) for name in ("holder", "bank") if name in fields]
    return next((f"{recipient.name} ({recipient.partner}) {problem}" for problem in problems if problem), "")


def _find_missing(form: Form, text: str) -> str:
    if form.fit is None:
        return ""
    try:
        return "" if form.fit(text) else "leaves nothing that the file can write"
    except Unrepresentable as exc:
        return f"has characters that the file cannot write: {exc.characters}"


def _is_in_sepa(method: Method) -> bool:
    iban = find_iban(method)
    return bool(iban) and IBAN(iban).in_sepa_zone


def _is_in_poland(method: Method) -> bool:
    return bool(find_polish_account(method))


def _is_of(kind: type[Method]) -> Callable[[Method], bool]:
    return lambda method: isinstance(method, kind)


FORMS: Mapping[FileFormat, Form] = {
    FileFormat.SEPA: Form("xml", "application/xml", write_sepa, _is_in_sepa, "EUR", fit=fit_sepa, is_bank=True),
    FileFormat.ELIXIR: Form("pli", "text/plain", write_elixir, _is_in_poland, "PLN", fit=fit_elixir, is_bank=True),
    FileFormat.CLIENT_BANK: Form(
        "txt", "text/plain", write_client_bank, _is_of(RussianAccount), "RUB", fit=fit_client_bank, is_bank=True
    ),
    FileFormat.PAYPAL: Form(
        "csv", "text/csv", write_paypal, _is_of(PaypalAccount), most=5_000, is_of_one_currency=True
    ),
    FileFormat.WISE: Form("csv", "text/csv", write_wise, _is_of(WiseAccount), most=1_000),
    FileFormat.CSV: Form("csv", "text/csv", write_plain_csv, lambda method: True),
}
