"""``POST /v1/events``: events that a server sends under its secret key, as an object, an array or lines."""

import asyncio
from collections.abc import Sequence
from hmac import compare_digest

from starlette.requests import Request
from starlette.responses import Response

from events.enums import Rejection, Scope, Source
from events.snapshot import EdgeKey, hash_key
from events.test_clock import HEADER, parse_test_now
from tracker.acceptance import commit_events, count_rejections
from tracker.counts import Counts
from tracker.edge import Edge
from tracker.http.body import read_body
from tracker.http.decompression import ENCODINGS, decompress
from tracker.http.request_head import Headers, gather_headers
from tracker.http.responses import convert_response, respond_outcome
from tracker.parsing.arrival import Arrival
from tracker.parsing.body import is_plain_text, parse_batch
from tracker.parsing.rejection import Rejected
from tracker.parsing.request import FindSite, ParsedEvents, parse_events, reject_all
from tracker.registry.unknown_site import find_or_refresh
from tracker.registry.view import RegistryView

_TEST_CLOCK = HEADER.encode()
# After as many events, a few milliseconds, the beacons that arrived meanwhile have their turn.
SLICE_EVENTS = 250


async def collect_batch(edge: Edge, request: Request) -> Response:
    """Accepts every good event of a batch; the answer names the others by their index. Raises ``ClientGone``."""
    headers = gather_headers(request.scope["headers"])
    key = await find_or_refresh(
        edge.registry,
        lambda: find_key(edge.registry, headers, edge.now_ms()),
        lambda found: found is Rejection.INVALID_KEY,
    )
    if isinstance(key, Rejection):
        return _reject_key(edge.counts, key)
    with edge.guard.memory.hold() as held:
        body = await read_body(headers, request.receive, edge.settings.max_batch_bytes, held, ENCODINGS)
        parsed = await _parse(edge, headers, body, key)
        parsed = await commit_events(edge.commit, parsed)
    if parsed.events:
        edge.registry.note_use(key.key_id, edge.now_ms())
    count_rejections(edge.counts, parsed)
    return convert_response(respond_outcome(len(parsed.events), parsed.rejected, left_out=parsed.left_out))


async def _parse(edge: Edge, headers: Headers, body: bytes | Rejected, key: EdgeKey) -> ParsedEvents:
    """One batch after another.

    A batch that waits takes the memory of its bytes, one that is decompressed and parsed many times as much; and to
    alternate between the slices of several would answer none of them sooner.
    """
    if isinstance(body, Rejected):
        return reject_all(body.reason)
    async with edge.request_lock:
        content = await _decompress(headers, body, edge.settings.max_batch_bytes)
        raws = parse_batch(content, headers.get(b"content-type", b"").lower(), edge.settings.max_batch_events)
        if isinstance(raws, Rejected):
            return reject_all(raws.reason)
        index = edge.registry.index
        find_site_within_limit = edge.limits.limit_sites(lambda site_key: index.find_site_of_key(site_key, key))
        arrival = Arrival(Source.SERVER.value, _find_now_ms(edge, headers, key), is_printable=is_plain_text(content))
        return await _parse_slices(raws, arrival, find_site_within_limit, edge.secret)


def find_key(registry: RegistryView, headers: Headers, now_ms: int) -> EdgeKey | Rejection:
    """The live key of a request, if it may write events."""
    if not registry.is_known:
        return Rejection.OVERLOADED
    scheme, _, secret_key = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    # Found by its hash and then compared as a whole, so the time it takes says nothing about the key.
    key_hash = hash_key(secret_key.strip())
    key = registry.index.keys.get(key_hash)
    if key is None or not compare_digest(key.key_hash, key_hash) or scheme.lower() != "bearer":
        return Rejection.INVALID_KEY
    is_expired = key.expires_ms is not None and key.expires_ms <= now_ms
    return Rejection.INVALID_KEY if is_expired or Scope.EVENTS not in key.scopes else key


def _find_now_ms(edge: Edge, headers: Headers, key: EdgeKey) -> int:
    """The moment of the reception: the clock's, or where an installation is tested the one that the call names."""
    named = headers.get(_TEST_CLOCK) if edge.settings.test_clock and Scope.ADMIN in key.scopes else None
    now_ms = parse_test_now(named.decode("latin-1")) if named else None
    return edge.now_ms() if now_ms is None else now_ms


def _reject_key(counts: Counts, reason: Rejection) -> Response:
    parsed = reject_all(reason)
    count_rejections(counts, parsed)
    challenge = [(b"www-authenticate", b"Bearer")] if reason is Rejection.INVALID_KEY else []
    return convert_response(respond_outcome(0, parsed.rejected, challenge))


async def _decompress(headers: Headers, body: bytes, max_bytes: int) -> bytes | Rejected:
    encoding = headers.get(b"content-encoding", b"").lower()
    if encoding not in ENCODINGS:
        return body
    return await asyncio.to_thread(decompress, encoding, body, max_bytes)


async def _parse_slices(raws: Sequence[object], arrival: Arrival, find_site: FindSite, secret: bytes) -> ParsedEvents:
    whole = ParsedEvents([], [])
    for first in range(0, len(raws), SLICE_EVENTS):
        part = parse_events(raws[first : first + SLICE_EVENTS], arrival, find_site, secret, first)
        whole.events += part.events
        whole.rejected += part.rejected
        whole.left_out += part.left_out
        whole.unknown_fields += part.unknown_fields
        await asyncio.sleep(0)
    return whole
