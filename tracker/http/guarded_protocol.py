"""Bounds a request that is still arriving: the size of its head, the length of its URL, the time it takes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import NoReturn

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from events.enums import Rejection
from settings import TrackerSettings
from tracker.counts import Counts
from tracker.http.request_head import RequestHead
from tracker.http.responses import Reply, respond_outcome
from tracker.parsing.rejection import Rejected

# How often the time of a connection is checked.
CHECK_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class ProtocolState:
    """What the connections of a worker share: settings, counts, the paths of beacons and their handler."""

    settings: TrackerSettings
    counts: Counts
    beacon_paths: frozenset[bytes]
    collect: Callable[[RequestHead, bytes, Reply], None]


class RequestRejected(Exception):
    """Stops the parser; the response is written where uvicorn would say that the request is invalid."""


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's connection over HTTP/1.1 within the bounds of the settings."""

    state: ProtocolState
    # When the request that is arriving began to; None while none is.
    _arriving_since: float | None
    # When the last response was written, or the connection made.
    _idle_since: float
    _timer: asyncio.TimerHandle
    _is_in_head = False
    # Of the head that is arriving, without the chunk that is being parsed.
    _head_bytes = 0
    _chunk_bytes = 0
    _rejection: Rejection | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        # Set by the lifespan of tracker.app.
        self.state = self.app_state["protocol"]
        self._arriving_since = self.loop.time()
        self._idle_since = self._arriving_since
        self._timer = self.loop.call_later(CHECK_SECONDS, self._check_time)

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._chunk_bytes = len(data)
        super().data_received(data)
        if self._is_in_head:
            self._head_bytes += len(data)
            if self._head_bytes > self.state.settings.max_head_bytes:
                self.end_with(Rejection.HEAD_TOO_LARGE)

    def on_message_begin(self) -> None:
        """Called by the parser; the scope is made once it is needed, see :meth:`on_headers_complete`."""
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._is_in_head, self._head_bytes = True, 0
        self._arriving_since = self.loop.time()

    def on_headers_complete(self) -> None:
        """Called for requests that are passed to ASGI."""
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers = self.scope["headers"] = headers
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Called after each response; the timer of the connection closes it when it is idle."""
        self.server_state.total_requests += 1
        self._idle_since = self.loop.time()
        self.flow.resume_reading()
        if self.pipeline and not self.transport.is_closing():
            self._start_asgi_task(*self.pipeline.pop())

    def check_head(self) -> None:
        """To be called once the head is complete; stops the parser by an exception if it is too large."""
        self._is_in_head = False
        settings = self.state.settings
        if len(self.url) > settings.max_url_bytes:
            self._reject(Rejection.URL_TOO_LONG)
        # The chunk may hold a body as well: it is counted only where it matters.
        if self._head_bytes + self._chunk_bytes > settings.max_head_bytes:
            size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > settings.max_head_bytes:
                self._reject(Rejection.HEAD_TOO_LARGE)

    def note_complete(self) -> None:
        """To be called once the request is complete."""
        self._arriving_since = None

    def send_400_response(self, msg: str) -> None:
        """Called by uvicorn when the parser stopped."""
        if self._rejection is None:
            super().send_400_response(msg)
        elif not self.transport.is_closing():
            self.end_with(self._rejection)

    def end_with(self, reason: Rejection) -> None:
        """Responds with the reason and hangs up."""
        self._is_in_head = False
        self.state.counts.rejected[reason.value] += 1
        response = respond_outcome(0, [(0, Rejected("", reason))])
        self.transport.write(b"".join((response.head, b"connection: close\r\n\r\n", response.body)))
        self.transport.close()

    def _reject(self, reason: Rejection) -> NoReturn:
        self._rejection = reason
        raise RequestRejected(reason)

    def _check_time(self) -> None:
        """One timer a connection, where uvicorn starts and stops one for each request."""
        self._timer = self.loop.call_later(CHECK_SECONDS, self._check_time)
        now = self.loop.time()
        if self.transport.is_closing():
            return
        if self._arriving_since is not None:
            if now - self._arriving_since >= self.state.settings.request_seconds:
                self.end_with(Rejection.TOO_SLOW)
        elif self._is_answered() and now - self._idle_since >= self.timeout_keep_alive:
            self.transport.close()

    def _is_answered(self) -> bool:
        return self.cycle is None or self.cycle.response_complete
