"""The responses of the tracker as bytes, made once as far as they can be."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

import orjson
from starlette.responses import Response
from starlette.types import Send

from events.enums import Rejection
from tracker.http.origins import is_origin
from tracker.parsing.rejection import STATUS, RejectedEvents

RETRY_AFTER_SECONDS = 2

Header = tuple[bytes, bytes]

_JSON: Header = (b"content-type", b"application/json")
_NO_STORE: Header = (b"cache-control", b"no-store")
# A beacon carries the page's credentials (sendBeacon always does), for which the wildcard is not allowed.
_CREDENTIALS: Header = (b"access-control-allow-credentials", b"true")
_EXPOSED: Header = (b"access-control-expose-headers", b"X-PRM-Rejected, Retry-After")
_WAIT: Header = (b"retry-after", str(RETRY_AFTER_SECONDS).encode())
_PREFLIGHT: list[Header] = [
    (b"access-control-allow-methods", b"POST"),
    (b"access-control-max-age", b"86400"),
    (b"vary", b"Origin, Access-Control-Request-Headers"),
]
_ALLOW_HEADERS = b"access-control-allow-headers"
_MAX_REQUESTED, _MAX_REQUESTED_NAMES = 2048, 64
_TOKEN = re.compile(rb"[!#$%&'*+.^_`|~0-9a-z-]{1,64}")
_CREDENTIAL_HEADERS = frozenset({b"authorization", b"proxy-authorization", b"cookie", b"*"})


@dataclass(frozen=True, slots=True)
class RawResponse:
    """Status and headers, the same as bytes without the closing empty line, and the body."""

    status: int
    headers: list[Header]
    head: bytes
    body: bytes


Reply = Callable[[RawResponse], None]


def make_response(status: int, headers: Sequence[Header], body: bytes = b"") -> RawResponse:
    """With the length of its body."""
    whole = [(b"content-length", b"%d" % len(body)), *headers] if status != 204 else list(headers)
    lines = [b"HTTP/1.1 %d %s" % (status, HTTPStatus(status).phrase.encode()), *(b": ".join(each) for each in whole)]
    return RawResponse(status, whole, b"\r\n".join(lines) + b"\r\n", body)


def add_header(response: RawResponse, header: Header) -> RawResponse:
    """A copy with one header more."""
    head = b"%b%b: %b\r\n" % (response.head, *header)
    return RawResponse(response.status, [*response.headers, header], head, response.body)


@lru_cache(4096)
def respond_accepted(origin: bytes) -> RawResponse:
    """202 for a page whose every event was accepted; made once for each origin."""
    return make_response(202, _allow_origin(origin))


def respond_outcome(
    accepted: int, rejected: RejectedEvents, extra: Sequence[Header] = (), left_out: RejectedEvents = ()
) -> RawResponse:
    """202 if any event was accepted, else the status of the first rejection; the body names each:

    ``{"accepted": 3, "rejected": [{"index": 1, "field": "amount", "reason": "not_an_integer"}]}``

    and under ``warnings`` in the same form each field that was left out of an accepted event.
    """
    warnings = {"warnings": _list_rows(left_out)} if left_out else {}
    body = orjson.dumps({"accepted": accepted, "rejected": _list_rows(rejected), **warnings})
    if accepted or not rejected:
        return make_response(202, [_JSON, *extra], body)
    reason = rejected[0][1].reason
    return make_response(STATUS[reason], [_JSON, *_rejection_headers(reason), *extra], body)


def respond_page(accepted: int, rejected: RejectedEvents, origin: bytes, left_out: RejectedEvents = ()) -> RawResponse:
    """The outcome as a response that the page may read, by headers for its ``origin``."""
    if rejected or left_out:
        return respond_outcome(accepted, rejected, _allow_origin(origin), left_out)
    return respond_accepted(origin)


def respond_failed(origin: bytes) -> RawResponse:
    """500 for a fault of our own; the page may read it."""
    return make_response(500, _allow_origin(origin))


def respond_json(body: bytes, origin: bytes) -> RawResponse:
    """200 with JSON that a page may read and no cache may keep."""
    return make_response(200, [_JSON, _NO_STORE, *_allow_origin(origin)], body)


def respond_preflight(origin: bytes, requested: bytes) -> RawResponse:
    """Lets a page send the ``requested`` headers, which monitoring tools add to every request, but no credentials.

    Whether it may send for a site is decided by the beacon itself.
    """
    if not is_origin(origin):
        return make_response(204, [])
    names = [name.strip().lower() for name in requested[:_MAX_REQUESTED].split(b",")[:_MAX_REQUESTED_NAMES]]
    allowed = {b"content-type": None} | {name: None for name in names if _may_send(name)}
    return make_response(204, [*_allow_origin(origin), *_PREFLIGHT, (_ALLOW_HEADERS, b", ".join(allowed))])


async def send_response(send: Send, response: RawResponse) -> None:
    """As ASGI messages."""
    await send({"type": "http.response.start", "status": response.status, "headers": response.headers})
    await send({"type": "http.response.body", "body": response.body})


def convert_response(raw: RawResponse) -> Response:
    """As a response of Starlette."""
    response = Response(raw.body, raw.status)
    response.raw_headers = list(raw.headers)
    return response


def _may_send(name: bytes) -> bool:
    return _TOKEN.fullmatch(name) is not None and name not in _CREDENTIAL_HEADERS


def _list_rows(rejected: RejectedEvents) -> list[dict[str, object]]:
    return [{"index": index, "field": each.field, "reason": each.reason} for index, each in rejected]


def _allow_origin(origin: bytes) -> list[Header]:
    return [(b"access-control-allow-origin", origin), _CREDENTIALS] if is_origin(origin) else []


def _rejection_headers(reason: Rejection) -> list[Header]:
    headers = [(b"x-prm-rejected", reason.value.encode()), _EXPOSED]
    return [*headers, _WAIT] if STATUS[reason] in {429, 503} else headers
