"""Writes a table as Parquet piece by piece, a group of rows each; needs pyarrow."""

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from console.api.schemas import MONEY_OR_NULL, SCHEMAS

_TYPES = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
}
Piece = Sequence[Mapping[str, object]]


def write_parquet(columns: Sequence[str], row: str, known: Piece, pieces: Iterator[Piece]) -> Iterator[bytes]:
    """The bytes of the file, handed over as they are made; every group has the columns of the schema of ``row``.

    What the schema does not name, a figure of one name such as ``revenue_EUR``, has its type in the ``known`` rows.
    """
    schema = _make_schema(columns, row, known)
    file = _Passage()
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for piece in pieces:
            writer.write_batch(_make_batch(schema, piece))
            yield file.take()
    yield file.take()


def _make_schema(columns: Sequence[str], row: str, rows: Piece) -> pa.Schema:
    named = _name_money(SCHEMAS[row]["properties"]) if row else {}
    return pa.schema([(column, _find_type(named.get(column, {}), column, rows)) for column in columns])


def _name_money(properties: Any) -> dict[str, Any]:
    """Money stands in three columns: minor units, currency, decimal text."""
    money = [name for name, schema in properties.items() if schema == MONEY_OR_NULL]
    texts = {each: {"type": "string"} for name in money for each in (name, f"{name}_currency")}
    return {**properties, **texts, **{f"{name}_minor": {"type": "integer"} for name in money}}


def _find_type(schema: Mapping[str, Any], column: str, rows: Piece) -> pa.DataType:
    if schema.get("type") == "array" and schema["items"].get("type") in _TYPES:
        return pa.list_(_TYPES[schema["items"]["type"]])
    kinds = schema.get("type", ())
    kind = next((each for each in kinds if each != "null"), "") if isinstance(kinds, list) else kinds
    return _TYPES.get(kind) or pa.array([row.get(column) for row in rows]).type


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
