"""The embedded client: the ClickHouse engine inside this process (chDB), in a directory that this process owns."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlencode

import chdb
import pyarrow as pa
from chdb.state.sqlitelike import Connection

from warehouse.clickhouse.arrow_insert import prepare_insert, write_schema_query
from warehouse.clickhouse.error_codes import classify_error
from warehouse.clickhouse.insertion import count_rows
from warehouse.clickhouse.ownership import own_directory
from warehouse.clickhouse.parameters import write_parameters
from warehouse.clickhouse.pool import Pool
from warehouse.clickhouse.results import query_rows
from warehouse.directory_identity import identify_directory
from warehouse.interface import Columns, Parameters, Rows, StatementFailed, WarehouseDamaged

DATABASE = "prm"
# Without a file of ours the engine would read a config.xml of the working directory.
_CONFIGURATION = Path(__file__).with_name("embedded.xml")


class EmbeddedWarehouse:
    """A ``Warehouse`` in a directory; each call has a connection of its own, so threads run concurrently."""

    def __init__(self, directory: Path, *, max_threads: int, max_memory_bytes: int) -> None:
        """Opens or creates the directory; ``max_threads`` and ``max_memory_bytes`` limit each query, 0: no limit.

        Raises ``WarehouseOwned`` if another process (or another object of this one) has it open, ``WarehouseDamaged``
        if the definition of a table cannot be read. Parts that cannot be read are put aside.
        """
        self._owner = own_directory(directory)
        self.identity = identify_directory(directory)
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
        except StatementFailed as exc:
            self._owner.close()
            problem = f"the embedded warehouse in {directory} does not open; the engine's reason is printed above"
            raise WarehouseDamaged(f"{problem}: {exc}") from exc
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
        """See ``Warehouse``; the block is one Arrow batch.

        The engine's streaming insert is as fast but does not report a full disk or a failing view.
        """
        if count_rows(columns):
            schema_stream = self.run_statement(write_schema_query(table, columns), {}, "ArrowStream")
            self.run_insert(*prepare_insert(table, columns, token, schema_stream))

    def close(self) -> None:
        """See ``Warehouse``; waits for calls under way, then gives up the directory to other processes."""
        self._pool.close()
        self._owner.close()

    def run_statement(self, statement: str, texts: Mapping[str, str], output_format: str = "Native") -> bytes:
        """Runs a statement with its parameters as texts; returns the bytes of its result."""
        self.identity.check()
        with self._pool.connection() as connection:
            try:
                result = connection.query(statement, output_format, params=dict(texts))
            except RuntimeError as exc:
                raise classify_error(str(exc)) from exc
            # An empty result has no memory to read from.
            return bytes(result.bytes()) if result.size() else b""

    def run_insert(self, statement: str, batch: pa.RecordBatch) -> None:
        """Runs a prepared insert; the engine finds ``Python(batch)`` as the local variable ``batch`` of this frame."""
        self.identity.check()
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
