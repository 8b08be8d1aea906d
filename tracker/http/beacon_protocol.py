"""Carries a beacon from uvicorn's connection to its handler and back without ASGI messages or a task for each request.

It takes the plain case only: one whole ``POST /e`` of HTTP/1.1 with a length, on a connection without another request
under way. All else, and every other server, goes through ASGI to the same handler; see ``tracker.endpoints.collect``.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import cast

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from events.enums import Rejection
from http_server.guard import Excess, Guard, make_guard
from http_server.guarded_protocol import GuardedProtocol
from settings import TrackerSettings
from tracker.counts import Counts
from tracker.http.request_head import RequestHead, gather_headers
from tracker.http.responses import FAILED, RawResponse, Reply, respond_outcome
from tracker.parsing.rejection import Rejected

_MAX_LENGTH_DIGITS = 9
_NOT_PLAIN = frozenset({b"transfer-encoding", b"content-encoding", b"expect", b"upgrade"})


@dataclass(frozen=True, slots=True)
class ProtocolState:
    """What the connections of a worker share: settings, bounds, the paths of beacons and their handler."""

    settings: TrackerSettings
    guard: Guard
    beacon_paths: frozenset[bytes]
    collect: Callable[[RequestHead, bytes, Reply], None]


def make_tracker_guard(settings: TrackerSettings, counts: Counts) -> Guard:
    """Bounds whose excesses are counted as rejections."""
    return make_guard(settings, partial(_respond_excess, counts))


class BeaconExchange:
    """A request under way; uvicorn keeps it where it keeps its request/response cycle, and uses the same names."""

    def __init__(self, protocol: "BeaconProtocol", head: RequestHead) -> None:
        self.head = head
        self.body = b""
        self.disconnected = False
        self.keep_alive = True
        self.message_event = protocol.disconnect_event
        self.response_complete = False
        self._protocol = protocol

    def reply(self, response: RawResponse) -> None:
        self.response_complete = True
        self._protocol.write_response(response, self.keep_alive)


class BeaconProtocol(GuardedProtocol):
    """uvicorn's connection over HTTP/1.1 that hands plain beacons to their handler at once."""

    state: ProtocolState
    # Set by uvicorn when the client hangs up; nobody waits for it here.
    disconnect_event: asyncio.Event
    _exchange: BeaconExchange | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        # Set by the lifespan of tracker.app.
        self.state = self.app_state["protocol"]
        self.guard = self.state.guard
        super().connection_made(transport)
        self.disconnect_event = asyncio.Event()

    def on_headers_complete(self) -> None:
        """Called by the parser; decides between the two ways to the handler."""
        self.check_head()
        headers = self._find_plain_headers()
        if headers is None:
            self._exchange = None
            self.start_request()
        else:
            head = RequestHead(headers, self.client, self.state.settings.trusted_proxies)
            self._exchange = BeaconExchange(self, head)
            self.cycle = cast(RequestResponseCycle, self._exchange)

    def on_body(self, body: bytes) -> None:
        """Called by the parser; the length was checked with the headers."""
        if self._exchange is None:
            super().on_body(body)
        else:
            self._exchange.body += body

    def on_message_complete(self) -> None:
        if self._exchange is None:
            super().on_message_complete()
        else:
            self.note_complete()
            self._collect(self._exchange)

    def is_kept(self) -> bool:
        return self._exchange is not None or super().is_kept()

    def write_response(self, response: RawResponse, keep_alive: bool) -> None:
        """One write; then the connection is free again, or closed."""
        if not self.transport.is_closing():
            always = _render_headers(tuple(self.server_state.default_headers))
            closing = b"" if keep_alive else b"connection: close\r\n"
            self.transport.write(b"".join((response.head, always, closing, b"\r\n", response.body)))
            if not keep_alive:
                self.transport.close()
        self.on_response_complete()

    def _collect(self, exchange: BeaconExchange) -> None:
        try:
            self.state.collect(exchange.head, exchange.body, exchange.reply)
        except Exception:
            self.logger.exception("a beacon could not be collected")
            exchange.reply(FAILED)

    def _find_plain_headers(self) -> dict[bytes, bytes] | None:
        if self.url not in self.state.beacon_paths or self.parser.get_method() != b"POST":
            return None
        if self.cycle is not None and not self.cycle.response_complete:
            return None
        headers = gather_headers(self.headers)
        length = headers.get(b"content-length", b"")
        if not length or len(length) > _MAX_LENGTH_DIGITS or int(length) > self.state.settings.max_body_bytes:
            return None
        is_plain = self.parser.should_keep_alive() and self.parser.get_http_version() == "1.1"
        return headers if is_plain and _NOT_PLAIN.isdisjoint(headers) else None


@lru_cache(4)
def _render_headers(headers: tuple[tuple[bytes, bytes], ...]) -> bytes:
    """The headers of every response; they change once a second, with the date."""
    return b"".join([b"%b: %b\r\n" % header for header in headers])


def _respond_excess(counts: Counts, excess: Excess) -> tuple[bytes, bytes]:
    reason = Rejection(excess.value)
    counts.rejected[reason.value] += 1
    response = respond_outcome(0, [(0, Rejected("", reason))])
    return response.head, response.body
