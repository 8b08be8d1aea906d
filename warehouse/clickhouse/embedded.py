"""The embedded way: the ClickHouse engine inside this process (chDB), in a directory that this process owns."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import chdb
import numpy as np
import pyarrow as pa
from chdb.state.sqlitelike import Connection

from warehouse.clickhouse.failures import name_failure
from warehouse.clickhouse.insertion import count_rows, settings_for, write_copy, write_sample
from warehouse.clickhouse.ownership import own_directory
from warehouse.clickhouse.parameters import write_parameters
from warehouse.clickhouse.pool import Pool
from warehouse.clickhouse.results import read_rows
from warehouse.dictionary_column import DictionaryColumn
from warehouse.interface import Column, Columns, Parameters, Rows, ValuesRefused

DATABASE = "prm"


class EmbeddedWarehouse:
    """A ``Warehouse`` in a directory; threads work side by side, each call on a connection of its own."""

    def __init__(self, directory: Path, *, max_threads: int, max_memory_bytes: int) -> None:
        """Opens or makes the directory; ``max_threads`` and ``max_memory_bytes`` hold for each query, 0 is no limit.

        Raises ``WarehouseOwned`` if another process (or another object of this one) has it open.
        """
        self._owner = own_directory(directory)
        options = {"session_timezone": "UTC", "max_threads": max_threads, "max_memory_usage": max_memory_bytes}
        address = f"{directory.resolve()}?{urlencode(options)}"
        self._pool = Pool(lambda: _connect(address), Connection.close)
        try:
            self.execute("select 1")
        except BaseException:
            self._owner.close()
            raise

    def execute(self, statement: str, parameters: Parameters | None = None) -> None:
        """See ``Warehouse``."""
        self.answer(statement, write_parameters(parameters))

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """See ``Warehouse``."""
        return read_rows(self.answer, statement, parameters)

    def insert(self, table: str, columns: Columns, token: str = "") -> None:
        """See ``Warehouse``; the block travels as one Arrow batch read by one thread, so a repeated block is the same.

        The engine's streaming insert would be as fast, but it says nothing of a full disk or a failing view.
        """
        if count_rows(columns):
            schema = self._read_schema(table, columns)
            settings = {**settings_for(token), "max_threads": "1", "max_insert_threads": "1"}
            copy = write_copy(table, schema.names, settings, list(map(_read_back, schema)), "Python(batch)")
            self._insert_batch(copy, _make_batch(schema, columns))

    def close(self) -> None:
        """See ``Warehouse``; waits for calls under way, then lets another process own the directory."""
        self._pool.close()
        self._owner.close()

    def answer(self, statement: str, texts: Mapping[str, str], answer_format: str = "Native") -> bytes:
        """The bytes of an answer, to a statement with the texts of its parameters."""
        with self._pool.borrow() as connection:
            try:
                result = connection.query(statement, answer_format, params=dict(texts))
            except RuntimeError as exc:
                raise name_failure(str(exc)) from exc
            # An empty result has no memory to read from.
            return bytes(result.bytes()) if result.size() else b""

    def _read_schema(self, table: str, columns: Columns) -> pa.Schema:
        return pa.ipc.open_stream(self.answer(write_sample(table, columns), {}, "ArrowStream")).schema

    def _insert_batch(self, statement: str, batch: pa.RecordBatch) -> None:
        """The engine finds ``batch`` by its name in this frame, where the statement says ``Python(batch)``."""
        with self._pool.borrow() as connection:
            try:
                connection.query(statement)
            except RuntimeError as exc:
                raise name_failure(str(exc)) from exc


def _connect(address: str) -> Connection:
    try:
        connection = chdb.connect(address)
        connection.query(f"create database if not exists {DATABASE}")
        connection.query(f"use {DATABASE}")
    except RuntimeError as exc:
        raise name_failure(str(exc)) from exc
    return connection


def _read_back(field: pa.Field) -> str:
    """How a column of the batch is read; text that may be null would turn a wrong UUID into zeros."""
    return f"toUUID(assumeNotNull({field.name}))" if isinstance(field.type, pa.UuidType) else str(field.name)


def _make_batch(schema: pa.Schema, columns: Columns) -> pa.RecordBatch:
    arrays = [_make_array(field, columns[field.name]) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, names=schema.names)


def _make_array(field: pa.Field, values: Column) -> pa.Array:
    # Text is what a UUID travels as; ClickHouse reads it into its own type.
    type_ = pa.string() if isinstance(field.type, pa.UuidType) else field.type
    if isinstance(values, DictionaryColumn):
        return _make_coded_array(field, type_, values)
    if pa.types.is_integer(type_) and not isinstance(values, np.ndarray) and float in set(map(type, values)):
        # Arrow would cut off the fraction.
        raise ValuesRefused(f"column {field.name}: a float in a column of integers")
    try:
        array = pa.array(values, type_)
    except (pa.ArrowException, TypeError, ValueError, OverflowError) as exc:
        raise ValuesRefused(f"column {field.name}: {exc}") from exc
    if (array.null_count and not field.nullable) or (pa.types.is_map(type_) and array.items.null_count):
        raise ValuesRefused(f"column {field.name}: null in a column that takes none")
    return array


def _make_coded_array(field: pa.Field, type_: pa.DataType, column: DictionaryColumn) -> pa.Array:
    """Text stays a dictionary, as which a LowCardinality takes it over; all else is written out."""
    values = _make_array(field.with_type(type_), column.values)
    codes = pa.array(column.codes)
    if len(column.values) > len(column) // 2:
        return values.take(codes)
    return pa.DictionaryArray.from_arrays(codes, values) if pa.types.is_string(type_) else values.take(codes)
