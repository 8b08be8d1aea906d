"""Transfers in zloty between accounts in Poland: Elixir-O, one line a payment, Windows-1250.

Sixteen fields: 110, the day, grosze, the payer's bank, 0, both accounts, both names, 0, the recipient's bank, the text,
two that are empty, the code 51 and our reference.
"""

from collections.abc import Sequence

from earnings.payouts.files.characters import allow_encoding, fit_text, wrap_lines
from earnings.payouts.files.payment import Batch, Payer, Payment
from earnings.payouts.methods.kinds import find_polish_account

ENCODING = "cp1250"
_WIDTH = 35
_LINES = 4
_allows = allow_encoding(ENCODING, without='"|')


def write_elixir(batch: Batch, payments: Sequence[Payment], part: int) -> bytes:
    """One line for each payment in zloty to an account in Poland; ``part`` changes nothing in it."""
    own = find_polish_account(batch.payer.account)
    lines = [_write_line(batch, payment, own) for payment in payments]
    return "".join(f"{line}\r\n" for line in lines).encode(ENCODING)


def fit_elixir(text: str) -> str:
    """In the characters of Windows-1250, without those that separate fields and lines."""
    return fit_text(text, _allows)


def _write_line(batch: Batch, payment: Payment, own: str) -> str:
    account = find_polish_account(payment.recipient.method)
    fields = (
        "110",
        batch.execute_on.strftime("%Y%m%d"),
        str(payment.amount.minor),
        _find_bank(own),
        "0",
        _quote(own),
        _quote(account),
        _quote(_describe_payer(batch.payer)),
        _quote(_wrap(payment.recipient.method.holder)),
        "0",
        _find_bank(account),
        _quote(_wrap(batch.describe(payment))),
        _quote(""),
        _quote(""),
        _quote("51"),
        _quote(payment.reference),
    )
    return ",".join(fields)


def _find_bank(account: str) -> str:
    """The bank's number: the eight digits after the check digits."""
    return account[2:10]


def _describe_payer(payer: Payer) -> str:
    lines = [line for text in (payer.name, *payer.address) for line in wrap_lines(fit_elixir(text), _WIDTH, _LINES)]
    return "|".join(lines[:_LINES])


def _wrap(text: str) -> str:
    return "|".join(wrap_lines(fit_elixir(text), _WIDTH, _LINES))


def _quote(text: str) -> str:
    return f'"{text}"'
