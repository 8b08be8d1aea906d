"""``POST /e``: the way of a browser's beacon, from the request to the answer, in one screen.

It stands in front of the Starlette application and has no middleware: each beacon pays for what is written here.
"""

from starlette.types import Receive, Scope, Send

from events.enums import Rejection, Source
from tracker.edge import Edge, find_client
from tracker.http.body import ClientGone, Headers, gather_headers, is_plain_text, list_raw_events, parse_json, read_body
from tracker.http.public_address import Peer
from tracker.http.responses import Answer, answer_page, send_answer
from tracker.http.visitor_cookie import keep_visitor
from tracker.intake import Intake, commit_intake, count_refusals, refuse_all, take_raw_events
from tracker.parsing.arrival import Arrival
from tracker.parsing.fields import MAX_USER_AGENT
from tracker.parsing.rejection import Rejected
from tracker.registry.unknown_site import has_strangers, look_twice

_BROWSER = Source.BROWSER.value


async def collect_beacon(edge: Edge, scope: Scope, receive: Receive, send: Send) -> None:
    """202 once every good event is in Redis; 4xx with the reason if none is good; 503 if Redis cannot take them."""
    headers, peer = gather_headers(scope["headers"]), scope["client"]
    try:
        body = await read_body(headers, receive, edge.settings.max_body_bytes)
    except ClientGone:
        return
    client = find_client(edge, peer, headers)
    intake = await look_twice(edge, lambda: take_beacon(edge, client, headers, body), has_strangers)
    intake = await commit_intake(edge, intake)
    await send_answer(send, answer_beacon(edge, intake, headers, peer))


def answer_beacon(edge: Edge, intake: Intake, headers: Headers, peer: Peer) -> Answer:
    """The answer to a page, with the visitor cookie where we are at home; counts what was refused."""
    count_refusals(edge, intake)
    answer = answer_page(len(intake.events), intake.rejected, headers.get(b"origin", b""), intake.left_out)
    return keep_visitor(edge, peer, headers, intake.events, answer)


def take_beacon(edge: Edge, client_address: str, headers: Headers, body: bytes | Rejected) -> Intake:
    """The events of a beacon that its page may send, and why the others are refused."""
    raws = body if isinstance(body, Rejected) else list_raw_events(parse_json(body), edge.settings.max_beacon_events)
    if not edge.limits.allow_address(client_address, 1 if isinstance(raws, Rejected) else len(raws)):
        return refuse_all(Rejection.RATE_LIMITED)
    if isinstance(raws, Rejected):
        return refuse_all(raws.reason)
    if not edge.registry.is_known:
        return refuse_all(Rejection.OVERLOADED)
    origin, referer = headers.get(b"origin", b""), headers.get(b"referer", b"")
    find_site = edge.registry.index.find_site
    arrival = Arrival(_BROWSER, edge.now_ms(), client_address, read_agent(headers), is_printable=is_plain_text(body))
    return take_raw_events(edge, raws, arrival, lambda site_key: find_site(site_key, origin, referer))


def read_agent(headers: Headers) -> str:
    """The requester's user agent, cut."""
    return headers.get(b"user-agent", b"")[:MAX_USER_AGENT].decode("latin-1")
