"""The rows of CSV, NDJSON and Parquet with their cells, read one by one in bounded memory."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import IO, Any, Protocol

from transfer.errors import TransferFailed
from transfer.reading.dialect import Dialect, is_preamble

_BATCH_ROWS = 2_000
_NO_LETTERS = re.compile(r"[^\w]+|_+")


@dataclass(frozen=True, slots=True)
class Record:
    """``number`` is the line in a text file, else the place; ``cells`` by column; ``problem`` if it is unreadable."""

    number: int
    cells: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""


class _Reader(Protocol):
    """Of the module csv."""

    @property
    def line_num(self) -> int: ...
    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


def name_column(text: str) -> str:
    """A heading as declarations and options name it: ``Created date (UTC)`` is ``created_date_utc``."""
    return _NO_LETTERS.sub("_", text.strip().lower()).strip("_")


def read_records(file: IO[bytes], file_format: str, dialect: Dialect) -> Iterator[Record]:
    """Every row; cells of text are trimmed."""
    if file_format == "csv":
        return _read_csv(file, dialect)
    return {"ndjson": _read_ndjson, "parquet": _read_parquet}[file_format](file)


def read_columns(file: IO[bytes], file_format: str, dialect: Dialect) -> list[str]:
    """The headings as they stand; of a file without headings the names of its first rows."""
    if file_format == "csv":
        return _read_names(_open_csv(file, dialect))
    names: dict[str, None] = {}
    for record, _ in zip(read_records(file, file_format, dialect), range(_BATCH_ROWS), strict=False):
        names |= dict.fromkeys(record.cells)
    return list(names)


def import_parquet() -> Any:
    """pyarrow's module, which not every installation has."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise TransferFailed("Parquet needs pyarrow", "pip install 'prm[embedded]', or use CSV or NDJSON.") from None
    return pyarrow.parquet


def _open_csv(file: IO[bytes], dialect: Dialect) -> _Reader:
    # Bytes that are not of the encoding must damage their own row alone.
    errors = "replace" if dialect.encoding.startswith("utf-16") else "surrogateescape"
    lines = io.TextIOWrapper(file, dialect.encoding, errors=errors, newline="")
    return csv.reader(_skip_preamble(lines), delimiter=dialect.delimiter)


def _skip_preamble(lines: io.TextIOWrapper) -> Iterator[str]:
    """Those lines are empty then, so that the others keep their numbers."""
    is_begun = False
    try:
        for line in lines:
            is_begun = is_begun or bool(line.strip() and not is_preamble(line))
            yield line if is_begun else "\n"
    finally:
        # Whoever opened the file closes it, also where the rest of it is not read.
        if not lines.closed:
            lines.detach()


def _read_names(reader: _Reader) -> list[str]:
    return next((cells for cells in reader if cells), [])


def _read_csv(file: IO[bytes], dialect: Dialect) -> Iterator[Record]:
    reader = _open_csv(file, dialect)
    names = list(map(name_column, _read_names(reader)))
    encoding = dialect.encoding.removesuffix("-sig").upper()
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            yield Record(reader.line_num, problem=f"not CSV: {exc}")
            continue
        if not any(cells):
            continue
        if len(cells) != len(names):
            yield Record(reader.line_num, problem=f"{len(cells)} cells under {len(names)} names")
        elif any(map(_is_damaged, cells)):
            yield Record(reader.line_num, problem=f"not {encoding}")
        else:
            yield Record(reader.line_num, dict(zip(names, map(str.strip, cells), strict=True)))


def _is_damaged(cell: str) -> bool:
    return not cell.isascii() and any("\udc80" <= character <= "\udcff" or character == "�" for character in cell)


def _read_ndjson(file: IO[bytes]) -> Iterator[Record]:
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            cells = json.loads(line)
        except ValueError as exc:
            yield Record(number, problem=f"not JSON: {exc}")
            continue
        yield Record(number, cells) if isinstance(cells, dict) else Record(number, problem="not a JSON object")


def _read_parquet(file: IO[bytes]) -> Iterator[Record]:
    parquet = import_parquet()
    number = 0
    for batch in parquet.ParquetFile(file).iter_batches(batch_size=_BATCH_ROWS):
        for cells in batch.to_pylist():
            number += 1
            yield Record(number, {name: _plain(value) for name, value in cells.items()})


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return int(value.replace(tzinfo=value.tzinfo or UTC).timestamp() * 1000)
    if isinstance(value, list):
        return dict(value)
    return value
