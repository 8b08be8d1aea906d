"""The routes of the Starlette application, which serves every request that is not a beacon."""

import posixpath
from collections.abc import Iterator
from functools import partial
from importlib import resources

import orjson
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from http_server.metrics_access import may_read_metrics
from settings import TrackerSettings
from tracker.edge import Edge
from tracker.endpoints.batch import collect_batch
from tracker.endpoints.openapi import describe_tracker
from tracker.endpoints.pixel import answer_pixel
from tracker.endpoints.redirect import follow_link
from tracker.endpoints.script import CACHE_FOREVER, PANEL, answer_script, find_endpoint, load_builds, name_version
from tracker.endpoints.test_outcome import answer_test_outcome
from tracker.http.request_head import gather_headers
from tracker.http.responses import convert_response, respond_preflight
from tracker.metrics import CONTENT_TYPE
from tracker.readiness import list_obstacles

BEACON_PATH = "/e"


def list_beacon_paths(settings: TrackerSettings) -> frozenset[bytes]:
    """``/e``, the neutral one of the settings, and where scripts report whose address ends in a slash."""
    scripts = [("/prm.js", BEACON_PATH)]
    if settings.script_path:
        scripts.append((settings.script_path, settings.beacon_path or BEACON_PATH))
    misled = [posixpath.normpath(f"{script}/{find_endpoint(script, beacon)}") for script, beacon in scripts]
    return frozenset(path.encode() for path in (BEACON_PATH, settings.beacon_path, *misled) if path)


def list_routes(edge: Edge) -> list[Route]:
    return [
        *_list_page_routes(edge),
        *_list_script_routes(edge.settings),
        Route("/r/{code}", partial(follow_link, edge)),
        Route("/v1/events", partial(collect_batch, edge), methods=["POST"]),
        Route("/health/live", answer_live),
        Route("/health/ready", partial(answer_ready, edge)),
        Route("/metrics", partial(answer_metrics, edge)),
        Route("/openapi.json", partial(show_openapi, orjson.dumps(describe_tracker(edge.settings)))),
    ]


def _list_page_routes(edge: Edge) -> Iterator[Route]:
    for path in sorted(path.decode() for path in edge.beacon_paths):
        yield Route(path, allow_beacon, methods=["OPTIONS"])
        yield Route(path, partial(answer_test_outcome, edge))
        yield Route(f"{path}.gif", partial(answer_pixel, edge))


def _list_script_routes(settings: TrackerSettings) -> Iterator[Route]:
    snippet = resources.files("snippet")
    script = load_builds(snippet)
    yield Route("/prm.js", partial(answer_script, script))
    yield Route(name_version(script), partial(answer_script, script, cache_control=CACHE_FOREVER))
    yield Route("/prm_test.js", partial(answer_script, load_builds(snippet, name=PANEL)))
    if settings.script_path:
        endpoint = find_endpoint(settings.script_path, settings.beacon_path or BEACON_PATH)
        yield Route(settings.script_path, partial(answer_script, load_builds(snippet, endpoint)))
        panel = posixpath.join(posixpath.dirname(settings.script_path), PANEL)
        yield Route(panel, partial(answer_script, load_builds(snippet, endpoint, PANEL)))


async def allow_beacon(request: Request) -> Response:
    """The preflight of a beacon."""
    headers = gather_headers(request.scope["headers"])
    requested = headers.get(b"access-control-request-headers", b"")
    return convert_response(respond_preflight(headers.get(b"origin", b""), requested))


async def answer_live(request: Request) -> Response:
    return PlainTextResponse("live\n")


async def answer_ready(edge: Edge, request: Request) -> Response:
    """200 as long as an event would be accepted now."""
    obstacles = list_obstacles(edge)
    return PlainTextResponse("\n".join((*obstacles, "")), 503) if obstacles else PlainTextResponse("ready\n")


async def show_openapi(document: bytes, request: Request) -> Response:
    return Response(document, media_type="application/json")


async def answer_metrics(edge: Edge, request: Request) -> Response:
    """The counts of all workers; for everybody else there is no such page."""
    if not may_read_metrics(request.scope, edge.settings.metrics_networks):
        return PlainTextResponse("Not Found", 404)
    return Response(edge.metrics.render(), headers={"Content-Type": CONTENT_TYPE})
