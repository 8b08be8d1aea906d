"""The embedded client: the ClickHouse engine inside this process (chDB), in a directory that this process owns."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlencode
from uuid import uuid4

import chdb
import pyarrow as pa
from chdb.state.sqlitelike import Connection

from warehouse.clickhouse.arrow_insert import prepare_insert, write_schema_query
from warehouse.clickhouse.cancellation import Cancellation, make_limit_settings
from warehouse.clickhouse.error_codes import classify_error
from warehouse.clickhouse.insertion import count_rows
from warehouse.clickhouse.ownership import own_directory
from warehouse.clickhouse.parameters import quote, write_parameters
from warehouse.clickhouse.pool import Pool
from warehouse.clickhouse.results import query_rows
from warehouse.directory_identity import identify_directory
from warehouse.interface import Columns, Limits, Parameters, Rows, StatementFailed, WarehouseDamaged

DATABASE = "prm"
# A query waits, for at most a second at a time, while one of a lower number runs. First is the process that owns the
# engine: ingest. Statements of other processes wait like reports, unless they choose another number.
FIRST_PRIORITY, OTHERS_PRIORITY = 1, 3
_KILL_AGAIN_SECONDS = 0.1
# Without a file of ours the engine would read a config.xml of the working directory.
_CONFIGURATION = Path(__file__).with_name("embedded.xml")


class EmbeddedWarehouse:
    """A ``Warehouse`` in a directory; each call has a connection of its own, so threads run concurrently."""

    def __init__(
        self, directory: Path, *, max_threads: int, max_memory_bytes: int, total_memory_bytes: int = 0
    ) -> None:
        """Opens or creates the directory; ``max_threads`` and ``max_memory_bytes`` limit each statement, 0: no limit.

        ``total_memory_bytes`` limits all statements and merges together; 0: nine tenths of the machine's memory.

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
            "priority": FIRST_PRIORITY,
            **({"max_server_memory_usage": total_memory_bytes} if total_memory_bytes else {}),
        }
        address = f"{directory.resolve()}?{urlencode(options)}"
        self._pool = Pool(lambda: _connect(address), Connection.close)
        # Settings stay with a connection: other processes have connections apart.
        self._others = make_limit_settings(Limits(max_memory_bytes, max_threads, OTHERS_PRIORITY)) | {"log_comment": ""}
        self._others_pool = Pool(lambda: _connect(address), Connection.close)
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
        self._run(self._pool, statement, write_parameters(parameters))

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """See ``Warehouse``."""
        return query_rows(partial(self._run, self._pool), statement, parameters)

    def insert(self, table: str, columns: Columns, token: str = "") -> None:
        """See ``Warehouse``; the block is one Arrow batch.

        The engine's streaming insert is as fast but does not report a full disk or a failing view.
        """
        if count_rows(columns):
            schema_stream = self._run(self._pool, write_schema_query(table, columns), {}, "ArrowStream")
            self.run_insert(*prepare_insert(table, columns, token, schema_stream))

    def limit(self, limits: Limits) -> "LimitedEmbedded":
        """See ``Warehouse``."""
        return LimitedEmbedded(self, limits)

    def close(self) -> None:
        """See ``Warehouse``; waits for calls under way, then gives up the directory to other processes."""
        self._others_pool.close()
        self._pool.close()
        self._owner.close()

    def run_statement(
        self,
        statement: str,
        texts: Mapping[str, str],
        output_format: str = "Native",
        settings: Mapping[str, str] | None = None,
    ) -> bytes:
        """Runs a statement of another process with its parameters as texts; returns the bytes of its result.

        ``settings`` are those of limits and a ``log_comment``; without them those of a single statement apply.
        """
        return self._run(self._others_pool, statement, texts, output_format, {**self._others, **(settings or {})})

    def _run(
        self,
        pool: Pool[Connection],
        statement: str,
        texts: Mapping[str, str],
        output_format: str = "Native",
        settings: Mapping[str, str] | None = None,
    ) -> bytes:
        self.identity.check()
        with pool.connection() as connection:
            try:
                if settings:
                    connection.query("set " + ", ".join(f"{name} = {quote(text)}" for name, text in settings.items()))
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

    def kill(self, comment: str) -> None:
        """Ends the statements that run with this ``log_comment``; one that has not begun is not found."""
        self.execute("kill query where Settings['log_comment'] = {comment:String} async", {"comment": comment})


class LimitedEmbedded:
    """A ``LimitedWarehouse`` of the engine in this process."""

    def __init__(self, warehouse: EmbeddedWarehouse, limits: Limits) -> None:
        self._warehouse = warehouse
        self._limits = limits
        self._cancellation = Cancellation(warehouse.kill)
        self.execute, self.insert = warehouse.execute, warehouse.insert

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """See ``Warehouse``."""
        comment = uuid4().hex
        settings = {**make_limit_settings(self._limits), "log_comment": comment}
        with self._cancellation.watch(comment):
            return query_rows(partial(self._warehouse.run_statement, settings=settings), statement, parameters)

    def limit(self, limits: Limits) -> "LimitedEmbedded":
        """See ``Warehouse``."""
        return LimitedEmbedded(self._warehouse, limits)

    def cancel(self) -> None:
        """See ``LimitedWarehouse``."""
        self._cancellation.cancel(_KILL_AGAIN_SECONDS)

    def close(self) -> None:
        """See ``LimitedWarehouse``."""


def _connect(address: str) -> Connection:
    try:
        connection = chdb.connect(address)
        connection.query(f"create database if not exists {DATABASE}")
        connection.query(f"use {DATABASE}")
    except RuntimeError as exc:
        raise classify_error(str(exc)) from exc
    return connection
