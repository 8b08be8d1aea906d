"""Serves the embedded warehouse of this process to other processes of this machine, through a Unix socket.

The socket is readable and writable by the owner of the directory alone: whoever may open it may open the directory. A
frame is a length and that many bytes. A request is JSON; a response is one byte of status, ``OK`` or one of ``ERRORS``,
and the result or the message.
"""

import logging
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase
from pathlib import Path
from struct import Struct

import orjson

from warehouse.clickhouse.results import RunStatement
from warehouse.interface import StatementFailed, ValuesInvalid, WarehouseUnavailable

LOG = logging.getLogger(__name__)

OK = b"="
# In the order in which they are tried: a ValuesInvalid is a StatementFailed too.
ERRORS: dict[bytes, type[WarehouseUnavailable] | type[StatementFailed]] = {
    b"u": WarehouseUnavailable,
    b"v": ValuesInvalid,
    b"f": StatementFailed,
}
_LENGTH = Struct(">Q")


@contextmanager
def serve_warehouse(run_statement: RunStatement, socket_path: Path) -> Iterator[None]:
    """Serves at ``socket_path`` for the duration of the block."""
    socket_path.parent.mkdir(parents=True, exist_ok=True)
    socket_path.unlink(missing_ok=True)
    try:
        server = _Server(str(socket_path), _Session)
    except OSError as exc:
        LOG.warning("cannot share the warehouse, commands will not work while this process runs: %s", exc)
        yield
        return
    socket_path.chmod(0o600)
    server.run_statement = run_statement
    thread = threading.Thread(target=server.serve_forever, args=(0.2,))
    thread.start()
    try:
        yield
    finally:
        socket_path.unlink(missing_ok=True)
        server.shutdown()
        thread.join()
        server.server_close()


def write_frame(stream: BufferedIOBase, *parts: bytes) -> None:
    """Writes the parts as one frame."""
    stream.write(_LENGTH.pack(sum(map(len, parts))))
    for part in parts:
        stream.write(part)
    stream.flush()


def read_frame(stream: BufferedIOBase) -> bytes:
    """The next frame; raises ``EOFError`` at the end of the stream."""
    length = stream.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        raise EOFError
    return stream.read(_LENGTH.unpack(length)[0])


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False
    run_statement: RunStatement


class _Session(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        try:
            while True:
                self._respond(orjson.loads(read_frame(self.rfile)))
        except (EOFError, OSError):
            return

    def _respond(self, request: dict[str, dict[str, str]]) -> None:
        server = self.server
        if not isinstance(server, _Server):
            raise TypeError("a session needs the server of this module")
        try:
            status, content = OK, server.run_statement(str(request["statement"]), request["parameters"])
        except (StatementFailed, WarehouseUnavailable) as exc:
            status = next(each for each, error in ERRORS.items() if isinstance(exc, error))
            content = str(exc).encode()
        write_frame(self.wfile, status, content)
