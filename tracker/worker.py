"""One tracker process: uvicorn with uvloop and httptools around the application."""

import gc
import socket

import uvicorn
from starlette.types import ASGIApp

from http_server.graceful_server import GracefulServer
from http_server.guarded_protocol import NOSNIFF
from http_server.listener import BACKLOG, bind_socket
from http_server.open_files import allow_many_files
from settings import TrackerSettings
from settings.heartbeat import Heartbeat
from settings.logs import set_up_logging
from tracker.app import create_app
from tracker.http.beacon_protocol import BeaconProtocol

SHUTDOWN_SECONDS = 10


def serve_tracker(settings: TrackerSettings) -> None:
    """Runs one worker on the configured address until SIGTERM or SIGINT."""
    run_worker(settings, bind_socket(settings.tracker_host, settings.tracker_port), 0, Heartbeat(None))


def run_worker(settings: TrackerSettings, listening: socket.socket, worker_index: int, heartbeat: Heartbeat) -> None:
    """Serves on a bound socket until SIGTERM or SIGINT, answers the requests under way, flushes, and returns."""
    set_up_logging(settings, f"tracker-{worker_index}")
    allow_many_files()
    # Requests make no cycles and keep their objects until their flush is back; see docs/performance.md.
    gc.set_threshold(25_000, 20, 100)
    app = create_app(settings, worker_index)
    GracefulServer(configure_server(app), heartbeat).run(sockets=[listening])


def configure_server(app: ASGIApp) -> uvicorn.Config:
    """uvicorn on uvloop and httptools, without access log and server header; proxy headers are parsed by ourselves."""
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=BeaconProtocol,
        ws="none",
        lifespan="on",
        interface="asgi3",
        access_log=False,
        log_config=None,
        proxy_headers=False,
        server_header=False,
        headers=[NOSNIFF],
        backlog=BACKLOG,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
