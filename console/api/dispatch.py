"""Runs a call of the API: who asks, what for, and the answer with its reach; in a thread, never on the loop."""

import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import orjson
from redis.exceptions import RedisError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.access import find_viewer
from console.api.downloads import FORMATS, JSON, find_accepted, make_download
from console.api.json_response import make_answer
from console.api.request import Asked, Call, Sources, Table
from console.api.values import parse_choice
from console.errors import AccessDenied, InvalidRequest
from database.sessions import begin_read
from events.moments import to_milliseconds
from reports.freshness.report import query_completeness
from warehouse.upkeep.retention import find_events_since

LOG = logging.getLogger(__name__)
MAX_BODY_BYTES = 1 << 20


def make_route(call: Call, sources: Sources) -> Route:
    """The route of a call."""
    return Route(call.path, _make_endpoint(call, sources), methods=[call.method])


def _make_endpoint(call: Call, sources: Sources) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    async def endpoint(request: Request) -> Response:
        return await run_in_threadpool(_answer, call, sources, request, await _receive(request))

    return endpoint


async def _receive(request: Request) -> bytes:
    # Not the route's own limit: it answers in plain text, before our table is asked.
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise HTTPException(413)
    return bytes(body)


def _answer(call: Call, sources: Sources, request: Request, body: bytes) -> Response:
    now = sources.now()
    with begin_read(sources.sessions) as session:
        viewer = find_viewer(session, request.headers, request.cookies, now)
    if viewer.partner_id is not None and not call.is_for_partners:
        raise AccessDenied("no access with a partner's token")
    path = {name: str(value) for name, value in request.path_params.items()}
    asked = Asked(viewer, path, _parse_query(call, request), {}, sources, now)
    if call.method != "GET":
        _reject_foreign_origin(request)
        asked = replace(asked, body=_parse_body(body) if call.body else {})
    if call.changes and not asked.site().may_change:
        raise AccessDenied("no right to change this site")
    answer_format = parse_choice(asked.query, "format", FORMATS, JSON)
    meta = _query_reach(sources) if call.has_figures else {}
    answer = call.answer(asked)
    if answer_format != JSON and isinstance(answer, Table):
        name = call.path.strip("/").replace("/", "-")
        return make_download(answer, answer_format, name, call.row, meta.get("complete_until", ""))
    if answer_format != JSON:
        raise InvalidRequest("format", "this answer is not a table; give json")
    return make_answer(answer, meta, call.rows_name)


def _parse_query(call: Call, request: Request) -> Mapping[str, str]:
    """The query as sent; where a table's ``format`` is not in it, the ``Accept`` header says it."""
    query = dict(request.query_params)
    if "format" in call.parameters and not query.get("format"):
        query["format"] = find_accepted(request.headers.get("accept", ""))
    return query


def _query_reach(sources: Sources) -> Mapping[str, object]:
    """``events_since``: what happened before may have expired; None if nothing ever did."""
    since = find_events_since(sources.warehouse)
    return {
        "complete_until": _query_complete_until(sources),
        "events_since": None if since is None else to_milliseconds(since),
    }


def _query_complete_until(sources: Sources) -> int | None:
    """None while the buffer is away: the stored figures can be shown all the same."""
    try:
        return query_completeness(sources.redis, sources.shards, sources.spool).complete_until_ms
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
