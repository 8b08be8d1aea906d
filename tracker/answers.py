"""The answers of the edge, made once as far as they can be."""

from collections.abc import Sequence

import orjson
from starlette.types import Message, Send

from events.words import Rejection
from tracker.origins import is_origin
from tracker.refusals import STATUS, Rejected

RETRY_AFTER_SECONDS = 2
EMPTY_BODY: Message = {"type": "http.response.body", "body": b""}

RejectedEvents = Sequence[tuple[int, Rejected]]
_Header = tuple[bytes, bytes]

_NO_CONTENT: list[_Header] = [(b"content-length", b"0")]
# A beacon carries the page's credentials (sendBeacon always does), for which the wildcard is not allowed.
_CREDENTIALS: _Header = (b"access-control-allow-credentials", b"true")
_EXPOSED: _Header = (b"access-control-expose-headers", b"X-PRM-Rejected, Retry-After")
_WAIT: _Header = (b"retry-after", str(RETRY_AFTER_SECONDS).encode())
_PREFLIGHT: list[_Header] = [
    (b"access-control-allow-methods", b"POST"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
]


def accepted_message(origin: bytes) -> Message:
    """The start of the answer to a wholly accepted beacon."""
    return _start(202, _NO_CONTENT + cors_headers(origin))


def cors_headers(origin: bytes) -> list[_Header]:
    """Lets the page read the answer; nothing if there is no origin that can be named."""
    return [(b"access-control-allow-origin", origin), _CREDENTIALS] if is_origin(origin) else []


def preflight_headers(origin: bytes) -> list[_Header]:
    """Lets the page send ``application/json``."""
    return cors_headers(origin) + _PREFLIGHT if is_origin(origin) else []


async def send_outcome(send: Send, accepted: int, rejected: RejectedEvents, extra: Sequence[_Header] = ()) -> None:
    """How many were accepted and which were not: 202 if any was, else the status of the first refusal."""
    body = render_outcome(accepted, rejected)
    if accepted or not rejected:
        await send_json(send, 202, body, extra)
        return
    reason = rejected[0][1].reason
    await send_json(send, STATUS[reason], body, [*_rejection_headers(reason), *extra])


def render_outcome(accepted: int, rejected: RejectedEvents) -> bytes:
    """``{"accepted": 3, "rejected": [{"index": 1, "field": "amount", "reason": "not_an_integer"}]}``."""
    rows = [{"index": index, "field": why.field, "reason": why.reason} for index, why in rejected]
    return orjson.dumps({"accepted": accepted, "rejected": rows})


async def send_json(send: Send, status: int, body: bytes, extra: Sequence[_Header] = ()) -> None:
    """A JSON answer."""
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *extra]
    await send(_start(status, headers))
    await send({"type": "http.response.body", "body": body})


def _start(status: int, headers: list[_Header]) -> Message:
    return {"type": "http.response.start", "status": status, "headers": headers}


def _rejection_headers(reason: Rejection) -> list[_Header]:
    headers = [(b"x-prm-rejected", reason.value.encode()), _EXPOSED]
    return [*headers, _WAIT] if STATUS[reason] in {429, 503} else headers
