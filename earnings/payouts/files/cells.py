"""Rows of a CSV file in the form of RFC 4180, with no cell that a spreadsheet would run as a formula."""

import csv
import re
from collections.abc import Iterable, Sequence
from io import StringIO

from settings.csv_cells import guard_cell

# A number below zero is no formula, and its reader wants a number.
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def write_rows(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with CRLF at each end of a line."""
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(map(_guard, row) for row in rows)
    return text.getvalue().encode()


def _guard(cell: str) -> str:
    return cell if _NUMBER.fullmatch(cell) else guard_cell(cell)
