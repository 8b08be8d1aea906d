"""``GET /e``: what became of a test event, for the page that sent it; any other event stays waiting.

Event ids are random: who knows one, and may send events for its site, may read its outcome. For the event of another
site the answer is that for an event that is still on its way. Whether a code is a partner's is only in the answer to a
signed test link (``events.test_link``).
"""

from starlette.requests import Request
from starlette.responses import Response

from events.enums import Rejection
from events.ids import list_stored_ids
from events.test_link import is_test_token
from tracker.edge import Edge
from tracker.http.request_head import Headers, find_client, make_head
from tracker.http.responses import convert_response, respond_json, respond_page
from tracker.parsing.fields import parse_uuid
from tracker.parsing.rejection import FieldRejected, Rejected
from tracker.registry.index import RegistryIndex
from tracker.registry.unknown_site import find_or_refresh, is_unknown_site

# Site and event id.
_EventKey = tuple[int, str]


async def answer_test_outcome(edge: Edge, request: Request) -> Response:
    """200 with the outcome, or the rejection that an event of this page would get."""
    head, registry = make_head(request.scope, edge.settings.trusted_proxies), edge.registry
    site_key, event_id = request.query_params.get("site"), request.query_params.get("event_id", "")

    def find() -> _EventKey | Rejected:
        if not edge.limits.allow_address(find_client(head), 1):
            return Rejected("", Rejection.RATE_LIMITED)
        if not registry.is_known:
            return Rejected("", Rejection.OVERLOADED)
        return _find_event(registry.index, head.headers, site_key, event_id)

    origin = head.headers.get(b"origin", b"")
    found = await find_or_refresh(registry, find, lambda each: isinstance(each, Rejected) and is_unknown_site(each))
    if isinstance(found, Rejected):
        return convert_response(respond_page(0, [(0, found)], origin))
    token = request.query_params.get("test", "")
    is_signed = is_test_token(edge.secret, found[0], token, edge.now_ms() / 1000)
    outcome = await edge.outcomes.query(found[0], list_stored_ids(found[1], found[0]), is_signed=is_signed)
    return convert_response(respond_json(outcome, origin))


def _find_event(index: RegistryIndex, headers: Headers, site_key: str | None, event_id: str) -> _EventKey | Rejected:
    site = index.find_site(site_key, headers.get(b"origin", b""), headers.get(b"referer", b""))
    if isinstance(site, Rejection):
        return Rejected("site", site)
    try:
        parsed = parse_uuid("event_id", event_id)
    except FieldRejected as exc:
        return exc.rejected
    return (site.site_id, parsed) if parsed else Rejected("event_id", Rejection.MISSING)
