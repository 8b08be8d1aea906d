"""Writes a table as Parquet piece by piece, a group of rows each; needs pyarrow."""

import io
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from console.api.columns import Column

_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}
Piece = Sequence[Mapping[str, object]]


def write_parquet(columns: Sequence[Column], known: Piece, pieces: Iterator[Piece]) -> Iterator[bytes]:
    """The bytes of the file, handed over as they are made; every group has the same columns.

    A column whose schema says nothing, such as the money of one currency, has its type in the ``known`` rows.
    """
    schema = pa.schema([(column.name, _find_type(column, known)) for column in columns])
    file = _PieceBuffer()
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for piece in pieces:
            writer.write_batch(_make_batch(schema, piece))
            yield file.take()
    yield file.take()


def _find_type(column: Column, rows: Piece) -> pa.DataType:
    schema = column.schema
    if schema.get("format") == "date-time":
        return pa.timestamp("us", tz="UTC")
    if schema.get("type") == "array" and schema["items"].get("type") in _TYPES:
        return pa.list_(_TYPES[schema["items"]["type"]])
    return _TYPES.get(schema.get("type", "")) or pa.array([_write_cell(row.get(column.name)) for row in rows]).type


def _write_cell(cell: object) -> object:
    """A decimal as text: the currencies of one column differ in their digits."""
    return str(cell) if isinstance(cell, Decimal) else cell


def _make_batch(schema: pa.Schema, piece: Piece) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [pa.array([_write_cell(row.get(field.name)) for row in piece], field.type) for field in schema], schema=schema
    )


class _PieceBuffer(io.RawIOBase):
    """A file that keeps nothing but what is not yet taken."""

    def __init__(self) -> None:
        self._kept = bytearray()
        self._written = 0

    def writable(self) -> bool:
        """Only forwards."""
        return True

    def write(self, content: object) -> int:
        """Everything at once."""
        size = memoryview(content).nbytes  # type: ignore[arg-type]
        self._kept += memoryview(content)  # type: ignore[arg-type]
        self._written += size
        return size

    def tell(self) -> int:
        """How much was written, taken or not."""
        return self._written

    def take(self) -> bytes:
        """What was written since."""
        content = bytes(self._kept)
        self._kept.clear()
        return content
