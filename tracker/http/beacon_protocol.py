"""Carries a beacon from uvicorn's connection to its handler and back without ASGI messages or a task for each request.

It takes the plain case only: one whole ``POST /e`` of HTTP/1.1 with a length, on a connection without another request
under way. All else, and every other server, goes through ASGI to the same handler; see ``tracker.endpoints.collect``.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from events.enums import Rejection
from http_server.guard import Excess, Guard, make_guard
from http_server.guarded_protocol import GuardedProtocol
from settings import TrackerSettings
from tracker.counts import Counts
from tracker.http.answers import RenderedAnswers
from tracker.http.plain_head import NOT_PLAIN, PlainRequests
from tracker.http.request_head import Headers, RequestHead, gather_headers
from tracker.http.responses import Header, RawResponse, Reply, respond_failed, respond_page
from tracker.parsing.rejection import Rejected

_MAX_LENGTH_DIGITS = 9


@dataclass(frozen=True, slots=True)
class ProtocolState:
    """What the connections of a worker share: settings, bounds, the paths of beacons and their handler."""

    settings: TrackerSettings
    guard: Guard
    beacon_paths: frozenset[bytes]
    plain_requests: PlainRequests
    answers: RenderedAnswers
    collect: Callable[[RequestHead, bytes, Reply], None]


def make_protocol_state(
    settings: TrackerSettings,
    guard: Guard,
    beacon_paths: frozenset[bytes],
    collect: Callable[[RequestHead, bytes, Reply], None],
) -> ProtocolState:
    """The bounds of plain requests are those of the guard and of the settings."""
    plain = PlainRequests(beacon_paths, guard.max_head_bytes, settings.max_body_bytes)
    return ProtocolState(settings, guard, beacon_paths, plain, RenderedAnswers(), collect)


def make_tracker_guard(settings: TrackerSettings, counts: Counts) -> Guard:
    """Bounds whose excesses are counted as rejections."""
    return make_guard(settings, partial(_respond_excess, counts))


class BeaconExchange:
    """A request under way; uvicorn keeps it where it keeps its request/response cycle, and uses the same names."""

    # Of the class until they change: most requests are answered with these as they are.
    body = b""
    disconnected = False
    keep_alive = True
    response_complete = False

    def __init__(self, protocol: "BeaconProtocol", head: RequestHead) -> None:
        self.head = head
        self.message_event = protocol.disconnect_event
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
    # Whether the parser has the beginning of a request; what is parsed past it must not come between.
    _is_in_request = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        # Set by the lifespan of tracker.app.
        self.state = self.app_state["protocol"]
        self.guard = self.state.guard
        super().connection_made(transport)
        self.disconnect_event = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        """A plain request that is here whole goes past the parser."""
        if not self._is_in_request and (self.cycle is None or self.cycle.response_complete):
            plain = self.state.plain_requests.parse(data)
            if plain is not None:
                headers, body = plain
                self._arriving_since = None
                exchange = self._exchange = self._start_exchange(headers)
                self._collect(exchange, body)
                return
        self._is_in_request = True
        super().data_received(data)

    def on_message_begin(self) -> None:
        self._is_in_request = True
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """Called by the parser; decides between the two ways to the handler."""
        self.check_head()
        headers = self._find_plain_headers()
        if headers is None:
            self._exchange = None
            self.start_request()
        else:
            self._exchange = self._start_exchange(headers)

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
            self._collect(self._exchange, self._exchange.body)

    def note_complete(self) -> None:
        self._is_in_request = False
        super().note_complete()

    def is_kept(self) -> bool:
        return self._exchange is not None or super().is_kept()

    def write_response(self, response: RawResponse, keep_alive: bool) -> None:
        """One write; then the connection is free again, or closed."""
        if not self.transport.is_closing():
            always = self.server_state.default_headers
            self.transport.write(self.state.answers.render(response, always, keep_alive))
            if not keep_alive:
                self.transport.close()
        self.on_response_complete()

    def _start_exchange(self, headers: Headers) -> BeaconExchange:
        exchange = BeaconExchange(self, RequestHead(headers, self.client, self.state.settings.trusted_proxies))
        self.cycle = cast(RequestResponseCycle, exchange)
        return exchange

    def _collect(self, exchange: BeaconExchange, body: bytes) -> None:
        try:
            self.state.collect(exchange.head, body, exchange.reply)
        except Exception:
            self.logger.exception("a beacon could not be collected")
            exchange.reply(respond_failed(exchange.head.headers.get(b"origin", b"")))

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
        return headers if is_plain and NOT_PLAIN.isdisjoint(headers) else None


def _respond_excess(counts: Counts, excess: Excess, headers: Sequence[Header]) -> tuple[bytes, bytes]:
    reason = Rejection(excess.value)
    counts.rejected[reason.value] += 1
    response = respond_page(0, [(0, Rejected("", reason))], dict(headers).get(b"origin", b""))
    return response.head, response.body
