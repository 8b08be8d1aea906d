"""``GET /r/{code}``: records the click on a short link, then sends the visitor on to the link's own destination."""

import re
from urllib.parse import quote, urlencode, urlsplit, urlunsplit
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from events.event import Event
from events.snapshot import EdgeLink
from events.words import EventType, Source, Traffic
from tracker.beacon import Arrival, parse_event
from tracker.body import Headers
from tracker.client_address import is_trusted
from tracker.collect import read_agent
from tracker.edge import Edge, find_client
from tracker.traffic import judge_traffic

# The snippet's own name for it: on the site's own host both mean the same visitor.
VISITOR_COOKIE = "prm_visitor"
COOKIE_SECONDS = 365 * 86_400
_VISITOR = re.compile(r"[A-Za-z0-9-]{8,64}")
_SAFE_IN_URL = ":/%#?=@[]!$&'()*+,;~"


async def follow_link(edge: Edge, request: Request) -> Response:
    """302 after the click is in Redis, and without it if Redis cannot take it: the visitor is not made to wait."""
    link = edge.registry.index.links.get(request.path_params["code"])
    if link is None:
        return PlainTextResponse("No such link.\n", 404 if edge.registry.is_known else 503)
    if link.expires_ms is not None and link.expires_ms <= edge.now_ms():
        return PlainTextResponse("This link has expired.\n", 410)
    headers = dict(request.scope["headers"])
    visitor_id = _find_visitor(request)
    target = complete_destination(link)
    traffic = judge_traffic(request.method, headers)
    client = find_client(edge, request.scope["client"], headers)
    arrival = Arrival(Source.REDIRECT.value, edge.now_ms(), client, read_agent(headers), traffic)
    await _record_click(edge, link, arrival, visitor_id, target, headers.get(b"referer", b"").decode("latin-1"))
    response = Response(status_code=302, headers={"Location": target, "Cache-Control": "no-store"})
    if traffic == Traffic.HUMAN.value:
        _set_visitor(response, visitor_id, _is_https(edge, request, headers))
    return response


def complete_destination(link: EdgeLink) -> str:
    """The stored destination with the link's ``ref`` and ``sub_id``, which replace any of the same name."""
    added = {name: value for name, value in (("ref", link.ref), ("sub_id", link.sub_id)) if value}
    parts = urlsplit(link.destination)
    kept = [pair for pair in parts.query.split("&") if pair and pair.partition("=")[0] not in added]
    query = "&".join([*kept, urlencode(added)] if added else kept)
    return quote(urlunsplit(parts._replace(query=query)), safe=_SAFE_IN_URL)


async def _record_click(
    edge: Edge, link: EdgeLink, arrival: Arrival, visitor_id: str, target: str, referrer: str
) -> None:
    raw = {
        "type": EventType.CLICK.value,
        "visitor_id": visitor_id,
        "link": link.code,
        "ref": link.ref,
        "sub_id": link.sub_id,
        "url": target,
        "referrer": referrer,
    }
    event = parse_event(raw, link.site_id, arrival, edge.secret)
    if not isinstance(event, Event) or await edge.commit.append([event]) is not None:
        edge.counts.unrecorded_clicks += 1


def _find_visitor(request: Request) -> str:
    known = request.cookies.get(VISITOR_COOKIE, "")
    return known if _VISITOR.fullmatch(known) else str(uuid4())


def _set_visitor(response: Response, visitor_id: str, is_https: bool) -> None:
    response.set_cookie(VISITOR_COOKIE, visitor_id, COOKIE_SECONDS, secure=is_https, samesite="lax")


def _is_https(edge: Edge, request: Request, headers: Headers) -> bool:
    peer = request.scope["client"]
    if peer and is_trusted(peer[0], edge.settings.trusted_proxies):
        return headers.get(b"x-forwarded-proto", b"").split(b",")[-1].strip() == b"https"
    return request.url.scheme == "https"
