"""``POST /v1/events``: events that a server sends under its secret key, as an object, an array or lines."""

import asyncio
from collections.abc import Sequence
from hmac import compare_digest

from events.enums import Rejection, Source
from events.snapshot import WRITE_EVENTS, EdgeKey, hash_key
from tracker.edge import Edge
from tracker.http.body import Headers, is_plain_text, list_raw_events, parse_json, parse_lines
from tracker.http.responses import Answer, answer_outcome
from tracker.intake import Intake, commit_intake, count_refusals, refuse_all, take_raw_events
from tracker.parsing.arrival import Arrival
from tracker.parsing.rejection import Rejected
from tracker.registry.unknown_site import look_twice

# After as many events, a few milliseconds, the beacons that came in meanwhile have their turn.
SLICE_EVENTS = 250


async def look_for_key(edge: Edge, headers: Headers) -> EdgeKey | Rejection:
    """The live key of the request, if it may write events, also if it was made a moment ago."""
    return await look_twice(edge, lambda: find_key(edge, headers), lambda key: key is Rejection.INVALID_KEY)


async def collect_batch(edge: Edge, key: EdgeKey | Rejection, headers: Headers, body: bytes | Rejected) -> Answer:
    """Accepts every good event of a batch under its key; the answer names the others by their index."""
    intake = refuse_all(key) if isinstance(key, Rejection) else await _take_batch(edge, key, headers, body)
    intake = await commit_intake(edge, intake)
    if intake.events and not isinstance(key, Rejection):
        edge.registry.note_use(key.key_id, edge.now_ms())
    count_refusals(edge, intake)
    extra = [(b"www-authenticate", b"Bearer")] if isinstance(key, Rejection) and key is Rejection.INVALID_KEY else []
    return answer_outcome(len(intake.events), intake.rejected, extra, intake.left_out)


def find_key(edge: Edge, headers: Headers) -> EdgeKey | Rejection:
    """The live key of the request, if it may write events."""
    if not edge.registry.is_known:
        return Rejection.OVERLOADED
    scheme, _, secret_key = headers.get(b"authorization", b"").decode("latin-1").partition(" ")
    # Found by its hash and then compared as a whole, so the time it takes says nothing about the key.
    key_hash = hash_key(secret_key.strip())
    key = edge.registry.index.keys.get(key_hash)
    if key is None or not compare_digest(key.key_hash, key_hash) or scheme.lower() != "bearer":
        return Rejection.INVALID_KEY
    has_ended = key.expires_ms is not None and key.expires_ms <= edge.now_ms()
    return Rejection.INVALID_KEY if has_ended or WRITE_EVENTS not in key.scopes else key


async def _take_batch(edge: Edge, key: EdgeKey, headers: Headers, body: bytes | Rejected) -> Intake:
    # A batch that waits takes the memory of its bytes, one that is parsed twenty times as much; and to take turns over
    # each slice would answer nobody sooner.
    async with edge.batch_turn:
        most = edge.settings.max_batch_events
        raws = body if isinstance(body, Rejected) else list_raw_events(_parse_batch(headers, body), most)
        arrival = Arrival(Source.SERVER.value, edge.now_ms(), is_printable=is_plain_text(body))
        return refuse_all(raws.reason) if isinstance(raws, Rejected) else await _take_slices(edge, key, raws, arrival)


async def _take_slices(edge: Edge, key: EdgeKey, raws: Sequence[object], arrival: Arrival) -> Intake:
    index = edge.registry.index
    whole = Intake([], [])
    for first in range(0, len(raws), SLICE_EVENTS):
        part = raws[first : first + SLICE_EVENTS]
        intake = take_raw_events(edge, part, arrival, lambda site_key: index.find_site_of_key(site_key, key), first)
        whole.events += intake.events
        whole.rejected += intake.rejected
        whole.left_out += intake.left_out
        await asyncio.sleep(0)
    return whole


def _parse_batch(headers: Headers, body: bytes) -> object:
    """JSON, or lines: as the content type says, else as the first line looks."""
    content_type = headers.get(b"content-type", b"").lower()
    if b"ndjson" in content_type or b"jsonl" in content_type:
        return parse_lines(body)
    parsed = parse_json(body)
    if isinstance(parsed, Rejected) and isinstance(parse_json(body.partition(b"\n")[0]), dict):
        return parse_lines(body)
    return parsed
