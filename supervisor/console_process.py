"""Runs the console in this process until SIGTERM or SIGINT."""

import socket
from contextlib import ExitStack, closing

from console.app import create_app
from database.sessions import open_sessions
from settings import ConsoleSettings
from settings.heartbeat import Heartbeat
from settings.logs import set_up_logging
from supervisor.redis_client import adopt_shards, connect_redis
from supervisor.stop_signal import call_on_signal
from supervisor.warehouse_access import open_reader
from supervisor.web_server import configure_server, open_guard


def run_console_process(settings: ConsoleSettings, listening: socket.socket, heartbeat: Heartbeat) -> None:
    """The JSON API and the web pages."""
    set_up_logging(settings, "console")
    settings = adopt_shards(settings)
    # uvicorn handles signals itself and raises them again when it has stopped; the stack must still be closed then.
    call_on_signal(lambda: None)
    with ExitStack() as stack:
        warehouse = stack.enter_context(closing(open_reader(settings)))
        redis = stack.enter_context(connect_redis(settings))
        guard = open_guard(settings)
        app = create_app(settings, warehouse, open_sessions(settings), redis, memory=guard.memory)
        configure_server(app, heartbeat, settings, guard).run(sockets=[listening])
