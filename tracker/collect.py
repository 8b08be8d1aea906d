"""``POST /e``: the way of a browser's beacon, from the request to the answer, in one screen.

It stands in front of the Starlette application and has no middleware: each beacon pays for what is written here.
"""

from starlette.types import Message, Receive, Scope, Send

from events.words import Rejection, Source
from tracker.answers import EMPTY_BODY, cors_headers, send_outcome
from tracker.beacon import Arrival
from tracker.body import ClientGone, Headers, list_raw_events, parse_json, read_body
from tracker.edge import Edge, find_client
from tracker.fields import MAX_USER_AGENT
from tracker.intake import Intake, commit_intake, refuse_all, take_raw_events
from tracker.refusals import Rejected

MAX_EVENTS = 50


async def collect_beacon(edge: Edge, scope: Scope, receive: Receive, send: Send) -> None:
    """202 once every good event is in Redis; 4xx with the reason if none is good; 503 if Redis cannot take them."""
    headers = dict(scope["headers"])
    try:
        body = await read_body(headers, receive, edge.settings.max_body_bytes)
    except ClientGone:
        return
    intake, accepted = take_beacon(edge, scope, headers, body)
    intake = await commit_intake(edge, intake)
    if accepted is None or intake.rejected:
        await send_outcome(send, len(intake.events), intake.rejected, cors_headers(headers.get(b"origin", b"")))
    else:
        await send(accepted)
        await send(EMPTY_BODY)


def take_beacon(edge: Edge, scope: Scope, headers: Headers, body: bytes | Rejected) -> tuple[Intake, Message | None]:
    """The events of a beacon, and the ready-made answer for the page if all of them are good."""
    raws = body if isinstance(body, Rejected) else list_raw_events(parse_json(body), MAX_EVENTS)
    if isinstance(raws, Rejected):
        return refuse_all(raws.reason), None
    if not edge.registry.is_known:
        return refuse_all(Rejection.OVERLOADED), None
    index = edge.registry.index
    origin, referer = headers.get(b"origin", b""), headers.get(b"referer", b"")
    accepted: Message | None = None

    def find_site(raw: dict[str, object]) -> int | Rejection:
        nonlocal accepted
        permit = index.permit(raw.get("site"), origin, referer)
        if isinstance(permit, Rejection):
            return permit
        accepted = permit.accepted
        return permit.site_id

    agent = headers.get(b"user-agent", b"")[:MAX_USER_AGENT].decode("latin-1")
    arrival = Arrival(Source.BROWSER.value, edge.now_ms(), find_client(edge, scope, headers), agent)
    return take_raw_events(edge, raws, arrival, find_site), accepted
