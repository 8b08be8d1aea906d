"""The routes behind the beacon's way."""

import asyncio
import posixpath
from collections.abc import Iterator
from functools import partial
from importlib import resources

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from events.snapshot import EdgeKey
from settings import TrackerSettings
from tracker.edge import Edge
from tracker.endpoints.batch import collect_batch, look_for_key
from tracker.endpoints.openapi import describe_tracker
from tracker.endpoints.pixel import answer_pixel
from tracker.endpoints.redirect import follow_link
from tracker.endpoints.script import CACHE_FOR_EVER, PANEL, answer_script, find_endpoint, load_script, name_version
from tracker.endpoints.test_outcome import answer_fate
from tracker.http.body import gather_headers, read_body
from tracker.http.decompression import ENCODINGS, decompress
from tracker.http.responses import answer_preflight, respond
from tracker.metrics import CONTENT_TYPE

BEACON_PATH = "/e"


def list_beacon_paths(settings: TrackerSettings) -> frozenset[bytes]:
    """``/e``, and the neutral one of the settings."""
    return frozenset(path.encode() for path in (BEACON_PATH, settings.beacon_path) if path)


def list_routes(edge: Edge) -> list[Route]:
    """All of them."""
    return [
        *_list_page_routes(edge),
        Route("/r/{code}", partial(follow_link, edge)),
        Route("/v1/events", partial(take_batch, edge), methods=["POST"]),
        Route("/health/live", answer_live),
        Route("/health/ready", partial(answer_ready, edge)),
        Route("/metrics", partial(answer_metrics, edge)),
        Route("/openapi.json", partial(show_openapi, orjson.dumps(describe_tracker(edge.settings)))),
    ]


def _list_page_routes(edge: Edge) -> Iterator[Route]:
    for path in sorted(path.decode() for path in edge.beacon_paths):
        yield Route(path, allow_beacon, methods=["OPTIONS"])
        yield Route(path, partial(answer_fate, edge))
        yield Route(f"{path}.gif", partial(answer_pixel, edge))
    snippet, settings = resources.files("snippet"), edge.settings
    script = load_script(snippet)
    yield Route("/prm.js", partial(answer_script, script))
    yield Route(name_version(script), partial(answer_script, script, cache_control=CACHE_FOR_EVER))
    yield Route("/prm_test.js", partial(answer_script, load_script(snippet, name=PANEL)))
    if settings.script_path:
        endpoint = find_endpoint(settings.script_path, settings.beacon_path or BEACON_PATH)
        yield Route(settings.script_path, partial(answer_script, load_script(snippet, endpoint)))
        panel = posixpath.join(posixpath.dirname(settings.script_path), PANEL)
        yield Route(panel, partial(answer_script, load_script(snippet, endpoint, PANEL)))


async def allow_beacon(request: Request) -> Response:
    """The preflight of a beacon."""
    return respond(answer_preflight(request.headers.get("origin", "").encode("latin-1")))


async def take_batch(edge: Edge, request: Request) -> Response:
    """Reads the body and hands it on; raises ``ClientGone``."""
    headers = gather_headers(request.scope["headers"])
    max_bytes = edge.settings.max_batch_bytes
    body = await read_body(headers, request.receive, max_bytes, ENCODINGS)
    key = await look_for_key(edge, headers)
    encoding = headers.get(b"content-encoding", b"").lower()
    # A stranger's is not worth it, nor the memory.
    if encoding in ENCODINGS and isinstance(body, bytes) and isinstance(key, EdgeKey):
        body = await asyncio.to_thread(decompress, encoding, body, max_bytes)
    return respond(await collect_batch(edge, key, headers, body))


async def answer_live(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("live\n")


async def answer_ready(edge: Edge, request: Request) -> Response:
    """The registry was seen, and Redis answers or the spool has room."""
    missing = [] if edge.registry.is_known else ["the registry's snapshot"]
    missing += [] if edge.registry.is_buffer_reachable or edge.spool.has_room else ["Redis"]
    return PlainTextResponse(f"waiting for {', '.join(missing)}\n", 503) if missing else PlainTextResponse("ready\n")


async def show_openapi(document: bytes, request: Request) -> Response:
    """What the tracker offers."""
    return Response(document, media_type="application/json")


async def answer_metrics(edge: Edge, request: Request) -> Response:
    """The counts of all workers."""
    return Response(edge.metrics.render(), headers={"Content-Type": CONTENT_TYPE})
