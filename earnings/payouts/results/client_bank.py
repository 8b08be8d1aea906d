"""A bank statement in 1CClientBankExchange: which of its documents are payments of ours, and which came back."""

from collections.abc import Iterator, Mapping

from earnings.payouts.files.client_bank import ENCODING, FIRST_LINE
from earnings.payouts.results.reported import Outcome, Reported, ResultsInvalid, find_reference
from money.amount import Amount, parse_amount

_CURRENCY = "RUB"


def parse_client_bank(content: bytes) -> tuple[Reported, ...]:
    """Documents that name a reference of ours; raises ``ResultsInvalid``.

    A document without the day of its booking is an order that the bank has not executed, and is none.
    """
    lines = _decode(content).splitlines()
    if not lines or lines[0].strip() != FIRST_LINE:
        raise ResultsInvalid(f"not a statement of this kind: its first line is not {FIRST_LINE}")
    return tuple(_list_reported(lines))


def _list_reported(lines: list[str]) -> Iterator[Reported]:
    for line_number, document in _split_documents(lines):
        reference = find_reference([document.get("НазначениеПлатежа", ""), *document.values()])
        place = f"line {line_number}"
        if not reference:
            continue
        if document.get("ДатаСписано"):
            yield Reported(reference, Outcome.CONFIRMED, _parse_sum(document, place), place)
        elif document.get("ДатаПоступило"):
            yield Reported(reference, Outcome.RETURNED, _parse_sum(document, place), place)


def _split_documents(lines: list[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    begins_at, document = 0, dict[str, str]()
    for number, line in enumerate(lines, 1):
        name, _, value = line.strip().partition("=")
        if name == "СекцияДокумент":
            begins_at, document = number, {}
        elif name == "КонецДокумента":
            yield begins_at, document
            begins_at = 0
        elif begins_at:
            document[name] = value.strip()
    if begins_at:
        raise ResultsInvalid(f"line {begins_at}: the document has no end (КонецДокумента): the file is cut off")


def _parse_sum(document: Mapping[str, str], place: str) -> Amount:
    try:
        return parse_amount(document.get("Сумма", "").replace(",", "."), _CURRENCY)
    except ValueError as exc:
        raise ResultsInvalid(f"{place}: {exc}") from None


def _decode(content: bytes) -> str:
    """Windows-1251 by the standard, but UTF-8 is seen too; what is valid UTF-8 is hardly ever anything else."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode(ENCODING, "replace")
