"""The owner of the embedded directory answers the commands of this machine: a socket in the data directory.

Whoever may open the socket may read and write the directory itself: both are the owner's alone. A frame is its length
and its bytes; a question is JSON, an answer one letter (see ``FAILURES``, or ``=``) and the bytes or the message.
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

from warehouse.clickhouse.results import Answer
from warehouse.interface import ValuesRefused, WarehouseRefused, WarehouseUnavailable

LOG = logging.getLogger(__name__)

FAILURES: dict[bytes, type[WarehouseUnavailable] | type[WarehouseRefused]] = {
    b"u": WarehouseUnavailable,
    b"v": ValuesRefused,
    b"r": WarehouseRefused,
}
_LENGTH = Struct(">Q")


@contextmanager
def lend_warehouse(answer: Answer, place: Path) -> Iterator[None]:
    """Answers at ``place`` for as long as the block lasts."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.unlink(missing_ok=True)
    try:
        server = _Lender(str(place), _Desk)
    except OSError as exc:
        LOG.warning("commands cannot use the warehouse while this process has it: %s", exc)
        yield
        return
    place.chmod(0o600)
    server.answer = answer
    thread = threading.Thread(target=server.serve_forever, args=(0.2,))
    thread.start()
    try:
        yield
    finally:
        place.unlink(missing_ok=True)
        server.shutdown()
        thread.join()
        server.server_close()


def write_frame(stream: BufferedIOBase, *parts: bytes) -> None:
    """One frame of all parts."""
    stream.write(_LENGTH.pack(sum(map(len, parts))))
    for part in parts:
        stream.write(part)
    stream.flush()


def read_frame(stream: BufferedIOBase) -> bytes:
    """The next frame; raises ``EOFError`` where there is none."""
    length = stream.read(_LENGTH.size)
    if len(length) < _LENGTH.size:
        raise EOFError
    return stream.read(_LENGTH.unpack(length)[0])


class _Lender(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True
    block_on_close = False
    answer: Answer


class _Desk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        try:
            while True:
                self._answer_one(orjson.loads(read_frame(self.rfile)))
        except (EOFError, OSError):
            return

    def _answer_one(self, question: dict[str, dict[str, str]]) -> None:
        server = self.server
        if not isinstance(server, _Lender):
            raise TypeError("this desk stands in a lender alone")
        try:
            kind, content = b"=", server.answer(str(question["statement"]), question["parameters"])
        except (WarehouseRefused, WarehouseUnavailable) as exc:
            kind = next(letter for letter, failure in FAILURES.items() if isinstance(exc, failure))
            content = str(exc).encode()
        write_frame(self.wfile, kind, content)
