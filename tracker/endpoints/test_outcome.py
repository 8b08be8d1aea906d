"""``GET /e``: what became of a test event, for the page that sent it; of any other event nothing is told.

Event ids are random: who knows one, and may speak for its site, may ask. Whoever asks for another is told what the
sender of an event that is still on its way is told.
"""

from starlette.requests import Request
from starlette.responses import Response

from events.enums import Rejection
from tracker.edge import Edge, find_client
from tracker.http.body import Headers, gather_headers
from tracker.http.responses import answer_page, answer_told, respond
from tracker.parsing.fields import read_uuid
from tracker.parsing.rejection import FieldRefused, Rejected
from tracker.registry.unknown_site import is_strange, look_twice

_Asked = tuple[int, str]


async def answer_fate(edge: Edge, request: Request) -> Response:
    """200 with the fate, or the refusal that an event of this page would get."""
    headers = gather_headers(request.scope["headers"])
    origin = headers.get(b"origin", b"")
    asked = await look_twice(edge, lambda: _find_asked(edge, request, headers), _is_stranger)
    if isinstance(asked, Rejected):
        return respond(answer_page(0, [(0, asked)], origin))
    return respond(answer_told(await edge.fates.read(*asked), origin))


def _is_stranger(asked: _Asked | Rejected) -> bool:
    return isinstance(asked, Rejected) and is_strange(asked)


def _find_asked(edge: Edge, request: Request, headers: Headers) -> _Asked | Rejected:
    if not edge.limits.allow_address(find_client(edge, request.scope["client"], headers), 1):
        return Rejected("", Rejection.RATE_LIMITED)
    if not edge.registry.is_known:
        return Rejected("", Rejection.OVERLOADED)
    origin, referer = headers.get(b"origin", b""), headers.get(b"referer", b"")
    site_id = edge.registry.index.find_site(request.query_params.get("site"), origin, referer)
    if isinstance(site_id, Rejection):
        return Rejected("site", site_id)
    try:
        event_id = read_uuid("event_id", request.query_params.get("event_id", ""))
    except FieldRefused as refusal:
        return refusal.rejected
    return (site_id, event_id) if event_id else Rejected("event_id", Rejection.MISSING)
