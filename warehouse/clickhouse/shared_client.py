"""A client of the embedded warehouse that another process of this machine owns, through its socket."""

import socket
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import orjson

from warehouse.clickhouse.arrow_insert import encode_batch, prepare_insert, write_schema_query
from warehouse.clickhouse.cancellation import Cancellation, make_limit_settings
from warehouse.clickhouse.insertion import count_rows
from warehouse.clickhouse.parameters import write_parameters
from warehouse.clickhouse.pool import Pool
from warehouse.clickhouse.results import query_rows
from warehouse.clickhouse.shared_server import ERRORS, OK, read_frame, write_frame
from warehouse.interface import Columns, Limits, Parameters, Rows, WarehouseUnavailable

_HANG_UP_AGAIN_SECONDS = 1.0


class SharedWarehouse:
    """A ``Warehouse`` that outlives its owner: a call fails while there is none, and finds the next one."""

    def __init__(self, socket_path: Path) -> None:
        """Nothing is sent yet; each call raises ``WarehouseUnavailable`` while no process serves ``socket_path``."""
        self._pool = Pool(lambda: _Link(socket_path), _Link.close, _Link.is_usable)

    def execute(self, statement: str, parameters: Parameters | None = None) -> None:
        """See ``Warehouse``."""
        self._run_statement(statement, write_parameters(parameters))

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """See ``Warehouse``."""
        return query_rows(self._run_statement, statement, parameters)

    def insert(self, table: str, columns: Columns, token: str = "") -> None:
        """See ``Warehouse``; the owner receives the block that it would have made of these columns itself."""
        if count_rows(columns):
            schema_stream = self._run_statement(write_schema_query(table, columns), {}, "ArrowStream")
            statement, batch = prepare_insert(table, columns, token, schema_stream)
            self._request({"statement": statement, "has_batch": True}, encode_batch(batch))

    def limit(self, limits: Limits) -> "LimitedShared":
        """See ``Warehouse``."""
        return LimitedShared(self, self._pool, limits)

    def close(self) -> None:
        """See ``Warehouse``."""
        self._pool.close()

    def _run_statement(self, statement: str, texts: Mapping[str, str], output_format: str = "Native") -> bytes:
        return self._request({"statement": statement, "parameters": dict(texts), "format": output_format})

    def _request(self, head: Mapping[str, object], *frames: bytes) -> bytes:
        with self._pool.connection() as link:
            response = link.request(orjson.dumps(head), *frames)
        return _read_result(response)


class LimitedShared:
    """A ``LimitedWarehouse`` of the owner, who ends a query whose connection has ended."""

    def __init__(self, warehouse: SharedWarehouse, pool: Pool["_Link"], limits: Limits) -> None:
        self._pool = pool
        self._settings = make_limit_settings(limits)
        self._cancellation: Cancellation[_Link] = Cancellation(_Link.hang_up)
        self.execute, self.insert, self.limit = warehouse.execute, warehouse.insert, warehouse.limit

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """See ``Warehouse``."""
        return query_rows(self._run_statement, statement, parameters)

    def cancel(self) -> None:
        """See ``LimitedWarehouse``."""
        self._cancellation.cancel(_HANG_UP_AGAIN_SECONDS)

    def close(self) -> None:
        """See ``LimitedWarehouse``."""

    def _run_statement(self, statement: str, texts: Mapping[str, str]) -> bytes:
        head = {"statement": statement, "parameters": dict(texts), "settings": self._settings}
        with self._pool.connection() as link, self._cancellation.watch(link):
            response = link.request(orjson.dumps(head))
        return _read_result(response)


class _Link:
    """One connection to the owner."""

    def __init__(self, socket_path: Path) -> None:
        self._socket = socket.socket(socket.AF_UNIX)
        try:
            self._socket.connect(str(socket_path))
        except OSError as exc:
            self._socket.close()
            raise WarehouseUnavailable(f"no process serves the warehouse at {socket_path}: {exc}") from exc
        self._stream = self._socket.makefile("rwb")

    def request(self, *frames: bytes) -> bytes:
        """The response to these frames; raises ``WarehouseUnavailable``."""
        try:
            for frame in frames:
                write_frame(self._stream, frame)
            return read_frame(self._stream)
        except (OSError, EOFError) as exc:
            raise WarehouseUnavailable(f"lost the connection to the warehouse's owner: {exc}") from exc

    def hang_up(self) -> None:
        """Wakes up whoever waits for a response; only ``close`` gives the connection back."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def is_usable(self) -> bool:
        """Whether the owner that accepted it still has it open: nothing arrives unasked but the end."""
        try:
            self._socket.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def close(self) -> None:
        """Hangs up; what a broken connection could not send is dropped."""
        for close in (self._stream.close, self._socket.close):
            _ignore_broken(close)


def _read_result(response: bytes) -> bytes:
    status, content = response[:1], response[1:]
    if status != OK:
        raise ERRORS[status](content.decode())
    return content


def _ignore_broken(close: Callable[[], None]) -> None:
    try:
        close()
    except OSError:
        return
