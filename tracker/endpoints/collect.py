"""``POST /e``: a browser's beacon, from its bytes to the answer, on one screen.

No middleware, no task and no future: each beacon pays for what is written here, so the answer is handed to a function.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial

from starlette.types import Receive, Scope, Send

from events.enums import Rejection, Source
from tracker.acceptance import commit_then, count_rejections
from tracker.edge import Edge, start_task
from tracker.http.body import ClientGone, read_body
from tracker.http.request_head import RequestHead, find_client, find_user_agent, make_head
from tracker.http.responses import RawResponse, Reply, add_header, respond_failed, respond_page, send_response
from tracker.http.visitor_cookie import choose_cookie
from tracker.parsing.arrival import Arrival
from tracker.parsing.body import is_plain_text, parse_body
from tracker.parsing.rejection import Rejected
from tracker.parsing.request import ParsedEvents, parse_events, reject_all
from tracker.registry.unknown_site import has_unknown_site

logger = logging.getLogger(__name__)

_BROWSER = Source.BROWSER.value


def collect_beacon(edge: Edge, head: RequestHead, body: bytes | Rejected, reply: Reply) -> None:
    """Answers a beacon through ``reply``.

    202 once every valid event is in Redis or, while Redis is away, synced to the spool; 4xx with the reason if none is
    valid; 503 if neither Redis nor the spool accepts them.
    """
    index = edge.registry.index
    parsed = _parse(edge, head, body)
    answer = partial(_answer, edge, head, reply)
    if parsed.rejected and has_unknown_site(parsed.rejected):
        parse, finish = partial(_parse, edge, head, body), partial(commit_then, edge.commit, answer)
        fail = partial(reply, respond_failed(head.headers.get(b"origin", b"")))
        start_task(edge.tasks, _finish_after_refresh(edge.registry.fetch_newer(index), parse, parsed, finish, fail))
    else:
        commit_then(edge.commit, answer, parsed)


async def collect_by_asgi(edge: Edge, scope: Scope, receive: Receive, send: Send) -> None:
    """Reads a beacon from ASGI messages, for servers without ``BeaconProtocol``, and sends its response."""
    head = make_head(scope, edge.settings.trusted_proxies)
    try:
        with edge.guard.memory.hold() as held:
            body = await read_body(head.headers, receive, edge.settings.max_body_bytes, held)
    except ClientGone:
        return
    response: asyncio.Future[RawResponse] = asyncio.get_running_loop().create_future()
    collect_beacon(edge, head, body, partial(_resolve, response))
    await send_response(send, await response)


def _parse(edge: Edge, head: RequestHead, body: bytes | Rejected) -> ParsedEvents:
    registry, headers, client = edge.registry, head.headers, find_client(head)
    raws = parse_body(body, edge.settings.max_beacon_events)
    if not edge.limits.allow_address(client, 1 if isinstance(raws, Rejected) else len(raws)):
        return reject_all(Rejection.RATE_LIMITED)
    if isinstance(raws, Rejected):
        return reject_all(raws.reason)
    if not registry.is_known:
        return reject_all(Rejection.OVERLOADED)
    arrival = Arrival(
        _BROWSER, edge.now_ms(), client, find_user_agent(headers),
        retry_span_ms=edge.retry_span_ms, is_printable=is_plain_text(body),
    )  # fmt: skip
    find_site = registry.index.find_site
    origin, referer = headers.get(b"origin", b""), headers.get(b"referer", b"")
    find_site_within_limit = edge.limits.limit_sites(lambda site_key: find_site(site_key, origin, referer))
    return parse_events(raws, arrival, find_site_within_limit, edge.secret, allow_sale=edge.limits.allow_sale)


def _answer(edge: Edge, head: RequestHead, reply: Reply, parsed: ParsedEvents) -> None:
    if parsed.rejected or parsed.left_out or parsed.unknown_fields:
        count_rejections(edge.counts, parsed)
    response = respond_page(len(parsed.events), parsed.rejected, head.headers.get(b"origin", b""), parsed.left_out)
    cookie = choose_cookie(head, parsed.events, edge.registry.index.sites_by_scope, edge.settings.cookie_days)
    reply(add_header(response, cookie) if cookie else response)


async def _finish_after_refresh(
    refresh: Awaitable[bool],
    parse: Callable[[], ParsedEvents],
    parsed: ParsedEvents,
    finish: Callable[[ParsedEvents], None],
    fail: Callable[[], None],
) -> None:
    try:
        finish(parse() if await refresh else parsed)
    except Exception:
        logger.exception("a beacon could not be collected")
        fail()


def _resolve(response: asyncio.Future[RawResponse], value: RawResponse) -> None:
    # The server may have cancelled the request.
    if not response.done():
        response.set_result(value)
