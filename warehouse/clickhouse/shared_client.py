"""The embedded warehouse of another process of this machine, by the socket at which that one lends it."""

import socket
from collections.abc import Mapping
from io import BufferedIOBase
from pathlib import Path

import orjson

from warehouse.clickhouse.parameters import write_parameters
from warehouse.clickhouse.pool import Pool
from warehouse.clickhouse.results import read_rows
from warehouse.clickhouse.shared_server import FAILURES, read_frame, write_frame
from warehouse.interface import Columns, Parameters, Rows, WarehouseRefused, WarehouseUnavailable


class BorrowedWarehouse:
    """A ``Warehouse`` that reads and changes what is there; new rows are its owner's alone to insert."""

    def __init__(self, place: Path) -> None:
        """Raises ``WarehouseUnavailable`` if nobody lends there."""
        self._pool: Pool[BufferedIOBase] = Pool(lambda: _connect(place), lambda stream: stream.close())
        try:
            self.execute("select 1")
        except BaseException:
            self._pool.close()
            raise

    def execute(self, statement: str, parameters: Parameters | None = None) -> None:
        """See ``Warehouse``."""
        self._answer(statement, write_parameters(parameters))

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """See ``Warehouse``."""
        return read_rows(self._answer, statement, parameters)

    def insert(self, table: str, columns: Columns, token: str = "") -> None:
        """Raises ``WarehouseRefused``: events go by the tracker, which counts them."""
        raise WarehouseRefused(f"{table}: rows are inserted by the process that owns the directory")

    def close(self) -> None:
        """See ``Warehouse``."""
        self._pool.close()

    def _answer(self, statement: str, texts: Mapping[str, str]) -> bytes:
        with self._pool.borrow() as stream:
            try:
                write_frame(stream, orjson.dumps({"statement": statement, "parameters": dict(texts)}))
                answer = read_frame(stream)
            except (OSError, EOFError) as exc:
                raise WarehouseUnavailable(f"the owner of the warehouse went away: {exc}") from exc
        if answer[:1] != b"=":
            raise FAILURES[answer[:1]](answer[1:].decode())
        return answer[1:]


def _connect(place: Path) -> BufferedIOBase:
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(str(place))
    except OSError as exc:
        connection.close()
        raise WarehouseUnavailable(f"nobody lends the warehouse at {place}: {exc}") from exc
    with connection:
        # The file keeps the socket open.
        return connection.makefile("rwb")
