"""Runs a call of the API: finds the caller, parses the request, answers; in a thread, never on the loop."""

import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

import orjson
from redis.exceptions import RedisError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.access import Caller, find_caller
from console.api.downloads import FORMATS, JSON, find_accepted, make_download
from console.api.json_response import make_answer
from console.api.request import ApiDependencies, ApiRequest, Call, Table
from console.api.values import parse_choice
from console.errors import AccessDenied, InvalidRequest
from database.sessions import begin_read
from events.moments import to_milliseconds
from http_server.request_memory import Held, RequestMemory
from reports.freshness.report import query_completeness
from warehouse.upkeep.retention import find_events_since

LOG = logging.getLogger(__name__)
MAX_BODY_BYTES = 1 << 20


def make_route(call: Call, dependencies: ApiDependencies, memory: RequestMemory) -> Route:
    """The route of a call; ``memory`` is that of all bodies."""
    return Route(call.path, _make_endpoint(call, dependencies, memory), methods=[call.method])


def _make_endpoint(
    call: Call, dependencies: ApiDependencies, memory: RequestMemory
) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    async def endpoint(request: Request) -> Response:
        if call.body is None:
            return await run_in_threadpool(_answer, call, dependencies, request, b"")
        # Nobody's bytes are kept before it is known who sends them.
        await run_in_threadpool(_find_caller, call, dependencies, request, dependencies.now())
        with memory.hold() as held:
            return await run_in_threadpool(_answer, call, dependencies, request, await _receive(request, held))

    # The label of its metrics.
    endpoint.call_name = call.name  # type: ignore[attr-defined]
    return endpoint


async def _receive(request: Request, held: Held) -> bytes:
    # Not the route's own limit: it answers in plain text, before our own error table applies.
    body = bytearray()
    async for chunk in request.stream():
        if len(body) + len(chunk) > MAX_BODY_BYTES:
            raise HTTPException(413)
        held.add(len(chunk))
        body += chunk
    return bytes(body)


def _answer(call: Call, dependencies: ApiDependencies, request: Request, body: bytes) -> Response:
    now = dependencies.now()
    caller = _find_caller(call, dependencies, request, now)
    path = {name: str(value) for name, value in request.path_params.items()}
    api_request = ApiRequest(caller, path, _parse_query(call, request), {}, dependencies, now)
    if call.method != "GET":
        _reject_foreign_origin(request)
        api_request = replace(api_request, body=_parse_body(body) if call.body else {})
    if call.is_write and not api_request.site().may_change:
        raise AccessDenied("no right to change this site")
    answer_format = parse_choice(api_request.query, "format", FORMATS, JSON)
    meta = _query_completeness_meta(dependencies) if call.has_figures else {}
    answer = call.answer(api_request)
    if answer_format != JSON and isinstance(answer, Table):
        name = call.path.strip("/").replace("/", "-")
        return make_download(answer, answer_format, name, call.answer_type, meta.get("complete_until", ""))
    if answer_format != JSON:
        raise InvalidRequest("format", "this answer is not a table; give json")
    return make_answer(call, answer, meta)


def _find_caller(call: Call, dependencies: ApiDependencies, request: Request, now: datetime) -> Caller:
    with begin_read(dependencies.sessions) as session:
        caller = find_caller(session, request.headers, request.cookies, now)
    if caller.partner_id is not None and not call.is_for_partners:
        raise AccessDenied("no access with a partner's token")
    return caller


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
