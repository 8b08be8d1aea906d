"""From the bytes of a request to the raw objects in it, or to the reason why there are none."""

from collections.abc import Container, Mapping, Sequence

import orjson
from starlette.types import Receive

from events.enums import Rejection
from tracker.parsing.rejection import Rejected

Headers = Mapping[bytes, bytes]

_FORWARDED_FOR = b"x-forwarded-for"
_IDENTITY = frozenset({b"", b"identity"})


def gather_headers(lines: Sequence[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    """By name; some proxies add a line of their own instead of going on with the one before, which is one list."""
    headers = dict(lines)
    if len(headers) < len(lines) and _FORWARDED_FOR in headers:
        headers[_FORWARDED_FOR] = b",".join([value for name, value in lines if name == _FORWARDED_FOR])
    return headers


class ClientGone(Exception):
    """The client hung up before its request was complete; there is nobody to answer."""


async def read_body(
    headers: Headers, receive: Receive, max_bytes: int, encodings: Container[bytes] = ()
) -> bytes | Rejected:
    """The whole body as sent, or why not; only in these ``encodings`` or none. Raises :class:`ClientGone`."""
    encoding = headers.get(b"content-encoding", b"").lower()
    if encoding not in _IDENTITY and encoding not in encodings:
        return Rejected("", Rejection.INVALID_ENCODING)
    length = headers.get(b"content-length", b"0")
    # httptools lets only digits pass as a length.
    if len(length) > 18 or int(length) > max_bytes:
        return Rejected("", Rejection.BODY_TOO_LARGE)
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body") and len(body) <= max_bytes:
        message = await receive()
        body += message.get("body", b"")
    if message["type"] != "http.request":
        raise ClientGone
    return body if len(body) <= max_bytes else Rejected("", Rejection.BODY_TOO_LARGE)


def parse_json(body: bytes) -> object:
    """The JSON value, or a :class:`Rejected` saying what is wrong with it."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as exc:
        return Rejected("", _find_fault(body, str(exc)))


def is_plain_text(body: bytes | Rejected) -> bool:
    """Whether all strings in this JSON are printable for certain: nothing is escaped, nothing beyond ASCII."""
    return isinstance(body, bytes) and b"\\" not in body and b"\x7f" not in body and body.isascii()


def list_raw_events(parsed: object, most: int) -> list[object] | Rejected:
    """One object or an array of at most ``most`` as a list; what stands in the array is not looked at yet."""
    if isinstance(parsed, Rejected):
        return parsed
    if isinstance(parsed, dict):
        return [parsed]
    if not isinstance(parsed, list):
        return Rejected("", Rejection.NOT_AN_EVENT)
    if not parsed:
        return Rejected("", Rejection.NO_EVENTS)
    return parsed if len(parsed) <= most else Rejected("", Rejection.TOO_MANY_EVENTS)


def parse_lines(body: bytes) -> list[object]:
    """NDJSON: the value of each line, a :class:`Rejected` where a line is damaged; empty lines are not counted."""
    return [parse_json(line) for line in body.split(b"\n") if line.strip()]


def _find_fault(body: bytes, message: str) -> Rejection:
    try:
        body.decode()
    except UnicodeDecodeError:
        return Rejection.INVALID_UTF8
    return Rejection.TOO_DEEP if "depth limit" in message else Rejection.INVALID_JSON
