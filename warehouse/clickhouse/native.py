"""The native client: a ClickHouse server, reached by its native protocol (clickhouse-driver)."""

import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress

from clickhouse_driver import Client, errors

from warehouse.clickhouse.blocks import CLIENT_ZONE, make_rows
from warehouse.clickhouse.cancellation import Cancellation, make_limit_settings
from warehouse.clickhouse.error_codes import classify_error
from warehouse.clickhouse.insertion import count_rows, make_insert_settings, write_insert
from warehouse.clickhouse.native_blocks import BlockClient
from warehouse.clickhouse.parameters import escape_quoted, write_parameters
from warehouse.clickhouse.pool import Pool
from warehouse.interface import Columns, Limits, Parameters, Rows, ValuesInvalid, WarehouseUnavailable

NO_SETTINGS: Mapping[str, str] = {}
_QUERY_SETTINGS = {"server_side_params": True, "session_timezone": "UTC", **CLIENT_ZONE}
_NETWORK_ERRORS = (
    errors.NetworkError,
    errors.SocketTimeoutError,
    errors.UnexpectedPacketFromServerError,
    errors.UnknownPacketFromServerError,
    EOFError,
    OSError,
)
_HANG_UP_AGAIN_SECONDS = 0.5


class NativeWarehouse:
    """A ``Warehouse`` on a server; each call has a connection of its own, so threads run concurrently."""

    def __init__(self, url: str, settings: Mapping[str, str] = NO_SETTINGS) -> None:
        """Connects to ``clickhouse://user:password@host:9000/database``; raises ``WarehouseUnavailable`` if it cannot.

        Options of clickhouse-driver can follow, like ``?connect_timeout=3&send_receive_timeout=60&secure=true``, and
        further hosts to try when the first does not answer: ``&alt_hosts=second:9000,third:9000``. ``settings`` are
        sent with every statement.
        """
        self._settings = settings
        self._pool = Pool(lambda: BlockClient.from_url(url), Client.disconnect)
        self.execute("select 1")

    def execute(self, statement: str, parameters: Parameters | None = None) -> None:
        """See ``Warehouse``."""
        self.query(statement, parameters)

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """See ``Warehouse``."""
        return self.run_query(statement, parameters, {}, None)

    def run_query(
        self,
        statement: str,
        parameters: Parameters | None,
        settings: Mapping[str, str],
        cancellation: Cancellation[Client] | None,
    ) -> Rows:
        """A select under further ``settings``, which ``cancellation`` can end."""
        texts = {name: _Literal(text) for name, text in write_parameters(parameters).items()}
        every = {**_QUERY_SETTINGS, **self._settings, **settings}
        with self._connection() as client, cancellation.watch(client) if cancellation else nullcontext():
            columns, types = client.execute(statement, texts, with_column_types=True, columnar=True, settings=every)
        return make_rows(types, columns)

    def insert(self, table: str, columns: Columns, token: str = "") -> None:
        """See ``Warehouse``."""
        statement = f"{write_insert(table, columns)} values"
        if count_rows(columns):
            with self._connection() as client:
                settings = {**make_insert_settings(token), **self._settings}
                client.execute(statement, list(columns.values()), columnar=True, settings=settings)

    def limit(self, limits: Limits) -> "LimitedNative":
        """See ``Warehouse``."""
        return LimitedNative(self, limits)

    def close(self) -> None:
        """See ``Warehouse``; waits for calls under way."""
        self._pool.close()

    @contextmanager
    def _connection(self) -> Iterator[Client]:
        try:
            with self._pool.connection() as client:
                yield client
        except errors.ServerException as exc:
            raise classify_error(exc.message, exc.code) from exc
        except _NETWORK_ERRORS as exc:
            raise WarehouseUnavailable(str(exc)) from exc
        except (errors.Error, AttributeError, TypeError, ValueError) as exc:
            # clickhouse-driver's various errors for a value that it cannot write as the type of its column.
            raise ValuesInvalid(str(exc)) from exc


class LimitedNative:
    """A ``LimitedWarehouse`` of a server, which ends a query whose connection has ended."""

    def __init__(self, warehouse: NativeWarehouse, limits: Limits) -> None:
        self._run_query = warehouse.run_query
        self._settings = make_limit_settings(limits)
        self._cancellation: Cancellation[Client] = Cancellation(_hang_up)
        self.execute, self.insert, self.limit = warehouse.execute, warehouse.insert, warehouse.limit

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """See ``Warehouse``."""
        return self._run_query(statement, parameters, self._settings, self._cancellation)

    def cancel(self) -> None:
        """See ``LimitedWarehouse``."""
        self._cancellation.cancel(_HANG_UP_AGAIN_SECONDS)

    def close(self) -> None:
        """See ``LimitedWarehouse``."""


def _hang_up(client: Client) -> None:
    """Wakes up whoever waits for the server's answer, or does nothing while it still connects."""
    if client.connection.socket:
        with suppress(OSError):
            client.connection.socket.shutdown(socket.SHUT_RDWR)


class _Literal:
    """The text of a parameter, quoted unchanged; clickhouse-driver would escape a string twice and cut fractions."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return escape_quoted(self._text)
