"""The embedded client: the ClickHouse engine inside this process (chDB), in a directory that this process owns."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import chdb
import numpy as np
import pyarrow as pa
from chdb.state.sqlitelike import Connection

from warehouse.clickhouse.error_codes import classify_error
from warehouse.clickhouse.insertion import count_rows, make_insert_settings, write_empty_select, write_insert_select
from warehouse.clickhouse.ownership import own_directory
from warehouse.clickhouse.parameters import write_parameters
from warehouse.clickhouse.pool import Pool
from warehouse.clickhouse.results import query_rows
from warehouse.dictionary_column import DictionaryColumn
from warehouse.interface import Column, Columns, Parameters, Rows, ValuesInvalid

DATABASE = "prm"
# Without a file of ours the engine would read a config.xml of the working directory.
_CONFIGURATION = Path(__file__).with_name("embedded.xml")


class EmbeddedWarehouse:
    """A ``Warehouse`` in a directory; each call has a connection of its own, so threads run concurrently."""

    def __init__(self, directory: Path, *, max_threads: int, max_memory_bytes: int) -> None:
        """Opens or creates the directory; ``max_threads`` and ``max_memory_bytes`` limit each query, 0: no limit.

        Raises ``WarehouseOwned`` if another process (or another object of this one) has it open.
        """
        self._owner = own_directory(directory)
        options = {
            "config-file": _CONFIGURATION,
            "session_timezone": "UTC",
            "max_threads": max_threads,
            "max_memory_usage": max_memory_bytes,
        }
        address = f"{directory.resolve()}?{urlencode(options)}"
        self._pool = Pool(lambda: _connect(address), Connection.close)
        try:
            self.execute("select 1")
        except BaseException:
            self._owner.close()
            raise

    def execute(self, statement: str, parameters: Parameters | None = None) -> None:
        """See ``Warehouse``."""
        self.run_statement(statement, write_parameters(parameters))

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """See ``Warehouse``."""
        return query_rows(self.run_statement, statement, parameters)

    def insert(self, table: str, columns: Columns, token: str = "") -> None:
        """See ``Warehouse``; the block is one Arrow batch read by one thread, so that a repetition is the same block.

        The engine's streaming insert is as fast but does not report a full disk or a failing view.
        """
        if count_rows(columns):
            schema = self._query_schema(table, columns)
            settings = {**make_insert_settings(token), "max_threads": "1", "max_insert_threads": "1"}
            statement = write_insert_select(
                table, schema.names, settings, list(map(_write_selected_value, schema)), "Python(batch)"
            )
            self._insert_batch(statement, _make_batch(schema, columns))

    def close(self) -> None:
        """See ``Warehouse``; waits for calls under way, then gives up the directory to other processes."""
        self._pool.close()
        self._owner.close()

    def run_statement(self, statement: str, texts: Mapping[str, str], output_format: str = "Native") -> bytes:
        """Runs a statement with its parameters as texts; returns the bytes of its result."""
        with self._pool.connection() as connection:
            try:
                result = connection.query(statement, output_format, params=dict(texts))
            except RuntimeError as exc:
                raise classify_error(str(exc)) from exc
            # An empty result has no memory to read from.
            return bytes(result.bytes()) if result.size() else b""

    def _query_schema(self, table: str, columns: Columns) -> pa.Schema:
        return pa.ipc.open_stream(self.run_statement(write_empty_select(table, columns), {}, "ArrowStream")).schema

    def _insert_batch(self, statement: str, batch: pa.RecordBatch) -> None:
        """The engine looks up ``Python(batch)`` of the statement as the local variable ``batch`` of this frame."""
        with self._pool.connection() as connection:
            try:
                connection.query(statement)
            except RuntimeError as exc:
                raise classify_error(str(exc)) from exc


def _connect(address: str) -> Connection:
    try:
        connection = chdb.connect(address)
        connection.query(f"create database if not exists {DATABASE}")
        connection.query(f"use {DATABASE}")
    except RuntimeError as exc:
        raise classify_error(str(exc)) from exc
    return connection


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
