"""Files of events, in the API's own field names: CSV, NDJSON and Parquet, read row by row in bounded memory."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path
from typing import IO, Any

from settings.csv_cells import unguard_cell
from transfer.errors import TransferFailed

FORMATS = {".csv": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson", ".parquet": "parquet"}
# Columns of an export that a server may not send: ingest derives them again.
DERIVED_FIELDS = frozenset(
    [
        "source",
        "received_at",
        "channel",
        "url_path",
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "click_id_kind",
        "referrer_host",
        "email_hash",
        "email_kind",
        "country",
        "city",
        "asn",
        "network",
        "ip_prefix",
        "browser",
        "os",
        "device",
        "named_at",
        "conversion_id",
    ]
)
_BATCH_ROWS = 2_000
_INTEGERS = ("amount", "timestamp", "version", "refunded_total")

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` is the line in a text file (a header is line 1), else the place; ``problem`` if it is unreadable."""

    number: int
    fields: Fields
    problem: str = ""


def choose_format(file: Path, given: str | None) -> str:
    """By the option, else by the file name's extension; raises :class:`TransferFailed`."""
    found = given or FORMATS.get(file.suffix.lower())
    if found is None:
        raise TransferFailed(
            f"the format of {file.name} is unknown", f"Name it: --format {'|'.join(sorted(set(FORMATS.values())))}"
        )
    return found


def read_rows(file: IO[bytes], file_format: str) -> Iterator[Row]:
    """Every row with its fields; empty cells are left out."""
    return {"csv": _read_csv, "ndjson": _read_ndjson, "parquet": _read_parquet}[file_format](file)


def import_parquet() -> Any:
    """pyarrow's module, which not every installation has."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise TransferFailed("Parquet needs pyarrow", "pip install 'prm[embedded]', or use CSV or NDJSON.") from None
    return pyarrow.parquet


def _read_csv(file: IO[bytes]) -> Iterator[Row]:
    # Bytes that are not UTF-8 must damage their own row alone.
    lines = (
        line.decode("utf-8-sig" if is_first else "utf-8", "surrogateescape") for is_first, line in _mark_first(file)
    )
    reader = csv.reader(lines)
    names = next(reader, [])
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            yield Row(reader.line_num, {}, f"not CSV: {exc}")
            continue
        if cells and len(cells) != len(names):
            yield Row(reader.line_num, {}, f"{len(cells)} cells under {len(names)} names")
        elif any(map(_is_damaged, cells)):
            yield Row(reader.line_num, {}, "not UTF-8")
        elif cells:
            yield _make_row(reader.line_num, dict(zip(names, map(_parse_cell, names, cells), strict=True)))


def _mark_first(file: IO[bytes]) -> Iterator[tuple[bool, bytes]]:
    return zip(chain((True,), repeat(False)), file, strict=False)


def _is_damaged(cell: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in cell) if not cell.isascii() else False


def _parse_cell(name: str, cell: str) -> object:
    """As it was before :func:`guard_cell`; a file by others that has an apostrophe before a sign loses it."""
    cell = unguard_cell(cell)
    if name in _INTEGERS and len(cell) < 20 and cell.isascii() and cell.removeprefix("-").isdigit():
        return int(cell)
    if name == "properties" and cell:
        try:
            return json.loads(cell)
        except ValueError:
            return cell
    return cell


def _read_ndjson(file: IO[bytes]) -> Iterator[Row]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            fields = json.loads(line)
        except ValueError as exc:
            yield Row(number, {}, f"not JSON: {exc}")
            continue
        yield _make_row(number, fields) if isinstance(fields, dict) else Row(number, {}, "not a JSON object")


def _read_parquet(file: IO[bytes]) -> Iterator[Row]:
    parquet = import_parquet()
    number = 0
    for batch in parquet.ParquetFile(file).iter_batches(batch_size=_BATCH_ROWS):
        for fields in batch.to_pylist():
            number += 1
            yield _make_row(number, {name: _plain(value) for name, value in fields.items()})


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return int(value.replace(tzinfo=value.tzinfo or UTC).timestamp() * 1000)
    if isinstance(value, list):
        return dict(value)
    return value


def _make_row(number: int, fields: Mapping[str, object]) -> Row:
    kept = {name: value for name, value in fields.items() if value not in (None, "", {}) and name not in DERIVED_FIELDS}
    return Row(number, kept)
