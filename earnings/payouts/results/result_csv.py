"""A CSV of results: ``reference``, ``result`` and, if known, ``amount`` and ``currency``; other columns are ignored."""

import csv
from collections.abc import Iterator, Mapping
from io import StringIO

from earnings.payouts.results.reported import Outcome, Reported, ResultsInvalid, find_reference
from money.amount import Amount, parse_amount
from settings.csv_cells import unguard_cell

_REQUIRED = ("reference", "result")


def parse_result_csv(content: bytes) -> tuple[Reported, ...]:
    """One for each row, separated by commas or semicolons; raises ``ResultsInvalid`` with the line."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ResultsInvalid("the file is not UTF-8: save it as CSV UTF-8") from None
    head, _, _ = text.partition("\n")
    separator = ";" if head.count(";") > head.count(",") else ","
    rows = csv.DictReader(StringIO(text), delimiter=separator, restkey="")
    try:
        return tuple(_parse_rows(rows, _name_columns(rows)))
    except csv.Error as exc:
        raise ResultsInvalid(f"line {rows.line_num}: {exc}: save it as CSV UTF-8") from exc


def _name_columns(rows: "csv.DictReader[str]") -> Mapping[str, str]:
    names = {name: name.strip().lower() for name in rows.fieldnames or ()}
    if missing := [name for name in _REQUIRED if name not in names.values()]:
        raise ResultsInvalid(
            f"line 1: the column {missing[0]} is missing; the columns are {', '.join(names) or 'none'}"
        )
    return names


def _parse_rows(rows: "csv.DictReader[str]", names: Mapping[str, str]) -> Iterator[Reported]:
    for row in rows:
        cells = {names[name]: unguard_cell((cell or "").strip()) for name, cell in row.items() if name in names}
        if any(cells.values()):
            yield _parse_row(cells, f"line {rows.line_num}")


def _parse_row(cells: Mapping[str, str], place: str) -> Reported:
    reference = find_reference([cells["reference"]])
    if not reference:
        raise ResultsInvalid(f"{place}: {cells['reference']!r} is no reference of ours; give one like PRMABCDEFGHIJKLM")
    if cells["result"].lower() not in tuple(Outcome):
        raise ResultsInvalid(f"{place}: {cells['result']!r} is no result; give one of {', '.join(Outcome)}")
    return Reported(reference, Outcome(cells["result"].lower()), _parse_money(cells, place), place)


def _parse_money(cells: Mapping[str, str], place: str) -> Amount | None:
    amount, currency = cells.get("amount", ""), cells.get("currency", "").upper()
    if not amount:
        return None
    if not currency:
        raise ResultsInvalid(f"{place}: the amount has no currency; add the column currency")
    try:
        return parse_amount(amount, currency)
    except ValueError as exc:
        raise ResultsInvalid(f"{place}: {exc}") from None
