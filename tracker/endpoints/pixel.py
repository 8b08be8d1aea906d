"""``GET /e.gif``: one event by query string, for pages and mails without JavaScript."""

from collections.abc import Iterable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from events.enums import EventType, Rejection, Source
from tracker.acceptance import commit_events, count_rejections
from tracker.edge import Edge
from tracker.http.request_head import find_client, find_user_agent, make_head
from tracker.http.responses import convert_response, respond_outcome
from tracker.parsing.arrival import Arrival
from tracker.parsing.request import ParsedEvents, parse_events, reject_all
from tracker.registry.unknown_site import find_or_refresh, has_unknown_site

GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
MAX_NAMES = 60
_PROPERTY = "properties."
_INTEGERS = frozenset({"amount", "timestamp", "sent_at"})


async def answer_pixel(edge: Edge, request: Request) -> Response:
    """A transparent GIF once the event is safe; else the status and reason of its rejection."""
    head, registry = make_head(request.scope, edge.settings.trusted_proxies), edge.registry
    client = find_client(head)

    def parse() -> ParsedEvents:
        if not registry.is_known:
            return reject_all(Rejection.OVERLOADED)
        if not edge.limits.allow_address(client, 1):
            return reject_all(Rejection.RATE_LIMITED)
        index, origin, referer = registry.index, head.headers.get(b"origin", b""), head.headers.get(b"referer", b"")
        agent = find_user_agent(head.headers)
        arrival = Arrival(Source.PIXEL.value, edge.now_ms(), client, agent, retry_span_ms=edge.retry_span_ms)
        raw = parse_query(request.scope["query_string"].decode("latin-1"))
        find_site_within_limit = edge.limits.limit_sites(
            lambda site_key: index.find_site_of_mail(site_key, origin, referer)
        )
        return parse_events([raw], arrival, find_site_within_limit, edge.secret)

    parsed = await find_or_refresh(registry, parse, lambda each: has_unknown_site(each.rejected))
    parsed = await commit_events(edge.commit, parsed)
    count_rejections(edge.counts, parsed)
    if parsed.rejected:
        return convert_response(respond_outcome(0, parsed.rejected))
    return Response(GIF, media_type="image/gif", headers={"Cache-Control": "no-store"})


def parse_query(query: str) -> object:
    """The raw event of a query: whole numbers for the fields that want them, ``properties.NAME`` for properties."""
    try:
        pairs = parse_qsl(query, max_num_fields=MAX_NAMES)
    except ValueError:
        return None
    raw: dict[str, object] = {"type": EventType.PAGEVIEW.value}
    raw |= {name: _parse_integer(name, value) for name, value in pairs if not name.startswith(_PROPERTY)}
    properties = _select_properties(pairs)
    return {**raw, "properties": properties} if properties else raw


def _select_properties(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.removeprefix(_PROPERTY): value for name, value in pairs if name.startswith(_PROPERTY)}


def _parse_integer(name: str, value: str) -> object:
    is_integer = name in _INTEGERS and len(value) < 20 and value.isascii() and value.removeprefix("-").isdigit()
    return int(value) if is_integer else value
