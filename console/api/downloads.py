"""A table for download as CSV, for people or for programs, NDJSON or Parquet, sent piece by piece."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from importlib.util import find_spec

import orjson
from starlette.responses import Response, StreamingResponse

from console.api.columns import flatten, list_columns
from console.api.csv_files import cut_rows, write_csv, write_spreadsheet
from console.api.fields import Resource
from console.api.json_response import write_json
from console.api.request import FileAnswer, Table
from console.errors import InvalidRequest

JSON = "json"
MEDIA_TYPES = {
    "csv": "text/csv",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
# A CSV file to be opened, not read by a program; it has no media type of its own.
SPREADSHEET = "spreadsheet"
FORMATS = (JSON, *MEDIA_TYPES, SPREADSHEET)
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
    kind = "csv" if answer_format == SPREADSHEET else answer_format
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}.{kind}"',
        "X-PRM-Complete-Until": str(complete_until),
    }
    if table.more.get("next_cursor"):
        headers["X-PRM-Next-Cursor"] = str(table.more["next_cursor"])
    charset = "; charset=utf-8" if kind == "csv" else ""
    pieces = send_pieces(_WRITERS[answer_format](table, row))
    return StreamingResponse(pieces, headers=headers, media_type=MEDIA_TYPES[kind] + charset)


def make_file(answer: FileAnswer) -> Response:
    """A file that is sent as it is."""
    headers = {"Cache-Control": "no-store", "Content-Disposition": f'attachment; filename="{answer.name}"'}
    return Response(answer.content, headers={**headers, **answer.headers}, media_type=answer.media_type)


def write_ndjson(table: Table, row: type[Resource]) -> Iterator[bytes]:
    """One JSON object a line, as the JSON answer has it."""
    for piece in cut_rows(table):
        yield b"".join(write_json(cells, orjson.OPT_APPEND_NEWLINE) for cells in piece)


def write_parquet_file(table: Table, row: type[Resource]) -> Iterator[bytes]:
    """See ``write_parquet``; raises ``InvalidRequest`` where pyarrow is not installed."""
    if not find_spec("pyarrow"):
        raise InvalidRequest("format", "parquet needs pyarrow, which the extra `embedded` brings")
    from console.api.parquet import write_parquet

    pieces = (list(map(flatten, piece)) for piece in cut_rows(table))
    return write_parquet(list_columns(table, row), list(map(flatten, table.rows)), pieces)


_WRITERS: Mapping[str, Callable[[Table, type[Resource]], Iterator[str] | Iterator[bytes]]] = {
    "csv": write_csv,
    SPREADSHEET: write_spreadsheet,
    "ndjson": write_ndjson,
    "parquet": write_parquet_file,
}
