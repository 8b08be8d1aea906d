"""A bank statement in SWIFT's MT940: which of its entries are payments of ours, and which came back."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import StringIO

import mt940
from mt940.models import Transaction

from earnings.payouts.results.reported import Outcome, Reported, ResultsInvalid, find_reference
from money.amount import Amount, parse_amount

_ENCODINGS = ("utf-8", "cp1250")
# A debit is our payment; a credit, or the reversal of a debit, brings it back.
_OUTCOMES = {"D": Outcome.CONFIRMED, "C": Outcome.RETURNED, "RD": Outcome.RETURNED}


def parse_mt940(content: bytes) -> tuple[Reported, ...]:
    """Entries that name a reference of ours, in the file's order; raises ``ResultsInvalid``."""
    text = _decode(content)
    try:
        # As a file: a text that names a file of this machine would be opened by the library.
        entries = list(mt940.parse(StringIO(text)))
    except (RuntimeError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError) as exc:
        # The library lets its own errors out as they come.
        raise ResultsInvalid(f"not a statement in MT940: {exc}") from exc
    if not text.strip() or ":61:" not in text:
        raise ResultsInvalid("no entry (:61:) in the file: give a statement in MT940")
    return tuple(_list_reported(entries))


def _list_reported(entries: list[Transaction]) -> Iterator[Reported]:
    for number, entry in enumerate(entries, 1):
        reference = find_reference(_list_texts(entry.data))
        outcome = _OUTCOMES.get(str(entry.data.get("status", "")))
        if reference and outcome:
            yield Reported(reference, outcome, _read_amount(entry.data), f"entry {number}")


def _list_texts(data: Mapping[str, object]) -> list[str]:
    """The customer's reference first, then whatever else is text."""
    first = [str(data.get("customer_reference") or "")]
    return [*first, *(value for value in data.values() if isinstance(value, str))]


def _read_amount(data: Mapping[str, object]) -> Amount:
    found = data["amount"]
    value, currency = getattr(found, "amount", None), str(getattr(found, "currency", "") or "")
    if not isinstance(value, Decimal) or not currency:
        raise ResultsInvalid("an entry has no amount with a currency: the statement lacks its opening balance (:60F:)")
    try:
        return parse_amount(f"{abs(value):f}", currency)
    except ValueError as exc:
        raise ResultsInvalid(str(exc)) from exc


def _decode(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
