"""Measures every request, from its arrival to the end of its answer."""

import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.metrics import RequestMetrics

_OTHER = "page"


class RequestTiming:
    """A plain ASGI middleware; a call of the API is named by its endpoint, see ``console.api.dispatch``."""

    def __init__(self, app: ASGIApp, metrics: RequestMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        # What a client sees of an exception, or of a request that it cancels.
        status = 500

        async def note_status(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        began = time.perf_counter()
        try:
            await self._app(scope, receive, note_status)
        finally:
            call = getattr(scope.get("endpoint"), "call_name", _OTHER)
            self._metrics.count(call, status, time.perf_counter() - began)
