"""The tracker as an ASGI application: the handler of beacons in front, a Starlette application behind it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from settings import TrackerSettings
from tracker.assembly import Work, open_edge
from tracker.commit import Sink
from tracker.edge import Edge, read_clock_ms
from tracker.endpoints.collect import collect_beacon, collect_by_asgi
from tracker.http.beacon_protocol import ProtocolState, make_protocol_state
from tracker.http.body import ClientGone
from tracker.routes import list_routes


def create_app(
    settings: TrackerSettings,
    worker: int = 0,
    sink: Sink | None = None,
    now_ms: Callable[[], int] = read_clock_ms,
) -> ASGIApp:
    """The application of one worker; ``sink`` takes the flushes instead of Redis."""
    edge, background = open_edge(settings, worker, sink, now_ms)
    ordinary = Starlette(
        routes=list_routes(edge),
        exception_handlers={ClientGone: _end_quietly},
        lifespan=lambda _: _run_edge(edge, background),
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].endswith("/"):
            # Proxies and frameworks add a slash; a redirect would lose their prefix and their https.
            scope = {**scope, "path": scope["path"].rstrip("/") or "/"}
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"].encode() in edge.beacon_paths:
            await collect_by_asgi(edge, scope, receive, send)
        else:
            await ordinary(scope, receive, send)

    return app


@contextlib.asynccontextmanager
async def _run_edge(edge: Edge, background: Sequence[Work]) -> AsyncIterator[dict[str, ProtocolState]]:
    edge.registry.load_file()
    await edge.registry.refresh()
    flushing = asyncio.create_task(edge.commit.run())
    running = [asyncio.create_task(work()) for work in background]
    try:
        # uvicorn hands this to its connections; see tracker.http.beacon_protocol.
        collect = partial(collect_beacon, edge)
        yield {"protocol": make_protocol_state(edge.settings, edge.guard, edge.beacon_paths, collect)}
    finally:
        edge.commit.stop()
        await flushing
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        edge.registry.close()
        edge.outcomes.close()


async def _end_quietly(request: Request, exc: Exception) -> Response:
    return Response(status_code=400)
