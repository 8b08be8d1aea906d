"""The edge as an ASGI application: the beacon's way in front, an ordinary Starlette application behind it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from settings import TrackerSettings
from tracker.assembly import Work, open_edge
from tracker.commit import Sink
from tracker.edge import Edge, read_clock_ms
from tracker.endpoints.collect import collect_beacon
from tracker.http.body import ClientGone
from tracker.routes import list_routes


def create_app(
    settings: TrackerSettings,
    worker: int = 0,
    sink: Sink | None = None,
    now_ms: Callable[[], int] = read_clock_ms,
) -> ASGIApp:
    """The application of one worker; ``sink`` takes the flushes instead of Redis."""
    edge, beside = open_edge(settings, worker, sink, now_ms)
    ordinary = Starlette(
        routes=list_routes(edge),
        exception_handlers={ClientGone: _answer_nobody},
        lifespan=lambda _: _run_edge(edge, beside),
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"].encode() in edge.beacon_paths:
            await collect_beacon(edge, scope, receive, send)
        else:
            await ordinary(scope, receive, send)

    return app


@contextlib.asynccontextmanager
async def _run_edge(edge: Edge, beside: Sequence[Work]) -> AsyncIterator[dict[str, Edge]]:
    edge.registry.read_file()
    await edge.registry.refresh()
    flushing = asyncio.create_task(edge.commit.run())
    running = [asyncio.create_task(work()) for work in beside]
    try:
        # uvicorn hands this to its connections; see tracker.http.beacon_protocol.
        yield {"edge": edge}
    finally:
        edge.commit.stop()
        await flushing
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        edge.registry.close()
        edge.fates.close()


async def _answer_nobody(request: Request, exc: Exception) -> Response:
    return Response(status_code=400)
