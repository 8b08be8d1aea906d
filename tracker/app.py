"""The edge as an ASGI application: the beacon's way in front, an ordinary Starlette application behind it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from settings import TrackerSettings
from settings.places import edge_snapshot_file, read_secret, redis_url, spool_directory
from tracker.body import ClientGone
from tracker.collect import collect_beacon
from tracker.commit import GroupCommit, Sink
from tracker.counts import Counts
from tracker.edge import Edge, read_clock_ms
from tracker.redis_line import RedisCaller
from tracker.redis_sink import RedisSink
from tracker.registry_view import RegistryView
from tracker.routes import list_beacon_paths, list_routes
from tracker.spool.drain import Drain
from tracker.spool.sink import SpoolingSink
from tracker.spool.spool import Spool


def create_app(
    settings: TrackerSettings,
    worker: int = 0,
    sink: Sink | None = None,
    now_ms: Callable[[], int] = read_clock_ms,
) -> ASGIApp:
    """The application of one worker; ``sink`` takes the flushes instead of Redis."""
    url, timeout_seconds = redis_url(settings), settings.redis_timeout_ms / 1000
    counts = Counts()
    view = RegistryView(RedisCaller(url, timeout_seconds), edge_snapshot_file(settings.data_dir))
    spool = Spool(spool_directory(settings.data_dir), worker, settings.spool_bytes, now_ms)
    drain = Drain(spool, RedisCaller(url, timeout_seconds), counts)
    durable = SpoolingSink(sink or RedisSink(url, timeout_seconds), spool, drain, counts)
    commit = GroupCommit(durable, settings.shards, counts)
    edge = Edge(settings, read_secret(settings), view, commit, spool, counts, now_ms, list_beacon_paths(settings))
    ordinary = Starlette(
        routes=list_routes(edge, worker),
        exception_handlers={ClientGone: _answer_nobody},
        lifespan=lambda _: _run_edge(edge, drain),
    )

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"].encode() in edge.beacon_paths:
            await collect_beacon(edge, scope, receive, send)
        else:
            await ordinary(scope, receive, send)

    return app


@contextlib.asynccontextmanager
async def _run_edge(edge: Edge, drain: Drain) -> AsyncIterator[dict[str, Edge]]:
    edge.registry.read_file()
    await edge.registry.refresh()
    flushing = asyncio.create_task(edge.commit.run())
    beside = [asyncio.create_task(work) for work in (edge.registry.run(), drain.run())]
    try:
        # uvicorn hands this to its connections; see tracker.beacon_protocol.
        yield {"edge": edge}
    finally:
        edge.commit.stop()
        await flushing
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
        edge.registry.close()


async def _answer_nobody(request: Request, exc: Exception) -> Response:
    return Response(status_code=400)
