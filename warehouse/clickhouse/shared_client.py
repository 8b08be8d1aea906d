"""A client of the embedded warehouse that another process of this machine owns, through its socket."""

import socket
from collections.abc import Mapping
from io import BufferedIOBase
from pathlib import Path

import orjson

from warehouse.clickhouse.parameters import write_parameters
from warehouse.clickhouse.pool import Pool
from warehouse.clickhouse.results import query_rows
from warehouse.clickhouse.shared_server import ERRORS, OK, read_frame, write_frame
from warehouse.interface import Columns, Parameters, Rows, StatementFailed, WarehouseUnavailable


class SharedWarehouse:
    """A ``Warehouse`` for queries and changes; only its owner can insert rows."""

    def __init__(self, socket_path: Path) -> None:
        """Raises ``WarehouseUnavailable`` if no process serves a warehouse at ``socket_path``."""
        self._pool: Pool[BufferedIOBase] = Pool(lambda: _connect(socket_path), lambda stream: stream.close())
        try:
            self.execute("select 1")
        except BaseException:
            self._pool.close()
            raise

    def execute(self, statement: str, parameters: Parameters | None = None) -> None:
        """See ``Warehouse``."""
        self._run_statement(statement, write_parameters(parameters))

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """See ``Warehouse``."""
        return query_rows(self._run_statement, statement, parameters)

    def insert(self, table: str, columns: Columns, token: str = "") -> None:
        """Raises ``StatementFailed``: events enter through the tracker, which counts them."""
        raise StatementFailed(f"{table}: rows are inserted by the process that owns the directory")

    def close(self) -> None:
        """See ``Warehouse``."""
        self._pool.close()

    def _run_statement(self, statement: str, texts: Mapping[str, str]) -> bytes:
        with self._pool.connection() as stream:
            try:
                write_frame(stream, orjson.dumps({"statement": statement, "parameters": dict(texts)}))
                response = read_frame(stream)
            except (OSError, EOFError) as exc:
                raise WarehouseUnavailable(f"lost the connection to the warehouse's owner: {exc}") from exc
        status, content = response[:1], response[1:]
        if status != OK:
            raise ERRORS[status](content.decode())
        return content


def _connect(socket_path: Path) -> BufferedIOBase:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(str(socket_path))
    except OSError as exc:
        connection.close()
        raise WarehouseUnavailable(f"no process serves the warehouse at {socket_path}: {exc}") from exc
    with connection:
        # The file keeps the socket open.
        return connection.makefile("rwb")
