"""A table for download as CSV, NDJSON or Parquet, sent piece by piece."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from importlib.util import find_spec
from itertools import chain

import orjson
from starlette.responses import Response, StreamingResponse

from console.api.json_response import write_json
from console.api.request import Table
from money.amount import Amount
from reports.errors import QuestionInvalid

JSON = "json"
MEDIA_TYPES = {
    "csv": "text/csv",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
FORMATS = (JSON, *MEDIA_TYPES)
ROWS_OF_A_PIECE = 1000
# A cell that begins with one of these is run as a formula by spreadsheets:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def find_accepted(accept: str) -> str:
    """The format whose media type an ``Accept`` header names first, JSON if it names none of them."""
    named = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    formats = {media_type: each for each, media_type in MEDIA_TYPES.items()}
    return next((formats[media_type] for media_type in named if media_type in formats), JSON)


def make_download(table: Table, answer_format: str, name: str, row: str, complete_until: object) -> Response:
    """The file, by its name and with its reach in the headers; ``row`` is the schema of its rows.

    Raises ``QuestionInvalid``. What fails while it is sent breaks the connection off, so half a file is seen to be one.
    """
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}.{answer_format}"',
        "X-PRM-Complete-Until": str(complete_until),
    }
    if table.more.get("next_cursor"):
        headers["X-PRM-Next-Cursor"] = str(table.more["next_cursor"])
    charset = "; charset=utf-8" if answer_format == "csv" else ""
    pieces = _WRITERS[answer_format](table, row)
    return StreamingResponse(pieces, headers=headers, media_type=MEDIA_TYPES[answer_format] + charset)


def write_csv(table: Table, row: str = "") -> Iterator[str]:
    """RFC 4180: a heading and one line a row; the cells of a spreadsheet never run."""
    columns = _spread_columns(table)
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(map(_write_cell, columns))
    for piece in _cut(table):
        writer.writerows([_write_cell(cells.get(column)) for column in columns] for cells in map(_flatten, piece))
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def write_ndjson(table: Table, row: str = "") -> Iterator[bytes]:
    """One JSON object a line, as the JSON answer has it."""
    for piece in _cut(table):
        yield b"".join(write_json(cells, orjson.OPT_APPEND_NEWLINE) for cells in piece)


def write_parquet_file(table: Table, row: str = "") -> Iterator[bytes]:
    """See ``write_parquet``; raises ``QuestionInvalid`` where pyarrow is not installed."""
    if not find_spec("pyarrow"):
        raise QuestionInvalid("format", "parquet needs pyarrow, which the extra `embedded` brings")
    from console.api.parquet import write_parquet

    pieces = (list(map(_flatten_exactly, piece)) for piece in _cut(table))
    return write_parquet(_spread_columns(table), row, list(map(_flatten_exactly, table.rows)), pieces)


_WRITERS: Mapping[str, Callable[[Table, str], Iterator[str] | Iterator[bytes]]] = {
    "csv": write_csv,
    "ndjson": write_ndjson,
    "parquet": write_parquet_file,
}


def _cut(table: Table) -> Iterator[Sequence[Mapping[str, object]]]:
    for rows in chain([table.rows], table.pages):
        yield from (rows[first : first + ROWS_OF_A_PIECE] for first in range(0, len(rows), ROWS_OF_A_PIECE))


def _spread_columns(table: Table) -> list[str]:
    """Money in several currencies becomes columns of each, like ``revenue_EUR`` and ``revenue_EUR_minor``."""
    return [name for column in table.columns for name in _spread(column, table.rows)]


def _flatten(row: Mapping[str, object]) -> dict[str, object]:
    return dict(cell for name, value in row.items() for cell in _flatten_cell(name, value))


def _flatten_exactly(row: Mapping[str, object]) -> dict[str, object]:
    """Decimals as text: the currencies of one column differ in their digits."""
    return {name: str(cell) if isinstance(cell, Decimal) else cell for name, cell in _flatten(row).items()}


def _flatten_cell(name: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Amount):
        yield from ((f"{name}_minor", value.minor), (f"{name}_currency", value.currency), (name, _to_decimal(value)))
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _flatten_cell(f"{name}_{key}", part)
    elif isinstance(value, list) and value and isinstance(value[0], Amount):
        for amount in value:
            yield f"{name}_{amount.currency}", _to_decimal(amount)
            yield f"{name}_{amount.currency}_minor", amount.minor
    else:
        yield name, _nest(value)


def _to_decimal(amount: Amount) -> Decimal:
    """Not as text, which a spreadsheet's guard would quote below zero."""
    return Decimal(amount.format())


def _nest(value: object) -> object:
    """A list of objects has no place in a flat row: it stands there as JSON."""
    is_nested = isinstance(value, list) and any(isinstance(each, dict) for each in value)
    return write_json(value).decode() if is_nested else value


def _spread(column: str, rows: Sequence[Mapping[str, object]]) -> list[str]:
    spread = [row[column] for row in rows if isinstance(row.get(column), dict | list)]
    names = {name for value in spread for name, _ in _flatten_cell(column, value)}
    return sorted(names - {column}) or [column]


def _write_cell(cell: object) -> object:
    if isinstance(cell, list | tuple):
        cell = " ".join(map(str, cell))
    if isinstance(cell, datetime):
        return cell.isoformat()
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
