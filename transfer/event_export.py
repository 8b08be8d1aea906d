"""The stored events of a site and a period as a file, page by page in constant memory."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

from msgspec import convert

from settings.csv_cells import guard_cell
from settings.files import replace_file
from transfer.event_files import import_parquet
from warehouse.interface import Rows, Value, Warehouse
from warehouse.sql_files import read_statement

PAGE_ROWS = 20_000
WritePage = Callable[[Rows], None]


def export_events(warehouse: Warehouse, period: Mapping[str, Value], file: Path, file_format: str) -> Iterator[int]:
    """Writes ``file``, which appears when it is complete; yields the number of events written so far."""
    written = 0
    with replace_file(file) as draft, WRITERS[file_format](draft) as write:
        for page in query_pages(warehouse, period):
            write(page)
            written += len(page)
            yield written


def query_pages(warehouse: Warehouse, period: Mapping[str, Value], page_rows: int = PAGE_ROWS) -> Iterator[Rows]:
    """The events of ``site_id``, ``from_ms`` and ``to_ms``, each page continuing where the last one ended."""
    statement = read_statement("transfer", "export_events")
    last: Mapping[str, Value] = {"is_first": True, "visitor_id": "", "after_ms": 0, "event_id": str(UUID(int=0))}
    while True:
        page = warehouse.query(statement, {**period, **last, "row_count": page_rows})
        if page:
            yield page
        if len(page) < page_rows:
            return
        ends = {name: column[-1] for name, column in zip(page.names, page.columns, strict=True)}
        last = {
            "is_first": False,
            "visitor_id": str(ends["visitor_id"]),
            "after_ms": convert(ends["timestamp"], int),
            "event_id": str(ends["event_id"]),
        }


@contextmanager
def _write_csv(file: Path) -> Iterator[WritePage]:
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)

        def write(page: Rows) -> None:
            if not stream.tell():
                writer.writerow(page.names)
            writer.writerows(map(_format_cell, row) for row in zip(*page.columns, strict=True))

        yield write


@contextmanager
def _write_ndjson(file: Path) -> Iterator[WritePage]:
    with file.open("w", encoding="utf-8") as stream:

        def write(page: Rows) -> None:
            for row in page.dicts():
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")

        yield write


@contextmanager
def _write_parquet(file: Path) -> Iterator[WritePage]:
    parquet = import_parquet()
    import pyarrow

    text, count = pyarrow.string(), pyarrow.int64()
    types: dict[str, Any] = {
        "timestamp": pyarrow.timestamp("ms", "UTC"),
        "received_at": pyarrow.timestamp("ms", "UTC"),
        "named_at": pyarrow.timestamp("ms", "UTC"),
        "amount": count,
        "version": count,
        "refunded_total": count,
        "asn": count,
        "properties": pyarrow.map_(text, text),
    }
    writers: list[Any] = []

    def write(page: Rows) -> None:
        schema = pyarrow.schema([(name, types.get(name, text)) for name in page.names])
        if not writers:
            writers.append(parquet.ParquetWriter(file, schema, compression="zstd"))
        columns = [_list_items(name, column) for name, column in zip(page.names, page.columns, strict=True)]
        arrays = [pyarrow.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
        writers[0].write_table(pyarrow.table(arrays, schema=schema))

    try:
        yield write
    finally:
        for writer in writers:
            writer.close()
    if not writers:
        parquet.write_table(pyarrow.table({}), file)


def _list_items(name: str, column: Sequence[Any]) -> Sequence[Any]:
    return [list(value.items()) for value in column] if name == "properties" else column


def _format_cell(value: object) -> object:
    if isinstance(value, dict):
        return guard_cell(json.dumps(value, ensure_ascii=False)) if value else ""
    if isinstance(value, str):
        return guard_cell(value)
    return "" if value is None else value


WRITERS = {"csv": _write_csv, "ndjson": _write_ndjson, "parquet": _write_parquet}
