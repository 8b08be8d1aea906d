"""``GET /r/{code}``: records the click on a short link, then redirects the visitor to the link's own destination."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import escape
from uuid import uuid4

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from events.enums import Consent, EventType, Source, Traffic
from events.event import Event
from events.snapshot import EdgeLink
from http_server.qr_code import MEDIA_TYPES
from tracker.edge import Edge
from tracker.endpoints.redirect_qr import PICTURE_EVENTS, answer_qr_code
from tracker.endpoints.redirect_target import add_hand_over, complete_destination, find_sub_id, select_parameters
from tracker.http.consent import find_consent
from tracker.http.cookie_scope import find_scope
from tracker.http.public_address import find_authority, is_https
from tracker.http.request_head import Headers, RequestHead, find_client, find_user_agent, make_head
from tracker.http.traffic import classify_traffic
from tracker.http.visitor_cookie import VISITOR_COOKIE, make_cookie, parse_visitor
from tracker.parsing.arrival import Arrival
from tracker.parsing.event import parse_event
from tracker.registry.index import RegistryIndex
from tracker.registry.unknown_site import find_or_refresh

_HUMAN = Traffic.HUMAN.value
_SESSION, _NONE = Consent.SESSION.value, Consent.NONE.value
_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True, slots=True)
class Visit:
    """Who follows the link under which consent, and the cookie in which the browser keeps that visitor."""

    visitor_id: str
    consent: str
    cookie_name: str
    cookie_scope: str


async def follow_link(edge: Edge, request: Request) -> Response:
    """302 to the link's destination; 404 for an unknown link, 410 for an expired one."""
    registry, settings, code = edge.registry, edge.settings, request.path_params["code"]
    link, kind = await find_or_refresh(
        registry, lambda: find_link(registry.index, code), lambda found: not leads_on(registry.index, found[0])
    )
    if link is None:
        return PlainTextResponse("No such link.\n", 404 if registry.is_known else 503)
    if link.expires_ms is not None and link.expires_ms <= edge.now_ms():
        return _answer_expired(registry.index.sites_by_id[link.site_id].hosts)
    head = make_head(request.scope, settings.trusted_proxies)
    own_scope = find_own_scope(registry.index, head, link.site_id)
    client = find_client(head)
    if kind:
        configured = "" if own_scope else settings.tracker_url
        is_allowed = partial(edge.limits.allow_address, client, PICTURE_EVENTS)
        return await answer_qr_code(edge.pictures, head, link.code, configured, kind, is_allowed)
    query = request.scope["query_string"]
    has_tag = registry.index.has_page(link.site_id, link.destination)
    target = complete_destination(link, select_parameters(query, with_test_panel=has_tag))
    if not registry.index.may_lead_to(link.site_id, target):
        # The site has given up the host since the link was made.
        return PlainTextResponse("No such link.\n", 404)
    visit = make_visit(head.headers, link.site_id, own_scope, settings.privacy_signals)
    click = _make_click(link, link.sub_id or find_sub_id(query), visit, target, head.headers)
    arrival = _make_arrival(head, client, request.method, edge.now_ms())
    # Beyond the limit of its address a click leads to its destination all the same.
    event = parse_event(click, link.site_id, arrival, edge.secret) if edge.limits.allow_address(client, 1) else None
    is_recorded = isinstance(event, Event) and await edge.commit.append([event]) is None
    edge.counts.unrecorded_clicks += not is_recorded
    if arrival.traffic != _HUMAN:
        return _redirect(target)
    # A click that is not recorded is not handed over, and the landing page's snippet records it. Nor is one that leads
    # away from the site: whoever it leads to must not learn who the visitor is there.
    is_handed_over = is_recorded and has_tag
    response = _redirect(add_hand_over(target, visit.visitor_id, arrival.received_ms) if is_handed_over else target)
    if settings.cookie_days and visit.consent != _NONE:
        response.headers["Set-Cookie"] = _make_cookie(visit, settings.cookie_days, is_https(head))
    return response


def find_link(index: RegistryIndex, requested: str) -> tuple[EdgeLink | None, str]:
    """The link, and the kind of picture if one is requested; a code may itself end like a picture."""
    code, _, kind = requested.rpartition(".")
    if requested not in index.links and kind in MEDIA_TYPES:
        return index.links.get(code), kind
    return index.links.get(requested), ""


def leads_on(index: RegistryIndex, link: EdgeLink | None) -> bool:
    """Whether there is a link, and it leads where its site's links may lead."""
    return link is not None and index.may_lead_to(link.site_id, link.destination)


def find_own_scope(index: RegistryIndex, head: RequestHead, site_id: int) -> str:
    """The cookie scope of the host that was requested if that is the site's own; else empty."""
    scope = find_scope(find_authority(head))
    return scope if site_id in index.sites_by_scope.get(scope, ()) else ""


def make_visit(headers: Headers, site_id: int, own_scope: str, are_signals_honoured: bool) -> Visit:
    """On the site's own domain with the snippet's cookie; elsewhere with one for each site, so that no two sites can
    compare their visitors."""
    consent = find_consent(headers, are_signals_honoured)
    cookie_name = VISITOR_COOKIE if own_scope else f"{VISITOR_COOKIE}_{site_id}"
    # Without consent nobody is recognised; the page that follows may still know this click as its visitor's.
    known = parse_visitor(headers, cookie_name) if consent != _NONE else ""
    return Visit(known or str(uuid4()), consent, cookie_name, own_scope)


def _make_arrival(head: RequestHead, client: str, method: str, now_ms: int) -> Arrival:
    traffic = classify_traffic(method, head.headers)
    return Arrival(Source.REDIRECT.value, now_ms, client, find_user_agent(head.headers), traffic)


def _make_click(link: EdgeLink, sub_id: str, visit: Visit, target: str, headers: Headers) -> dict[str, object]:
    return {
        "type": EventType.CLICK.value,
        "visitor_id": visit.visitor_id,
        "consent": visit.consent,
        "link": link.code,
        "ref": link.ref,
        "sub_id": sub_id,
        "url": target,
        "referrer": headers.get(b"referer", b"").decode("latin-1"),
    }


def _make_cookie(visit: Visit, cookie_days: int, is_secure: bool) -> str:
    days = None if visit.consent == _SESSION else cookie_days
    return make_cookie(visit.cookie_name, visit.visitor_id, visit.cookie_scope, days, is_secure)


def _redirect(target: str) -> Response:
    return Response(status_code=302, headers={**_HEADERS, "Location": target})


def _answer_expired(hosts: Sequence[str]) -> Response:
    exact = [escape(host) for host in hosts if not host.startswith("*.")]
    onward = f' Go on to <a href="https://{exact[0]}/">{exact[0]}</a>.' if exact else ""
    page = f"<!doctype html><meta charset=utf-8><title>Expired</title><p>This link has expired.{onward}</p>"
    return HTMLResponse(page, 410, {**_HEADERS, "Content-Security-Policy": "default-src 'none'"})
