"""Answers a call of the API: finds the caller and parses the request, then computes; in threads, never on the loop."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

import orjson
from redis.exceptions import RedisError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from console.access import Caller, SeenSite, find_caller
from console.api.answer_tag import answer_unchanged, find_tag, is_known, make_tag_headers
from console.api.downloads import FORMATS, JSON, SendPieces, find_accepted, make_download, make_file
from console.api.json_response import make_answer
from console.api.request import ApiDependencies, ApiRequest, Call, FileAnswer, Table
from console.api.values import parse_choice
from console.cabinet_hosts import find_host_brand
from console.errors import AccessDenied, InvalidRequest
from database.sessions import begin_read, name_author
from events.enums import Scope
from events.moments import from_milliseconds, to_milliseconds
from events.test_clock import HEADER, parse_test_now
from http_server.request_memory import Held
from registry.team.rights import list_roles
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
    brand = find_host_brand(request)
    host_site_id = brand.site_id if brand is not None else None
    with begin_read(dependencies.sessions) as session:
        caller = find_caller(session, request.headers, request.cookies, now, host_site_id)
    if caller.partner_id is not None and not call.is_for_partners:
        raise AccessDenied("no access with a partner's token")
    if caller.scopes is not None and call.open_to.isdisjoint(caller.scopes):
        raise AccessDenied(f"this key lacks the scope {call.scope}")
    if caller.key_id is not None:
        dependencies.key_uses.record(dependencies.redis, caller.key_id, now)
    return caller


def find_test_now(caller: Caller, headers: Mapping[str, str], now: datetime) -> datetime:
    """The moment that the call names; only where an installation is tested, and only for a key that may do anything."""
    named = headers.get(HEADER)
    if named is None:
        return now
    if Scope.ADMIN not in (caller.scopes or ()):
        raise AccessDenied("X-PRM-Now needs a key with the scope admin")
    now_ms = parse_test_now(named)
    if now_ms is None:
        raise InvalidRequest("X-PRM-Now", "give a moment in ISO 8601, or milliseconds since the epoch")
    return from_milliseconds(now_ms)


def parse_request(
    call: Call, dependencies: ApiDependencies, request: Request, caller: Caller, body: bytes, now: datetime
) -> ApiRequest:
    """What the caller asks and may ask."""
    path = {name: str(value) for name, value in request.path_params.items()}
    if call.method != "GET":
        dependencies = replace(dependencies, sessions=name_author(dependencies.sessions, caller.name))
    known_tags = request.headers.get("if-none-match", "")
    api_request = ApiRequest(caller, path, _parse_query(call, request), {}, dependencies, now, known_tags=known_tags)
    if call.method != "GET":
        _reject_foreign_origin(request)
        is_json = api_request.query.get("format", JSON) == JSON or not call.formats
        parsed = _parse_body(body) if call.body and is_json else {}
        api_request = replace(api_request, body=parsed, content=body)
    _check_right(call, caller, api_request.site)
    if call.formats:
        parse_choice(api_request.query, "format", call.formats, call.formats[0])
    else:
        parse_choice(api_request.query, "format", FORMATS, JSON)
    return api_request


def _check_right(call: Call, caller: Caller, find_site: Callable[[], SeenSite]) -> None:
    right = call.needed_right
    if call.is_for_administrators and not caller.is_administrator:
        raise AccessDenied("only an administrator of the installation may do this; on the server: prm member update")
    # What is for partners concerns their own part alone.
    is_own = call.is_for_partners and caller.partner_id is not None
    if right is not None and not is_own and not find_site().may(right):
        roles = " or ".join(list_roles(right))
        raise AccessDenied(f"no right to do this on this site: only {roles} may; ask an owner of the site")


def answer_request(call: Call, api_request: ApiRequest, send_pieces: SendPieces) -> Response:
    """Computes the answer; the pieces of a file are computed by ``send_pieces``, while it is sent."""
    answer_format = JSON if call.formats else api_request.query.get("format") or JSON
    tag = ""
    if call.is_tagged and answer_format == JSON:
        dependencies, caller, site, now = (
            api_request.dependencies,
            api_request.caller,
            api_request.site(),
            api_request.now,
        )
        more = call.follows(dependencies, caller, site, now) if call.follows else None
        asked = (call.name, sorted(api_request.path.items()), sorted(api_request.query.items()), caller.name, more)
        tag = find_tag(dependencies, site.site_id, asked, api_request.query.get("to", ""), now)
    if is_known(tag, api_request.known_tags):
        return answer_unchanged(tag)
    meta = _query_completeness_meta(api_request.dependencies) if call.has_figures else {}
    answer = call.answer(api_request)
    if isinstance(answer, FileAnswer):
        return make_file(answer)
    if answer_format != JSON and isinstance(answer, Table):
        name = call.path.strip("/").replace("/", "-")
        complete_until = meta.get("complete_until", "")
        return make_download(answer, answer_format, name, call.answer_type, complete_until, send_pieces)
    if answer_format != JSON:
        raise InvalidRequest("format", "this answer is not a table; give json")
    response = make_answer(call, answer, meta)
    response.headers.update(make_tag_headers(tag))
    return response


def _parse_query(call: Call, request: Request) -> Mapping[str, str]:
    """The query as sent; where a table's ``format`` is not in it, the ``Accept`` header says it."""
    query = dict(request.query_params)
    if "format" in call.parameters and not call.formats and not query.get("format"):
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
