"""A table for download as CSV, NDJSON or Parquet, sent piece by piece."""

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from datetime import datetime
from importlib.util import find_spec
from itertools import chain

import orjson
from starlette.responses import Response, StreamingResponse

from console.api.columns import flatten, list_columns
from console.api.fields import Resource
from console.api.json_response import write_json
from console.api.request import Row, Table
from console.errors import InvalidRequest
from settings.csv_cells import guard_cell

JSON = "json"
MEDIA_TYPES = {
    "csv": "text/csv",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
FORMATS = (JSON, *MEDIA_TYPES)
ROWS_OF_A_PIECE = 1000
# Takes the pieces of a file, each of which is computed when it is asked for.
SendPieces = Callable[[Iterator[str] | Iterator[bytes]], AsyncIterator[str | bytes]]


def find_accepted(accept: str) -> str:
    """The format whose media type an ``Accept`` header names first, JSON if it names none of them."""
    named = [part.partition(";")[0].strip().lower() for part in accept.split(",")]
    formats = {media_type: each for each, media_type in MEDIA_TYPES.items()}
    return next((formats[media_type] for media_type in named if media_type in formats), JSON)


def make_download(
    table: Table,
    answer_format: str,
    name: str,
    row: type[Resource],
    complete_until: object,
    send_pieces: SendPieces,
) -> Response:
    """The file under its name, complete until as a header says; ``row`` is the resource of its rows.

    Raises ``InvalidRequest``. What fails while it is sent breaks the connection off, so half a file is seen to be one.
    """
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}.{answer_format}"',
        "X-PRM-Complete-Until": str(complete_until),
    }
    if table.more.get("next_cursor"):
        headers["X-PRM-Next-Cursor"] = str(table.more["next_cursor"])
    charset = "; charset=utf-8" if answer_format == "csv" else ""
    pieces = send_pieces(_WRITERS[answer_format](table, row))
    return StreamingResponse(pieces, headers=headers, media_type=MEDIA_TYPES[answer_format] + charset)


def write_csv(table: Table, row: type[Resource]) -> Iterator[str]:
    """RFC 4180: a heading and one line a row; the cells of a spreadsheet never run."""
    names = [column.name for column in list_columns(table, row)]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(map(_write_cell, names))
    for piece in _cut(table):
        writer.writerows([_write_cell(cells.get(name)) for name in names] for cells in map(flatten, piece))
        yield text.getvalue()
        text.seek(0)
        text.truncate()
    yield text.getvalue()


def write_ndjson(table: Table, row: type[Resource]) -> Iterator[bytes]:
    """One JSON object a line, as the JSON answer has it."""
    for piece in _cut(table):
        yield b"".join(write_json(cells, orjson.OPT_APPEND_NEWLINE) for cells in piece)


def write_parquet_file(table: Table, row: type[Resource]) -> Iterator[bytes]:
    """See ``write_parquet``; raises ``InvalidRequest`` where pyarrow is not installed."""
    if not find_spec("pyarrow"):
        raise InvalidRequest("format", "parquet needs pyarrow, which the extra `embedded` brings")
    from console.api.parquet import write_parquet

    pieces = (list(map(flatten, piece)) for piece in _cut(table))
    return write_parquet(list_columns(table, row), list(map(flatten, table.rows)), pieces)


_WRITERS: Mapping[str, Callable[[Table, type[Resource]], Iterator[str] | Iterator[bytes]]] = {
    "csv": write_csv,
    "ndjson": write_ndjson,
    "parquet": write_parquet_file,
}


def _cut(table: Table) -> Iterator[Sequence[Row]]:
    for rows in chain([table.rows], table.pages):
        yield from (rows[first : first + ROWS_OF_A_PIECE] for first in range(0, len(rows), ROWS_OF_A_PIECE))


def _write_cell(cell: object) -> object:
    if isinstance(cell, list | tuple):
        cell = " ".join(map(str, cell))
    if isinstance(cell, datetime):
        return cell.isoformat()
    return guard_cell(cell) if isinstance(cell, str) else cell
