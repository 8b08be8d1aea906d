"""Answers a call of the API: finds the caller and parses the request, then computes; in threads, never on the loop."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

import orjson
from redis.exceptions import RedisError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from console.access import Caller, find_caller
from console.api.downloads import FORMATS, JSON, SendPieces, find_accepted, make_download
from console.api.json_response import make_answer
from console.api.request import ApiDependencies, ApiRequest, Call, Table
from console.api.values import parse_choice
from console.errors import AccessDenied, InvalidRequest
from database.sessions import begin_read
from events.moments import to_milliseconds
from http_server.request_memory import Held
from reports.freshness.report import query_completeness
from warehouse.upkeep.retention import find_events_since

LOG = logging.getLogger(__name__)
MAX_BODY_BYTES = 1 << 20


async def receive_body(request: Request, held: Held) -> bytes:
    """The whole body, whose bytes are taken from the memory of all requests."""
    # Not the route's own limit: it answers in plain text, before our own error table applies.
    body = bytearray()
    async for chunk in request.stream():
        if len(body) + len(chunk) > MAX_BODY_BYTES:
            raise HTTPException(413)
        held.add(len(chunk))
        body += chunk
    return bytes(body)


def find_admitted_caller(call: Call, dependencies: ApiDependencies, request: Request, now: datetime) -> Caller:
    """Who asks, if the call is open to such a caller; queries the registry alone."""
    with begin_read(dependencies.sessions) as session:
        caller = find_caller(session, request.headers, request.cookies, now)
    if caller.partner_id is not None and not call.is_for_partners:
        raise AccessDenied("no access with a partner's token")
    if caller.scopes is not None and call.open_to.isdisjoint(caller.scopes):
        raise AccessDenied(f"this key lacks the scope {call.scope}")
    if caller.key_id is not None:
        dependencies.key_uses.record(dependencies.redis, caller.key_id, now)
    return caller


def parse_request(
    call: Call, dependencies: ApiDependencies, request: Request, caller: Caller, body: bytes, now: datetime
) -> ApiRequest:
    """What the caller asks and may ask."""
    path = {name: str(value) for name, value in request.path_params.items()}
    api_request = ApiRequest(caller, path, _parse_query(call, request), {}, dependencies, now)
    if call.method != "GET":
        _reject_foreign_origin(request)
        api_request = replace(api_request, body=_parse_body(body) if call.body else {})
    if call.is_write and not api_request.site().may_change:
        raise AccessDenied("no right to change this site")
    parse_choice(api_request.query, "format", FORMATS, JSON)
    return api_request


def answer_request(call: Call, api_request: ApiRequest, send_pieces: SendPieces) -> Response:
    """Computes the answer; the pieces of a file are computed by ``send_pieces``, while it is sent."""
    answer_format = api_request.query.get("format") or JSON
    meta = _query_completeness_meta(api_request.dependencies) if call.has_figures else {}
    answer = call.answer(api_request)
    if answer_format != JSON and isinstance(answer, Table):
        name = call.path.strip("/").replace("/", "-")
        complete_until = meta.get("complete_until", "")
        return make_download(answer, answer_format, name, call.answer_type, complete_until, send_pieces)
    if answer_format != JSON:
        raise InvalidRequest("format", "this answer is not a table; give json")
    return make_answer(call, answer, meta)


def _parse_query(call: Call, request: Request) -> Mapping[str, str]:
    """The query as sent; where a table's ``format`` is not in it, the ``Accept`` header says it."""
    query = dict(request.query_params)
    if "format" in call.parameters and not query.get("format"):
        query["format"] = find_accepted(request.headers.get("accept", ""))
    return query


def _query_completeness_meta(dependencies: ApiDependencies) -> Mapping[str, object]:
    """Until when the figures are complete, and since when all raw events are kept; None if none ever expired."""
    since = find_events_since(dependencies.warehouse)
    return {
        "complete_until": _query_complete_until(dependencies),
        "events_since": None if since is None else to_milliseconds(since),
    }


def _query_complete_until(dependencies: ApiDependencies) -> int | None:
    """None while the buffer is away: the stored figures can be shown all the same."""
    try:
        return query_completeness(dependencies.redis, dependencies.shards, dependencies.spool).complete_until_ms
    except RedisError as exc:
        LOG.warning("cannot determine complete_until, Redis does not answer: %s", exc)
        return None


def _parse_body(body: bytes) -> Mapping[str, object]:
    try:
        content = orjson.loads(body)
    except orjson.JSONDecodeError as exc:
        raise InvalidRequest("body", f"give JSON: {exc}") from None
    if not isinstance(content, dict):
        raise InvalidRequest("body", "give a JSON object")
    return content


def _reject_foreign_origin(request: Request) -> None:
    """A cookie travels with requests that other pages make; a Bearer token does not."""
    origin = request.headers.get("origin")
    if origin and "authorization" not in request.headers and urlsplit(origin).netloc != request.headers.get("host"):
        raise AccessDenied("not sent from a page of this console; send Authorization: Bearer instead of the cookie")
