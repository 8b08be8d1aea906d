"""The visitor cookie where the tracker answers on a site's own domain: set by an answer, it outlives one by script."""

import re
from collections.abc import Iterable

from events.enums import Consent
from events.event import Event
from tracker.edge import Edge
from tracker.http.body import Headers
from tracker.http.cookie_scope import find_scope, is_address
from tracker.http.public_address import Peer, find_authority, is_https
from tracker.http.responses import Answer, add_header

# Name and form are the snippet's.
VISITOR_COOKIE = "prm_visitor"
DAY_SECONDS = 86_400
_VISITOR = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NONE, _SESSION = Consent.NONE.value, Consent.SESSION.value


def keep_visitor(edge: Edge, peer: Peer, headers: Headers, events: Iterable[Event], answer: Answer) -> Answer:
    """The answer with the cookie of the visitor whose events these are; as it is on a host that is not the site's."""
    scope = find_scope(find_authority(edge, peer, headers))
    own_sites = edge.registry.index.own_sites.get(scope)
    if not own_sites or not edge.settings.cookie_days:
        return answer
    event = next((each for each in events if each.site_id in own_sites and each.consent != _NONE), None)
    # An event that was kept and comes late may be of a visitor that the browser is no more.
    visitor_id = event and (read_visitor(headers) or event.visitor_id)
    if event is None or not visitor_id or not _VISITOR.fullmatch(visitor_id):
        return answer
    days = None if event.consent == _SESSION else edge.settings.cookie_days
    cookie = make_cookie(VISITOR_COOKIE, visitor_id, scope, days, is_https(edge, peer, headers))
    return add_header(answer, (b"set-cookie", cookie.encode()))


def read_visitor(headers: Headers, name: str = VISITOR_COOKIE) -> str:
    """The visitor of a request; empty if it has none or one in a form that is not ours."""
    for pair in headers.get(b"cookie", b"").decode("latin-1").split(";"):
        found, _, value = pair.strip().partition("=")
        if found == name and _VISITOR.fullmatch(value):
            return value
    return ""


def make_cookie(name: str, visitor_id: str, scope: str, days: int | None, is_secure: bool) -> str:
    """The value of ``Set-Cookie``; without ``scope`` for the very host, without ``days`` until the browser closes."""
    domain = f"; Domain={scope}" if scope and not is_address(scope) else ""
    age = "" if days is None else f"; Max-Age={days * DAY_SECONDS}"
    return f"{name}={visitor_id}{domain}; Path=/{age}; SameSite=Lax{'; Secure' if is_secure else ''}"
