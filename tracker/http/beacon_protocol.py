"""The short way of a beacon through uvicorn: no ASGI scope and messages, no task per request but a stranger's.

Only the plain case goes this way: one whole ``POST /e`` of HTTP/1.1 with a length, on a connection where nothing else
is under way. All else, and every other server, goes through ``collect_beacon``, which does the same by ASGI.
"""

import asyncio
from functools import lru_cache
from typing import cast

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from tracker.commit import Failure
from tracker.edge import Edge, find_client
from tracker.endpoints.collect import answer_beacon, take_beacon
from tracker.http.body import gather_headers
from tracker.http.guarded_protocol import GuardedProtocol
from tracker.http.responses import FAILED, Answer
from tracker.intake import Intake, settle_intake
from tracker.registry.index import RegistryIndex
from tracker.registry.unknown_site import has_strangers

_MAX_LENGTH_DIGITS = 9
_UNTAKEN = "a beacon could not be taken"
_LONG_WAY = frozenset({b"transfer-encoding", b"content-encoding", b"expect", b"upgrade"})


class BeaconExchange:
    """One beacon under way; uvicorn keeps it where it keeps its request/response cycle, and reads the same names."""

    def __init__(self, protocol: "BeaconProtocol", headers: dict[bytes, bytes]) -> None:
        self.body = b""
        self.disconnected = False
        self.keep_alive = True
        self.message_event = protocol.nobody_waits
        self.response_complete = False
        self._protocol = protocol
        self._headers = headers
        self._intake: Intake
        self._second_look: asyncio.Task[None]

    def begin(self, edge: Edge) -> None:
        """Takes the whole beacon; the answer follows when its events are safe."""
        try:
            client, index = find_client(edge, self._protocol.client, self._headers), edge.registry.index
            intake = take_beacon(edge, client, self._headers, self.body)
            if intake.rejected and has_strangers(intake):
                self._second_look = asyncio.create_task(self._look_again(edge, client, intake, index))
            else:
                self._go_on(edge, intake)
        except Exception:
            self._protocol.logger.exception(_UNTAKEN)
            self._finish(FAILED)

    async def _look_again(self, edge: Edge, client: str, intake: Intake, index: RegistryIndex) -> None:
        try:
            if await edge.registry.look_again(index):
                intake = take_beacon(edge, client, self._headers, self.body)
            self._go_on(edge, intake)
        except Exception:
            self._protocol.logger.exception(_UNTAKEN)
            self._finish(FAILED)

    def _go_on(self, edge: Edge, intake: Intake) -> None:
        self._intake = intake
        if intake.events:
            edge.commit.add(intake.events, self._settle)
        else:
            self._finish(self._answer(edge, intake))

    def _finish(self, answer: Answer) -> None:
        self.response_complete = True
        self._protocol.write_answer(answer, self.keep_alive)

    def _settle(self, failure: Failure | None) -> None:
        self._finish(self._answer(self._protocol.edge, settle_intake(self._intake, failure)))

    def _answer(self, edge: Edge, intake: Intake) -> Answer:
        return answer_beacon(edge, intake, self._headers, self._protocol.client)


class BeaconProtocol(GuardedProtocol):
    """uvicorn's connection over HTTP/1.1 with the short way in it."""

    nobody_waits: asyncio.Event
    _exchange: BeaconExchange | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Called by the loop."""
        super().connection_made(transport)
        self.nobody_waits = asyncio.Event()

    def on_headers_complete(self) -> None:
        """Called by the parser; here the ways part."""
        self.check_head()
        headers = self._read_plain_headers()
        if headers is None:
            self._exchange = None
            super().on_headers_complete()
        else:
            self._exchange = BeaconExchange(self, headers)
            self.cycle = cast(RequestResponseCycle, self._exchange)

    def on_body(self, body: bytes) -> None:
        """Called by the parser; the length was checked with the headers."""
        if self._exchange is None:
            super().on_body(body)
        else:
            self._exchange.body += body

    def on_message_complete(self) -> None:
        """Called by the parser."""
        self.note_complete()
        if self._exchange is None:
            super().on_message_complete()
        else:
            self._exchange.begin(self.edge)

    def write_answer(self, answer: Answer, keep_alive: bool) -> None:
        """One write; then the connection is free again, or closed."""
        if not self.transport.is_closing():
            always = _render_headers(tuple(self.server_state.default_headers))
            closing = b"" if keep_alive else b"connection: close\r\n"
            self.transport.write(b"".join((answer.head, always, closing, b"\r\n", answer.body)))
            if not keep_alive:
                self.transport.close()
        self.on_response_complete()

    def _read_plain_headers(self) -> dict[bytes, bytes] | None:
        if self.url not in self.edge.beacon_paths or self.parser.get_method() != b"POST":
            return None
        if self.cycle is not None and not self.cycle.response_complete:
            return None
        headers = gather_headers(self.headers)
        length = headers.get(b"content-length", b"")
        if not length or len(length) > _MAX_LENGTH_DIGITS or int(length) > self.edge.settings.max_body_bytes:
            return None
        is_plain = self.parser.should_keep_alive() and self.parser.get_http_version() == "1.1"
        return headers if is_plain and _LONG_WAY.isdisjoint(headers) else None


@lru_cache(4)
def _render_headers(headers: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """The headers of every answer; they change once a second, with the date."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])
