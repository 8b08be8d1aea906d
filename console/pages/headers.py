"""The headers of every page: nothing from elsewhere, nothing inline, no framing. The server adds ``nosniff``.

One page may be framed, by the site that it is of.
"""

from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_POLICY = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors {}; object-src 'none'"
# For what has another address once it changes.
KEPT_FOREVER = "public, max-age=31536000, immutable"
_CSP, _FRAMES = "Content-Security-Policy", "X-Frame-Options"
_HEADERS = {
    _CSP: _POLICY.format("'none'"),
    "Cross-Origin-Opener-Policy": "same-origin",
    # Not no-referrer: with it browsers send `Origin: null` on a form's POST, and we check the origin.
    "Referrer-Policy": "same-origin",
    _FRAMES: "DENY",
}


def allow_frames(response: Response, hosts: Iterable[str]) -> Response:
    """Lets pages of these hosts of a site, on any port, show the answer inside themselves."""
    # A policy has no form for an IPv6 address.
    named = [f"{host}:*" for host in hosts if ":" not in host]
    if named:
        response.headers[_CSP] = _POLICY.format(" ".join(named))
    return response


class PageHeaders:
    """Sets the headers of every response; by default no cache keeps it."""

    def __init__(self, app: ASGIApp, cache_control: str = "no-store") -> None:
        self.app = app
        self.headers = {**_HEADERS, "Cache-Control": cache_control}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                # The older header knows no hosts, and would deny what the policy allows.
                kept = (_CSP, _FRAMES) if _CSP in headers else ()
                headers.update({name: value for name, value in self.headers.items() if name not in kept})
            await send(message)

        await self.app(scope, receive, send_with_headers)
