"""A table as CSV: one kind for programs, one for people who open it in a spreadsheet."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from itertools import chain
from zoneinfo import ZoneInfo

from console.api.columns import Column, flatten, list_columns
from console.api.fields import MILLISECONDS, Resource
from console.api.request import Row, Table
from settings.csv_cells import guard_cell

ROWS_OF_A_PIECE = 1000
# Without it Excel takes a file for one in the old code page of its country.
BYTE_ORDER_MARK = "\ufeff"


def write_csv(table: Table, row: type[Resource]) -> Iterator[str]:
    """RFC 4180 for programs: a heading and one line a row; the cells of a spreadsheet never run."""
    names = [column.name for column in list_columns(table, row)]
    yield from _write_lines(table, names, lambda cells: [_write_cell(cells.get(name)) for name in names])


def write_spreadsheet(table: Table, row: type[Resource]) -> Iterator[str]:
    """The same for people: names, money as decimals alone, and times on the clock of the report."""
    columns = [column for column in list_columns(table, row, with_labels=True) if not column.name.endswith("_minor")]
    headings = [_write_heading(column.name) for column in columns]
    zone = ZoneInfo(str(table.meta.get("tz", "UTC")))
    yield BYTE_ORDER_MARK

    def write(cells: Mapping[str, object]) -> list[object]:
        return [_write_cell(_show_cell(column, cells.get(column.name), zone)) for column in columns]

    yield from _write_lines(table, headings, write)


def cut_rows(table: Table) -> Iterator[Sequence[Row]]:
    """The rows of a table and of the pages after it, in pieces."""
    for rows in chain([table.rows], table.pages):
        yield from (rows[first : first + ROWS_OF_A_PIECE] for first in range(0, len(rows), ROWS_OF_A_PIECE))


def _write_lines(
    table: Table, headings: Sequence[str], write: Callable[[Mapping[str, object]], list[object]]
) -> Iterator[str]:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(map(_write_cell, headings))
    for piece in cut_rows(table):
        writer.writerows(map(write, map(flatten, piece)))
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def _write_heading(name: str) -> str:
    return name[:1].upper() + name[1:].replace("_", " ")


def _show_cell(column: Column, cell: object, zone: tzinfo) -> object:
    if isinstance(cell, int) and column.schema.get("format") == MILLISECONDS:
        cell = datetime.fromtimestamp(cell / 1000, zone)
    # With a letter or an offset in it a spreadsheet takes a time for text.
    return cell.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S") if isinstance(cell, datetime) else cell


def _write_cell(cell: object) -> object:
    if isinstance(cell, list | tuple):
        cell = " ".join(map(str, cell))
    if isinstance(cell, datetime):
        return cell.isoformat()
    return guard_cell(cell) if isinstance(cell, str) else cell
