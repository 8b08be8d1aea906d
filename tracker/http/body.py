"""Receives the body of a request up to a limit."""

from collections.abc import Container

from starlette.types import Receive

from events.enums import Rejection
from http_server.request_memory import Held, MemoryFull
from tracker.http.request_head import Headers
from tracker.parsing.rejection import Rejected

_IDENTITY = frozenset({b"", b"identity"})


class ClientGone(Exception):
    """The client hung up before its request was complete; there is nobody to answer."""


async def read_body(
    headers: Headers, receive: Receive, max_bytes: int, held: Held, encodings: Container[bytes] = ()
) -> bytes | Rejected:
    """The whole body as sent, or why not; only in these ``encodings`` or none. Raises :class:`ClientGone`.

    Its bytes are ``held`` as they arrive.
    """
    encoding = headers.get(b"content-encoding", b"").lower()
    if encoding not in _IDENTITY and encoding not in encodings:
        return Rejected("", Rejection.INVALID_ENCODING)
    length = headers.get(b"content-length", b"0")
    # httptools lets only digits pass as a length.
    if len(length) > 18 or int(length) > max_bytes:
        return Rejected("", Rejection.BODY_TOO_LARGE)
    parts: list[bytes] = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            raise ClientGone
        part = message.get("body", b"")
        if held.size + len(part) > max_bytes:
            return Rejected("", Rejection.BODY_TOO_LARGE)
        try:
            held.add(len(part))
        except MemoryFull:
            return Rejected("", Rejection.OVERLOADED)
        parts.append(part)
        if not message.get("more_body"):
            return b"".join(parts)
