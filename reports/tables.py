"""An answer as JSON or as CSV."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import orjson
from starlette.responses import Response

from reports.asking import Document, Table

# A cell that begins with one of these is run as a formula by spreadsheets:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def make_json(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """JSON that no cache keeps."""
    body = orjson.dumps(content, default=_show, option=orjson.OPT_NON_STR_KEYS)
    return Response(body, status, {"Cache-Control": "no-store", **(headers or {})}, "application/json")


def make_answer(answer: Table | Document, meta: Mapping[str, object], rows_name: str) -> Response:
    """The JSON answer with its ``meta``."""
    whole_meta = {**meta, **answer.meta}
    shown = {"meta": whole_meta} if whole_meta else {}
    if isinstance(answer, Document):
        return make_json({**answer.content, **shown}, answer.status)
    return make_json({rows_name: answer.rows, **answer.more, **shown})


def make_csv(table: Table, name: str, complete_until: object) -> Response:
    """UTF-8 CSV as RFC 4180 has it, for download; the cells of a spreadsheet never run."""
    headers = {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}.csv"',
        "X-PRM-Complete-Until": str(complete_until),
    }
    if table.more.get("next_cursor"):
        headers["X-PRM-Next-Cursor"] = str(table.more["next_cursor"])
    return Response(write_csv(table), headers=headers, media_type="text/csv; charset=utf-8")


def write_csv(table: Table) -> str:
    """A heading and one line a row; a column that holds names and values becomes one a name, like ``revenue_EUR``."""
    rows = [_flatten(row) for row in table.rows]
    columns = [name for column in table.columns for name in _spread(column, rows)]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(map(_write_cell, columns))
    writer.writerows([_write_cell(row.get(column)) for column in columns] for row in rows)
    return text.getvalue()


def _flatten(row: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    flat: dict[str, object] = {}
    for name, value in row.items():
        flat |= _flatten(value, f"{prefix}{name}_") if isinstance(value, dict) else {prefix + name: value}
    return flat


def _spread(column: str, rows: Sequence[Mapping[str, object]]) -> list[str]:
    names = {name: None for row in rows for name in row if name == column or name.startswith(f"{column}_")}
    return sorted(names) or [column]


def _write_cell(cell: object) -> object:
    if isinstance(cell, list | tuple):
        cell = " ".join(map(str, cell))
    if isinstance(cell, datetime):
        return cell.isoformat()
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS) else cell


def _show(value: object) -> object:
    raise TypeError(f"{type(value).__name__} has no JSON form")
