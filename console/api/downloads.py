"""A table for download as CSV, NDJSON or Parquet, sent piece by piece."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib.util import find_spec
from itertools import chain

import orjson
from starlette.responses import Response, StreamingResponse

from console.api.request import Table
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
        yield b"".join(orjson.dumps(cells, option=orjson.OPT_APPEND_NEWLINE) for cells in piece)


def write_parquet_file(table: Table, row: str = "") -> Iterator[bytes]:
    """See ``write_parquet``; raises ``QuestionInvalid`` where pyarrow is not installed."""
    if not find_spec("pyarrow"):
        raise QuestionInvalid("format", "parquet needs pyarrow, which the extra `embedded` brings")
    from console.api.parquet import write_parquet

    pieces = (list(map(_flatten, piece)) for piece in _cut(table))
    return write_parquet(_spread_columns(table), row, list(map(_flatten, table.rows)), pieces)


_WRITERS: Mapping[str, Callable[[Table, str], Iterator[str] | Iterator[bytes]]] = {
    "csv": write_csv,
    "ndjson": write_ndjson,
    "parquet": write_parquet_file,
}


def _cut(table: Table) -> Iterator[Sequence[Mapping[str, object]]]:
    for rows in chain([table.rows], table.pages):
        yield from (rows[first : first + ROWS_OF_A_PIECE] for first in range(0, len(rows), ROWS_OF_A_PIECE))


def _spread_columns(table: Table) -> list[str]:
    """A column that holds names and values becomes one a name, like ``revenue_EUR``."""
    flat = [_flatten(row) for row in table.rows]
    return [name for column in table.columns for name in _spread(column, flat)]


def _flatten(row: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in row.items():
        flat |= _flatten(value, f"{prefix}{name}_") if isinstance(value, dict) else {prefix + name: _nest(value)}
    return flat


def _nest(value: object) -> object:
    """A list of objects has no place in a flat row: it stands there as JSON."""
    is_nested = isinstance(value, list) and any(isinstance(each, dict) for each in value)
    return orjson.dumps(value).decode() if is_nested else value


def _spread(column: str, rows: Sequence[Mapping[str, object]]) -> list[str]:
    names = {name: None for row in rows for name in row if name == column or name.startswith(f"{column}_")}
    return sorted(names) or [column]


def _write_cell(cell: object) -> object:
    if isinstance(cell, list | tuple):
        cell = " ".join(map(str, cell))
    if isinstance(cell, datetime):
        return cell.isoformat()
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell
