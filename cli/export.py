"""`prm export`: the stored events of a site and a period as a file, page by page, in memory that does not grow."""

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from cli.options import choose_settings, data_dir_option, log_quietly
from cli.registry_access import choose_site
from settings import WarehouseSettings
from settings.files import replace_file
from supervisor.warehouse_access import using_warehouse
from transfer.event_files import choose_format, import_parquet
from warehouse.interface import Rows, Value, Warehouse
from warehouse.sql_files import read_statement

PAGE_ROWS = 20_000
Write = Callable[[Rows], None]


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--from", "start", type=click.DateTime(), default="1971-01-01", help="First moment, in UTC.")
@click.option("--to", "end", type=click.DateTime(), default="2200-01-01", help="First moment not asked for, in UTC.")
@click.option("--site", default=None, metavar="SITE", help="Id, site key or name; may be left out if there is one.")
@click.option("--format", "file_format", type=click.Choice(["csv", "ndjson", "parquet"]), help="Else by the name.")
@data_dir_option
def export(
    file: Path, start: datetime, end: datetime, site: str | None, file_format: str | None, data_dir: Path | None
) -> None:
    """Write events to FILE, which appears when it is whole. `prm backfill` takes such a file back."""
    chosen = choose_format(file, file_format)
    site_id, _ = choose_site(data_dir, site)
    settings = choose_settings(WarehouseSettings, data_dir)
    log_quietly(settings)
    period: Mapping[str, Value] = {"site_id": site_id, "from_ms": _to_ms(start), "to_ms": _to_ms(end)}
    written = 0
    with using_warehouse(settings) as warehouse, replace_file(file) as draft, _WRITERS[chosen](draft) as write:
        for page in read_pages(warehouse, period):
            write(page)
            written += len(page)
            click.echo(f"\r{written:,} events", nl=False, err=True)
    click.echo("", err=True)
    click.echo(f"{written:,} events in {file}")


def read_pages(warehouse: Warehouse, period: Mapping[str, Value], page_rows: int = PAGE_ROWS) -> Iterator[Rows]:
    """The events of ``site_id``, ``from_ms`` and ``to_ms``, each page going on where the last one ended."""
    statement = read_statement("cli", "export_events")
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
            "after_ms": int(str(ends["timestamp"])),
            "event_id": str(ends["event_id"]),
        }


@contextmanager
def _write_csv(file: Path) -> Iterator[Write]:
    with file.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)

        def write(page: Rows) -> None:
            if not stream.tell():
                writer.writerow(page.names)
            writer.writerows(map(_show_cell, row) for row in zip(*page.columns, strict=True))

        yield write


@contextmanager
def _write_ndjson(file: Path) -> Iterator[Write]:
    with file.open("w", encoding="utf-8") as stream:

        def write(page: Rows) -> None:
            for row in page.dicts():
                stream.write(json.dumps(row, ensure_ascii=False) + "\n")

        yield write


@contextmanager
def _write_parquet(file: Path) -> Iterator[Write]:
    parquet = import_parquet()
    import pyarrow

    text, count = pyarrow.string(), pyarrow.int64()
    kinds: dict[str, Any] = {
        "timestamp": pyarrow.timestamp("ms", "UTC"),
        "received_at": pyarrow.timestamp("ms", "UTC"),
        "amount": count,
        "asn": count,
        "properties": pyarrow.map_(text, text),
    }
    writers: list[Any] = []

    def write(page: Rows) -> None:
        schema = pyarrow.schema([(name, kinds.get(name, text)) for name in page.names])
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


def _show_cell(value: object) -> object:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else ""
    return "" if value is None else value


def _to_ms(moment: datetime) -> int:
    return int(moment.replace(tzinfo=UTC).timestamp() * 1000)


_WRITERS = {"csv": _write_csv, "ndjson": _write_ndjson, "parquet": _write_parquet}
