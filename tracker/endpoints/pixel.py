"""``GET /e.gif``: one event by query string, for pages and mails without JavaScript."""

from collections.abc import Iterable
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from events.enums import EventType, Rejection, Source
from tracker.edge import Edge, find_client
from tracker.endpoints.collect import read_agent
from tracker.http.body import gather_headers
from tracker.http.responses import answer_outcome, respond
from tracker.intake import Intake, commit_intake, count_refusals, refuse_all, take_raw_events
from tracker.parsing.arrival import Arrival
from tracker.registry.unknown_site import has_strangers, look_twice

GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00"
    b",\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
MAX_NAMES = 60
_PROPERTY = "properties."
_INTEGERS = frozenset({"amount", "timestamp", "sent_at"})


async def answer_pixel(edge: Edge, request: Request) -> Response:
    """A transparent GIF once the event is safe; else the status and reason of its refusal."""
    intake = await look_twice(edge, lambda: _take_pixel(edge, request), has_strangers)
    intake = await commit_intake(edge, intake)
    count_refusals(edge, intake)
    if intake.rejected:
        return respond(answer_outcome(0, intake.rejected))
    return Response(GIF, media_type="image/gif", headers={"Cache-Control": "no-store"})


def _take_pixel(edge: Edge, request: Request) -> Intake:
    headers = gather_headers(request.scope["headers"])
    client = find_client(edge, request.scope["client"], headers)
    if not edge.registry.is_known:
        return refuse_all(Rejection.OVERLOADED)
    if not edge.limits.allow_address(client, 1):
        return refuse_all(Rejection.RATE_LIMITED)
    index, origin, referer = edge.registry.index, headers.get(b"origin", b""), headers.get(b"referer", b"")
    raw = _read_query(request.scope["query_string"].decode("latin-1"))
    arrival = Arrival(Source.PIXEL.value, edge.now_ms(), client, read_agent(headers))
    return take_raw_events(edge, [raw], arrival, lambda site_key: index.find_site_of_mail(site_key, origin, referer))


def _read_query(query: str) -> object:
    """The raw event of a query: whole numbers for the fields that want them, ``properties.NAME`` for properties."""
    try:
        pairs = parse_qsl(query, max_num_fields=MAX_NAMES)
    except ValueError:
        return None
    raw: dict[str, object] = {"type": EventType.PAGEVIEW.value}
    raw |= {name: _read_integer(name, value) for name, value in pairs if not name.startswith(_PROPERTY)}
    properties = _read_properties(pairs)
    return {**raw, "properties": properties} if properties else raw


def _read_properties(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name.removeprefix(_PROPERTY): value for name, value in pairs if name.startswith(_PROPERTY)}


def _read_integer(name: str, value: str) -> object:
    is_integer = name in _INTEGERS and len(value) < 20 and value.isascii() and value.removeprefix("-").isdigit()
    return int(value) if is_integer else value
