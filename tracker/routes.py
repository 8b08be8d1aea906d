"""The routes behind the beacon's way."""

from functools import partial

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tracker.answers import preflight_headers
from tracker.counts import render_counts
from tracker.edge import Edge


def list_routes(edge: Edge, worker: int) -> list[Route]:
    """All of them."""
    return [
        Route("/e", answer_preflight, methods=["OPTIONS"]),
        Route("/health/live", answer_live),
        Route("/health/ready", partial(answer_ready, edge)),
        Route("/metrics", partial(answer_metrics, edge, worker)),
    ]


async def answer_preflight(request: Request) -> Response:
    """Lets a page send ``application/json``; whether it may speak for a site is decided by the beacon itself."""
    response = Response(status_code=204)
    response.raw_headers.extend(preflight_headers(request.headers.get("origin", "").encode("latin-1")))
    return response


async def answer_live(request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("live\n")


async def answer_ready(edge: Edge, request: Request) -> Response:
    """The registry was seen and Redis answers."""
    ready = edge.registry.is_known and edge.registry.is_buffer_reachable
    return PlainTextResponse("ready\n" if ready else "not ready\n", 200 if ready else 503)


async def answer_metrics(edge: Edge, worker: int, request: Request) -> Response:
    """This worker's counts."""
    return PlainTextResponse(render_counts(edge.counts, worker), media_type="text/plain; version=0.0.4")
