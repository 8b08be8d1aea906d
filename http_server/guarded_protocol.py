"""Bounds a connection: the size of a head, the length of a URL, the time of a request, how many connections wait."""

import asyncio
from heapq import nsmallest
from typing import NoReturn

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from http_server.guard import Excess, Guard

# How often the time of a connection is checked.
CHECK_SECONDS = 1.0
# The part of the waiting connections that is closed at once where there are too many.
_CLOSED_PART = 16
# A header of every response, also of those that uvicorn writes itself.
NOSNIFF = ("X-Content-Type-Options", "nosniff")


class RequestRejected(Exception):
    """Stops the parser; uvicorn then calls ``send_400_response``."""


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's connection over HTTP/1.1 within the bounds of its guard, which a subclass has or sets."""

    guard: Guard
    # When the request that is arriving began to, if one is; when the last response was written, or the connection made.
    _arriving_since: float | None
    _idle_since: float
    _timer: asyncio.TimerHandle
    _is_in_head = False
    # Of the head that is arriving, without the chunk; of the chunk that is being parsed.
    _head_bytes = 0
    _chunk_bytes = 0
    # Of the request that is arriving, taken from the memory of all requests.
    _held_bytes = 0
    # Since when the client takes too little of a response, or of the last one before the connection ends.
    _unsent_since: float | None = None
    _excess: Excess | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._arriving_since = self.loop.time()
        self._idle_since = self._arriving_since
        self._timer = self.loop.call_later(CHECK_SECONDS, self._check_time)
        if len(self.connections) > self.guard.max_connections:
            self._make_room()

    def connection_lost(self, exc: Exception | None) -> None:
        self._timer.cancel()
        self._release()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._chunk_bytes = len(data)
        super().data_received(data)
        if self._arriving_since is not None:
            self._bound_arriving(len(data))

    def pause_writing(self) -> None:
        """Called by the transport while it holds much that the client has not taken."""
        self._unsent_since = self.loop.time()
        super().pause_writing()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._unsent_since = None

    def on_message_begin(self) -> None:
        """Called by the parser; the scope is made by :meth:`start_request`."""
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._is_in_head, self._head_bytes = True, 0
        self._arriving_since = self.loop.time()

    def on_headers_complete(self) -> None:
        self.check_head()
        self.start_request()

    def on_message_complete(self) -> None:
        self.note_complete()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Called after each response; the timer of the connection closes it when it is idle."""
        self.server_state.total_requests += 1
        self._idle_since = self.loop.time()
        self.flow.resume_reading()
        if self.pipeline and not self.transport.is_closing():
            self._start_asgi_task(*self.pipeline.pop())

    def start_request(self) -> None:
        """Passes the request to ASGI."""
        url, headers, expects = self.url, self.headers, self.expect_100_continue
        super().on_message_begin()
        self.url, self.expect_100_continue = url, expects
        self.headers = self.scope["headers"] = headers
        super().on_headers_complete()

    def check_head(self) -> None:
        """To be called once the head is complete; stops the parser by an exception if it is too large."""
        self._is_in_head = False
        guard = self.guard
        if len(self.url) > guard.max_url_bytes:
            self._reject(Excess.URL_TOO_LONG)
        # The chunk may hold a body as well.
        if self._head_bytes + self._chunk_bytes > guard.max_head_bytes:
            size = len(self.url) + sum(len(name) + len(value) + 4 for name, value in self.headers)
            if size > guard.max_head_bytes:
                self._reject(Excess.HEAD_TOO_LARGE)

    def note_complete(self) -> None:
        self._arriving_since = None
        if self._held_bytes:
            self._release()

    def is_kept(self) -> bool:
        """Whether what arrives stays here; a body is kept by who reads it."""
        return self._is_in_head

    def _bound_arriving(self, size: int) -> None:
        """After a chunk that does not complete its request."""
        if self.transport.is_closing():
            return
        self._head_bytes += size * self._is_in_head
        if self._is_in_head and self._head_bytes > self.guard.max_head_bytes:
            self.end_with(Excess.HEAD_TOO_LARGE)
        elif self.is_kept():
            if self.guard.memory.take(size):
                self._held_bytes += size
            else:
                self.end_with(Excess.OVERLOADED)

    def _reject(self, excess: Excess) -> NoReturn:
        """Stops the parser, in one of its calls."""
        self._excess = excess
        raise RequestRejected(excess)

    def send_400_response(self, msg: str) -> None:
        """Called by uvicorn when the parser stopped."""
        if self._excess is None:
            super().send_400_response(msg)
        elif not self.transport.is_closing():
            self.end_with(self._excess)

    def end_with(self, excess: Excess) -> None:
        """Responds with the reason and hangs up."""
        self._is_in_head = False
        head, body = self.guard.respond(excess, self.headers or ())
        always = [b"%b: %b\r\n" % each for each in self.server_state.default_headers]
        self.transport.write(b"".join((head, *always, b"connection: close\r\n\r\n", body)))
        self.transport.close()

    def _release(self) -> None:
        self.guard.memory.release(self._held_bytes)
        self._held_bytes = 0

    def _check_time(self) -> None:
        """One timer a connection, where uvicorn starts and stops one for each request."""
        self._timer, now = self.loop.call_later(CHECK_SECONDS, self._check_time), self.loop.time()
        if self._unsent_since is not None and now - self._unsent_since >= self.guard.request_seconds:
            self.transport.abort()
        elif self.transport.is_closing():
            self._unsent_since = self._unsent_since or now
        elif self._arriving_since is not None:
            if now - self._arriving_since >= self.guard.request_seconds:
                self.end_with(Excess.TOO_SLOW)
        elif self.is_waiting() and now - self._idle_since >= self.guard.keep_alive_seconds:
            self.transport.close()

    def _make_room(self) -> None:
        """Ends what waits longest: who opens connections and sends nothing displaces himself, no request on its way."""
        waiting = [each for each in self.connections if isinstance(each, GuardedProtocol) and each.is_waiting()]
        for each in nsmallest(1 + len(waiting) // _CLOSED_PART, waiting, key=GuardedProtocol.find_wait):
            each.end_wait()

    def is_waiting(self) -> bool:
        """Whether the next step is the client's."""
        is_answered = self.cycle is None or self.cycle.response_complete
        return not self.transport.is_closing() and (is_answered or self._arriving_since is not None)

    def find_wait(self) -> float:
        """When the request began to arrive, else since when the connection is idle."""
        return self._idle_since if self._arriving_since is None else self._arriving_since

    def end_wait(self) -> None:
        if self._arriving_since is None:
            self.transport.close()
        else:
            self.end_with(Excess.OVERLOADED)


def make_protocol(bounds: Guard) -> type[GuardedProtocol]:
    """The connections of a process."""

    class Guarded(GuardedProtocol):
        guard = bounds

    return Guarded
