"""Over https: session cookies that only this host can set, and a browser that comes back over https alone.

A cookie named ``__Host-…`` is accepted by browsers from this very host over https only, so no other host of the domain
can set or overwrite it. Everything behind this middleware knows the cookies by their plain names.
"""

from collections.abc import Iterable

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from console.cookies import CODE_COOKIE, MEMBER_COOKIE, PARTNER_CODE_COOKIE, PARTNER_COOKIE

_PREFIX = "__Host-"
_NAMES = (MEMBER_COOKIE, PARTNER_COOKIE, CODE_COOKIE, PARTNER_CODE_COOKIE)
_HSTS = "max-age=31536000"


class SecureTransport:
    """A plain ASGI middleware; over http, on the own machine, it changes nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["scheme"] != "https":
            await self._app(scope, receive, send)
            return

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [_name_for_browser(*each) for each in message.get("headers", [])]}
                MutableHeaders(scope=message)["Strict-Transport-Security"] = _HSTS
            await send(message)

        headers = [_name_for_us(*each) for each in scope["headers"]]
        await self._app({**scope, "headers": headers}, receive, send_secured)


def _name_for_browser(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    is_ours = name.lower() == b"set-cookie" and value.startswith(tuple(b"%b=" % each.encode() for each in _NAMES))
    return name, _PREFIX.encode() + value if is_ours else value


def _name_for_us(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    return name, "; ".join(_select(value.decode("latin-1").split(";"))).encode(
        "latin-1"
    ) if name == b"cookie" else value


def _select(pairs: Iterable[str]) -> Iterable[str]:
    """Our cookies by their plain names; one that came under such a name could be any host's."""
    for pair in map(str.strip, pairs):
        name = pair.partition("=")[0]
        if name not in _NAMES:
            yield pair.removeprefix(_PREFIX) if name.removeprefix(_PREFIX) in _NAMES else pair
