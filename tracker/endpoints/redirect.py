"""``GET /r/{code}``: records the click on a short link, then sends the visitor on to the link's own destination."""

from dataclasses import dataclass
from functools import partial
from html import escape
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from events.enums import Consent, EventType, Source, Traffic
from events.event import Event
from events.snapshot import EdgeLink
from tracker.edge import Edge, find_client
from tracker.endpoints.collect import read_agent
from tracker.endpoints.redirect_qr import MEDIA_TYPES, answer_picture
from tracker.endpoints.redirect_target import complete_destination, hand_over, read_passed_on
from tracker.http.body import Headers, gather_headers
from tracker.http.consent import read_consent_of_request
from tracker.http.cookie_scope import find_scope
from tracker.http.public_address import Peer, find_authority, is_https
from tracker.http.traffic import judge_traffic
from tracker.http.visitor_cookie import VISITOR_COOKIE, make_cookie, read_visitor
from tracker.parsing.arrival import Arrival
from tracker.parsing.beacon import parse_event
from tracker.registry.unknown_site import look_twice

_HUMAN = Traffic.HUMAN.value
_SESSION, _NONE = Consent.SESSION.value, Consent.NONE.value
_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True, slots=True)
class VisitorPlace:
    """The name under which a browser keeps the visitor for us, and how far that cookie reaches."""

    name: str
    scope: str


async def follow_link(edge: Edge, request: Request) -> Response:
    """302 to the link's destination; 404 for what is no link, 410 for what is none any more."""
    code = request.path_params["code"]
    link, kind = await look_twice(edge, lambda: find_link(edge, code), partial(_is_strange, edge))
    if link is None:
        return PlainTextResponse("No such link.\n", 404 if edge.registry.is_known else 503)
    if link.expires_ms is not None and link.expires_ms <= edge.now_ms():
        return _answer_expired(edge, link)
    peer, headers = request.scope["client"], gather_headers(request.scope["headers"])
    if kind:
        return answer_picture(edge, peer, headers, link, kind)
    return await _send_on(edge, request, peer, headers, link)


def find_link(edge: Edge, asked: str) -> tuple[EdgeLink | None, str]:
    """The link, and the kind of picture if one is asked for; a code may itself end like a picture."""
    links = edge.registry.index.links
    code, _, kind = asked.rpartition(".")
    if asked not in links and kind in MEDIA_TYPES:
        return links.get(code), kind
    return links.get(asked), ""


def _is_strange(edge: Edge, found: tuple[EdgeLink | None, str]) -> bool:
    """No link, or one to a host that the site lacks."""
    link, _ = found
    return link is None or not edge.registry.index.leads_home(link.site_id, link.destination)


async def _send_on(edge: Edge, request: Request, peer: Peer, headers: Headers, link: EdgeLink) -> Response:
    passed_on = read_passed_on(request.scope["query_string"])
    target = complete_destination(link, passed_on)
    if not edge.registry.index.leads_home(link.site_id, target):
        # The site has given up the host since the link was made.
        return PlainTextResponse("No such link.\n", 404)
    place = find_place(edge, peer, headers, link)
    consent = read_consent_of_request(headers, edge.settings.privacy_signals)
    # Without consent nobody is recognised; the page that follows may still know this click as its visitor's.
    visitor_id = (read_visitor(headers, place.name) if consent != _NONE else "") or str(uuid4())
    arrival = _make_arrival(edge, request, peer, headers)
    click = _make_click(link, passed_on, visitor_id, target, headers) | {"consent": consent}
    is_recorded = await _record_click(edge, click, link.site_id, arrival)
    if arrival.traffic != _HUMAN:
        return _redirect(target)
    # Where the click could not be kept, nothing is handed over, and the landing page's snippet records it.
    response = _redirect(hand_over(target, visitor_id, arrival.received_ms) if is_recorded else target)
    if edge.settings.cookie_days and consent != _NONE:
        days = None if consent == _SESSION else edge.settings.cookie_days
        cookie = make_cookie(place.name, visitor_id, place.scope, days, is_https(edge, peer, headers))
        response.headers["Set-Cookie"] = cookie
    return response


def find_place(edge: Edge, peer: Peer, headers: Headers, link: EdgeLink) -> VisitorPlace:
    """On the site's own domain the snippet's cookie; elsewhere one for each site, so that no two can compare notes."""
    scope = find_scope(find_authority(edge, peer, headers))
    if link.site_id in edge.registry.index.own_sites.get(scope, ()):
        return VisitorPlace(VISITOR_COOKIE, scope)
    return VisitorPlace(f"{VISITOR_COOKIE}_{link.site_id}", "")


def _make_arrival(edge: Edge, request: Request, peer: Peer, headers: Headers) -> Arrival:
    traffic = judge_traffic(request.method, headers)
    client = find_client(edge, peer, headers)
    return Arrival(Source.REDIRECT.value, edge.now_ms(), client, read_agent(headers), traffic)


def _make_click(
    link: EdgeLink, passed_on: dict[str, str], visitor_id: str, target: str, headers: Headers
) -> dict[str, object]:
    return {
        "type": EventType.CLICK.value,
        "visitor_id": visitor_id,
        "link": link.code,
        "ref": link.ref,
        "sub_id": link.sub_id or passed_on.get("sub_id"),
        "url": target,
        "referrer": headers.get(b"referer", b"").decode("latin-1"),
    }


async def _record_click(edge: Edge, click: dict[str, object], site_id: int, arrival: Arrival) -> bool:
    event = parse_event(click, site_id, arrival, edge.secret)
    if isinstance(event, Event) and await edge.commit.append([event]) is None:
        return True
    edge.counts.unrecorded_clicks += 1
    return False


def _redirect(target: str) -> Response:
    return Response(status_code=302, headers={**_HEADERS, "Location": target})


def _answer_expired(edge: Edge, link: EdgeLink) -> Response:
    hosts = [host for host in edge.registry.index.sites_by_id[link.site_id].hosts if not host.startswith("*.")]
    way_on = f' Go on to <a href="https://{escape(hosts[0])}/">{escape(hosts[0])}</a>.' if hosts else ""
    page = f"<!doctype html><meta charset=utf-8><title>Expired</title><p>This link has expired.{way_on}</p>"
    return HTMLResponse(page, 410, {**_HEADERS, "Content-Security-Policy": "default-src 'none'"})
