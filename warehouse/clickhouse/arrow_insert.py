"""An insert as a statement and one Arrow batch, which the embedded engine reads as ``Python(batch)``.

The process that owns the engine runs it; any process of the machine can prepare it, with the same checks of its values.
"""

import numpy as np
import pyarrow as pa

from warehouse.clickhouse.insertion import make_insert_settings, write_empty_select, write_insert_select
from warehouse.dictionary_column import DictionaryColumn
from warehouse.interface import Column, Columns, ValuesInvalid

# One thread reads the batch, so that a repetition is the same block.
_ONE_THREAD = {"max_threads": "1", "max_insert_threads": "1"}


def write_schema_query(table: str, columns: Columns) -> str:
    """The statement whose answer in the format ``ArrowStream`` holds the types of these columns."""
    return write_empty_select(table, columns)


def prepare_insert(table: str, columns: Columns, token: str, schema_stream: bytes) -> tuple[str, pa.RecordBatch]:
    """The statement and its batch; ``schema_stream`` answers :func:`write_schema_query`. Raises ``ValuesInvalid``."""
    schema = pa.ipc.open_stream(schema_stream).schema
    settings = {**make_insert_settings(token), **_ONE_THREAD}
    expressions = list(map(_write_selected_value, schema))
    return write_insert_select(table, schema.names, settings, expressions, "Python(batch)"), _make_batch(
        schema, columns
    )


def encode_batch(batch: pa.RecordBatch) -> bytes:
    """The batch as an Arrow stream."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, batch.schema) as writer:
        writer.write_batch(batch)
    return bytes(sink.getvalue())


def decode_batch(stream: bytes) -> pa.RecordBatch:
    """The batch of :func:`encode_batch`; it reads from the given bytes."""
    return pa.ipc.open_stream(stream).read_next_batch()


def _write_selected_value(field: pa.Field) -> str:
    """The expression that selects a column of the batch; nullable text would turn an invalid UUID into zeros."""
    return f"toUUID(assumeNotNull({field.name}))" if isinstance(field.type, pa.UuidType) else str(field.name)


def _make_batch(schema: pa.Schema, columns: Columns) -> pa.RecordBatch:
    arrays = [_make_array(field, columns[field.name]) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, names=schema.names)


def _make_array(field: pa.Field, values: Column) -> pa.Array:
    # A UUID is sent as text, which ClickHouse parses.
    type_ = pa.string() if isinstance(field.type, pa.UuidType) else field.type
    if isinstance(values, DictionaryColumn):
        return _make_dictionary_array(field, type_, values)
    if pa.types.is_integer(type_) and not isinstance(values, np.ndarray) and float in set(map(type, values)):
        # Arrow would cut off the fraction.
        raise ValuesInvalid(f"column {field.name}: a float in a column of integers")
    try:
        array = pa.array(values, type_)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as exc:
        raise ValuesInvalid(f"column {field.name}: {exc}") from exc
    if (array.null_count and not field.nullable) or (pa.types.is_map(type_) and array.items.null_count):
        raise ValuesInvalid(f"column {field.name}: null in a column that takes none")
    return array


def _make_dictionary_array(field: pa.Field, type_: pa.DataType, column: DictionaryColumn) -> pa.Array:
    """Text stays a dictionary, which a LowCardinality takes as it is; anything else is written out."""
    values = _make_array(field.with_type(type_), column.values)
    codes = pa.array(column.codes)
    if len(column.values) > len(column) // 2:
        return values.take(codes)
    return pa.DictionaryArray.from_arrays(codes, values) if pa.types.is_string(type_) else values.take(codes)
