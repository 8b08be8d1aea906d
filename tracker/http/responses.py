"""The answers of the edge as plain values, made once as far as they can be."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from http import HTTPStatus

import orjson
from starlette.responses import Response
from starlette.types import Send

from events.enums import Rejection
from tracker.http.origins import is_origin
from tracker.parsing.rejection import STATUS, Rejected

RETRY_AFTER_SECONDS = 2

Header = tuple[bytes, bytes]
RejectedEvents = Sequence[tuple[int, Rejected]]

_JSON: Header = (b"content-type", b"application/json")
_FRESH: Header = (b"cache-control", b"no-store")
# A beacon carries the page's credentials (sendBeacon always does), for which the wildcard is not allowed.
_CREDENTIALS: Header = (b"access-control-allow-credentials", b"true")
_EXPOSED: Header = (b"access-control-expose-headers", b"X-PRM-Rejected, Retry-After")
_WAIT: Header = (b"retry-after", str(RETRY_AFTER_SECONDS).encode())
_PREFLIGHT: list[Header] = [
    (b"access-control-allow-methods", b"POST"),
    (b"access-control-allow-headers", b"content-type"),
    (b"access-control-max-age", b"86400"),
]


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and headers, the same as bytes without the closing empty line, and the body."""

    status: int
    headers: list[Header]
    head: bytes
    body: bytes


def make_answer(status: int, headers: Sequence[Header], body: bytes = b"") -> Answer:
    """An answer that names the length of its body."""
    whole = [(b"content-length", b"%d" % len(body)), *headers] if status != 204 else list(headers)
    lines = [b"HTTP/1.1 %d %s" % (status, HTTPStatus(status).phrase.encode()), *(b": ".join(each) for each in whole)]
    return Answer(status, whole, b"\r\n".join(lines) + b"\r\n", body)


def add_header(answer: Answer, header: Header) -> Answer:
    """The same answer with one header more."""
    return Answer(answer.status, [*answer.headers, header], b"%b%b: %b\r\n" % (answer.head, *header), answer.body)


FAILED = make_answer(500, ())


@lru_cache(4096)
def accept_all(origin: bytes) -> Answer:
    """202 for a page whose every event was accepted; made once for each origin."""
    return make_answer(202, _allow_reading(origin))


def answer_outcome(
    accepted: int, rejected: RejectedEvents, extra: Sequence[Header] = (), left_out: RejectedEvents = ()
) -> Answer:
    """202 if any event was accepted, else the status of the first refusal; the body names every refusal:

    ``{"accepted": 3, "rejected": [{"index": 1, "field": "amount", "reason": "not_an_integer"}]}``

    and under ``warnings`` in the same form each field that was left out of an accepted event.
    """
    warnings = {"warnings": _list_rows(left_out)} if left_out else {}
    body = orjson.dumps({"accepted": accepted, "rejected": _list_rows(rejected), **warnings})
    if accepted or not rejected:
        return make_answer(202, [_JSON, *extra], body)
    reason = rejected[0][1].reason
    return make_answer(STATUS[reason], [_JSON, *_refusal_headers(reason), *extra], body)


def answer_page(accepted: int, rejected: RejectedEvents, origin: bytes, left_out: RejectedEvents = ()) -> Answer:
    """The same for a page, which may read it."""
    if rejected or left_out:
        return answer_outcome(accepted, rejected, _allow_reading(origin), left_out)
    return accept_all(origin)


def answer_told(body: bytes, origin: bytes) -> Answer:
    """200 with JSON that a page may read now and nobody may keep."""
    return make_answer(200, [_JSON, _FRESH, *_allow_reading(origin)], body)


def answer_preflight(origin: bytes) -> Answer:
    """Lets a page send ``application/json``; whether it may speak for a site is decided by the beacon itself."""
    return make_answer(204, _allow_reading(origin) + _PREFLIGHT if is_origin(origin) else [])


async def send_answer(send: Send, answer: Answer) -> None:
    """An answer as ASGI messages."""
    await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
    await send({"type": "http.response.body", "body": answer.body})


def respond(answer: Answer) -> Response:
    """An answer as a response of Starlette."""
    response = Response(answer.body, answer.status)
    response.raw_headers = list(answer.headers)
    return response


def _list_rows(refused: RejectedEvents) -> list[dict[str, object]]:
    return [{"index": index, "field": why.field, "reason": why.reason} for index, why in refused]


def _allow_reading(origin: bytes) -> list[Header]:
    return [(b"access-control-allow-origin", origin), _CREDENTIALS] if is_origin(origin) else []


def _refusal_headers(reason: Rejection) -> list[Header]:
    headers = [(b"x-prm-rejected", reason.value.encode()), _EXPOSED]
    return [*headers, _WAIT] if STATUS[reason] in {429, 503} else headers
