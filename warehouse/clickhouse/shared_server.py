"""Serves the embedded warehouse of this process to other processes of this machine, through a Unix socket.

The socket is readable and writable by the owner of the directory alone: whoever may open it may open the directory. A
frame is a length and that many bytes. A request is JSON, followed by a frame with an Arrow batch where it says so; a
response is one byte of status, ``OK`` or one of ``ERRORS``, and the result or the message. A query with settings of its
own is ended once its connection has ended: its process was killed, or nobody waits for the answer.
"""

import logging
import select
import socket
import socketserver
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BufferedIOBase
from pathlib import Path
from struct import Struct
from typing import Any, Protocol
from uuid import uuid4

import msgspec
import pyarrow as pa

from warehouse.clickhouse.arrow_insert import decode_batch
from warehouse.interface import MemoryExceeded, MemoryShort, StatementFailed, ValuesInvalid, WarehouseUnavailable

LOG = logging.getLogger(__name__)

OK = b"="
# In the order in which they are tried: a ValuesInvalid is a StatementFailed too.
ERRORS: dict[bytes, type[WarehouseUnavailable] | type[StatementFailed]] = {
    b"s": MemoryShort,
    b"m": MemoryExceeded,
    b"u": WarehouseUnavailable,
    b"v": ValuesInvalid,
    b"f": StatementFailed,
}
_LENGTH = Struct(">Q")
_WATCH_SECONDS = 0.2


class Engine(Protocol):
    """What the owner of the directory serves."""

    def run_statement(
        self,
        statement: str,
        texts: Mapping[str, str],
        output_format: str = "Native",
        settings: Mapping[str, str] | None = None,
    ) -> bytes:
        """Runs a statement with its parameters as texts; returns the bytes of its result."""

    def kill(self, comment: str) -> None:
        """Ends the statements that run with this ``log_comment``."""

    def run_insert(self, statement: str, batch: pa.RecordBatch) -> None:
        """Runs a prepared insert of this batch."""


class Request(msgspec.Struct, frozen=True):
    """The first frame of a request; with ``has_batch`` the batch of an insert follows in a second one."""

    statement: str
    parameters: dict[str, str] = {}
    settings: dict[str, str] = {}
    format: str = "Native"
    has_batch: bool = False


@contextmanager
def serve_warehouse(engine: Engine, socket_path: Path) -> Iterator[None]:
    """Serves at ``socket_path`` for the duration of the block."""
    socket_path.parent.mkdir(parents=True, exist_ok=True)
    socket_path.unlink(missing_ok=True)
    try:
        server = _Server(str(socket_path))
    except OSError as exc:
        LOG.warning("cannot share the warehouse, commands will not work while this process runs: %s", exc)
        yield
        return
    socket_path.chmod(0o600)
    server.engine = engine
    is_over = threading.Event()
    threads = [
        threading.Thread(target=server.serve_forever, args=(0.2,)),
        threading.Thread(target=server.end_abandoned, args=(is_over,)),
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        socket_path.unlink(missing_ok=True)
        is_over.set()
        server.shutdown()
        for thread in threads:
            thread.join()
        server.server_close()
        server.end_sessions()


def write_frame(stream: BufferedIOBase, *parts: bytes) -> None:
    """Writes the parts as one frame."""
    stream.write(_LENGTH.pack(sum(map(len, parts))))
    for part in parts:
        stream.write(part)
    stream.flush()


def read_frame(stream: BufferedIOBase) -> bytes:
    """The next frame; raises ``EOFError`` where the stream ends before it does."""
    return _read_exactly(stream, _LENGTH.unpack(_read_exactly(stream, _LENGTH.size))[0])


def _read_exactly(stream: BufferedIOBase, size: int) -> bytes:
    content = stream.read(size)
    if len(content) < size:
        raise EOFError("the other process closed the connection")
    return content


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False
    engine: Engine

    def __init__(self, path: str) -> None:
        self._connections: set[socket.socket] = set()
        self._queries: dict[str, socket.socket] = {}
        super().__init__(path, _Session)

    def finish_request(self, request: Any, client_address: Any) -> None:
        self._connections.add(request)
        try:
            super().finish_request(request, client_address)
        finally:
            self._connections.discard(request)

    @contextmanager
    def watch(self, connection: socket.socket) -> Iterator[str]:
        """The ``log_comment`` of a query that is ended with its connection."""
        comment = uuid4().hex
        self._queries[comment] = connection
        try:
            yield comment
        finally:
            del self._queries[comment]

    def end_abandoned(self, is_over: threading.Event) -> None:
        """Until ``is_over`` ends queries whose connection has ended; again where one had not yet begun."""
        while not is_over.wait(_WATCH_SECONDS):
            for comment, connection in tuple(self._queries.items()):
                if _is_ended(connection):
                    with suppress(StatementFailed, WarehouseUnavailable):
                        self.engine.kill(comment)

    def end_sessions(self) -> None:
        """Each session answers the call that is under way and reads no other."""
        for connection in tuple(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RD)


def _is_ended(connection: socket.socket) -> bool:
    """Whether the other side has closed it; our own side may have been shut for reading."""
    poll = select.poll()
    try:
        poll.register(connection, 0)
    except (OSError, ValueError):
        return True
    return any(event & select.POLLHUP for _, event in poll.poll(0))


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        try:
            while True:
                request = msgspec.json.decode(read_frame(self.rfile), type=Request)
                write_frame(self.wfile, *self._answer(request, read_frame(self.rfile) if request.has_batch else b""))
        except (EOFError, OSError):
            return

    def _answer(self, request: Request, batch: bytes) -> tuple[bytes, bytes]:
        server = self.server
        if not isinstance(server, _Server):
            raise TypeError("a session needs the server of this module")
        try:
            if request.has_batch:
                server.engine.run_insert(request.statement, decode_batch(batch))
                return OK, b""
            if not request.settings:
                return OK, server.engine.run_statement(request.statement, request.parameters, request.format)
            with server.watch(self.connection) as comment:
                settings = {**request.settings, "log_comment": comment}
                return OK, server.engine.run_statement(request.statement, request.parameters, request.format, settings)
        except (StatementFailed, WarehouseUnavailable) as exc:
            return next(each for each, error in ERRORS.items() if isinstance(exc, error)), str(exc).encode()
