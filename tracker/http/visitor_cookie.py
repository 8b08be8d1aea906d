"""The visitor cookie where the tracker answers on a site's own domain: set by an answer, it outlives one by script."""

import re
from collections.abc import Iterable, Mapping

from events.enums import Consent
from events.event import Event
from tracker.http.cookie_scope import find_scope, is_address
from tracker.http.public_address import find_authority, is_https
from tracker.http.request_head import Headers, RequestHead
from tracker.http.responses import Header

# Name and form are the snippet's.
VISITOR_COOKIE = "prm_visitor"
DAY_SECONDS = 86_400
_VISITOR = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NONE, _SESSION = Consent.NONE.value, Consent.SESSION.value


def choose_cookie(
    head: RequestHead, events: Iterable[Event], sites_by_scope: Mapping[str, frozenset[int]], cookie_days: int
) -> Header | None:
    """The cookie of the visitor whose events these are; None on a host that is not the site's."""
    scope = find_scope(find_authority(head))
    own_sites = sites_by_scope.get(scope)
    if not own_sites or not cookie_days:
        return None
    event = next((each for each in events if each.site_id in own_sites and each.consent != _NONE), None)
    # An event that was kept and is sent late may be of a visitor that the browser no longer has.
    visitor_id = event and (parse_visitor(head.headers) or event.visitor_id)
    if event is None or not visitor_id or not _VISITOR.fullmatch(visitor_id):
        return None
    days = None if event.consent == _SESSION else cookie_days
    return b"set-cookie", make_cookie(VISITOR_COOKIE, visitor_id, scope, days, is_https(head)).encode()


def parse_visitor(headers: Headers, name: str = VISITOR_COOKIE) -> str:
    """The visitor of a request; empty if it has none or one in another form than ours."""
    for pair in headers.get(b"cookie", b"").decode("latin-1").split(";"):
        found, _, value = pair.strip().partition("=")
        if found == name and _VISITOR.fullmatch(value):
            return value
    return ""


def make_cookie(name: str, visitor_id: str, scope: str, days: int | None, is_secure: bool) -> str:
    """The value of ``Set-Cookie``; without ``scope`` for this host alone, without ``days`` until the browser closes."""
    domain = f"; Domain={scope}" if scope and not is_address(scope) else ""
    age = "" if days is None else f"; Max-Age={days * DAY_SECONDS}"
    return f"{name}={visitor_id}{domain}; Path=/{age}; SameSite=Lax{'; Secure' if is_secure else ''}"
