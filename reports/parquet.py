"""Writes a table as Parquet piece by piece, a group of rows each; needs pyarrow."""

import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import pyarrow as pa
import pyarrow.parquet as pq

from reports.schemas import SCHEMAS

_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "array": pa.list_(pa.string()),
}
Piece = Sequence[Mapping[str, object]]


def write_parquet(columns: Sequence[str], row: str, pieces: Iterator[Piece]) -> Iterator[bytes]:
    """The bytes of the file, handed over as they are made; every group has the columns of the schema of ``row``.

    What the schema does not name, a figure of one name such as ``revenue_EUR``, has the type of its first piece.
    """
    first = next(pieces, [])
    schema = _make_schema(columns, row, first)
    file = _Passage()
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for piece in chain([first], pieces):
            writer.write_batch(_make_batch(schema, piece))
            yield file.take()
    yield file.take()


def _make_schema(columns: Sequence[str], row: str, first: Piece) -> pa.Schema:
    known: Mapping[str, Mapping[str, object]] = SCHEMAS[row]["properties"] if row else {}  # type: ignore[assignment]
    return pa.schema([(column, _find_type(known.get(column, {}), column, first)) for column in columns])


def _find_type(schema: Mapping[str, object], column: str, first: Piece) -> pa.DataType:
    named = schema.get("type")
    kind = next((each for each in named if each != "null"), "") if isinstance(named, list) else named
    return _TYPES.get(str(kind)) or pa.array([row.get(column) for row in first]).type


def _make_batch(schema: pa.Schema, piece: Piece) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [pa.array([row.get(field.name) for row in piece], field.type) for field in schema], schema=schema
    )


class _Passage(io.RawIOBase):
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
