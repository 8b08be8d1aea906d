"""Runs the console, alone or together with ingest, in this process until SIGTERM or SIGINT."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from functools import partial

import uvicorn

from console.app import create_app
from database.sessions import open_sessions
from fraud.runs.schedule import run_on_schedule
from ingest.process import open_worker
from registry.publication import run_publication
from reports.attribution.credit_preview import run_credit_previews
from settings import ConsoleSettings, IngestSettings
from settings.data_directory import read_secret
from settings.logs import set_up_logging
from supervisor.redis_client import check_configured_shards, connect_redis
from supervisor.stop_signal import call_on_signal
from supervisor.warehouse_access import open_migrated_warehouse, share_warehouse
from supervisor.web_server import configure_server


def run_console_process(
    settings: ConsoleSettings, listening: socket.socket, ingest: IngestSettings | None = None
) -> None:
    """The JSON API and the web pages; with ``ingest`` settings also ingest, in the one process that owns the engine.

    An error in a background thread stops the server and is raised here.
    """
    set_up_logging(settings, "console" if ingest is None else "ingest")
    check_configured_shards(settings)
    # uvicorn handles signals itself and raises them again when it has stopped; the stack must still be closed then.
    call_on_signal(lambda: None)
    with ExitStack() as stack:
        warehouse = stack.enter_context(closing(open_migrated_warehouse(ingest or _choose_reader(settings))))
        stack.enter_context(share_warehouse(settings, warehouse))
        redis = stack.enter_context(connect_redis(settings))
        sessions = open_sessions(settings)
        server = configure_server(create_app(settings, warehouse, sessions, redis), settings.trusted_proxies)
        stack.enter_context(_run_beside(server, lambda stop: run_publication(sessions, redis, stop)))
        stack.enter_context(_run_beside(server, lambda stop: run_credit_previews(sessions, redis, stop)))
        if ingest is not None:
            # Opened before the server listens: the console is not ready before ingest is.
            stack.enter_context(_run_beside(server, stack.enter_context(open_worker(ingest, warehouse)).run))
        if settings.fraud_seconds:
            secret, every = read_secret(settings), settings.fraud_seconds
            run_fraud_rules = partial(run_on_schedule, warehouse, sessions, redis, secret, every)
            stack.enter_context(_run_beside(server, run_fraud_rules))
        server.run(sockets=[listening])


def _choose_reader(settings: ConsoleSettings) -> ConsoleSettings:
    if settings.clickhouse_url and settings.clickhouse_reader_url:
        return replace(settings, clickhouse_url=settings.clickhouse_reader_url)
    return settings


@contextmanager
def _run_beside(server: uvicorn.Server, work: Callable[[threading.Event], None]) -> Iterator[None]:
    stop = threading.Event()
    failures: list[Exception] = []

    def run() -> None:
        try:
            work(stop)
        except Exception as exc:  # noqa: BLE001 (raised in the main thread)
            failures.append(exc)
            server.should_exit = True

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
    if failures:
        raise failures[0]
