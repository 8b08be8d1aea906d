"""The headers of every page: nothing from elsewhere, nothing inline, no framing. The server adds ``nosniff``."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    # Not no-referrer: with it browsers send `Origin: null` on a form's POST, and we check the origin.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


class PageHeaders:
    """Sets the headers of every response; by default no cache keeps it."""

    def __init__(self, app: ASGIApp, cache_control: str = "no-store") -> None:
        self.app = app
        self.headers = {**_HEADERS, "Cache-Control": cache_control}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
            await send(message)

        await self.app(scope, receive, send_with_headers)
