"""Runs ingest, the console or both in this process until SIGTERM or SIGINT."""

import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from functools import partial

import uvicorn

from console.app import create_app
from database.engine import open_registry
from fraud.runs.schedule import keep_running
from ingest.process import opening_worker, run_ingest
from registry.publication import keep_published
from reports.attribution.credit_preview import keep_previewing
from settings import ConsoleSettings, IngestSettings
from settings.data_directory import read_secret
from settings.logs import set_up_logging
from supervisor.redis_client import connect_redis, refuse_missing_shards
from supervisor.warehouse_access import lending
from supervisor.web_server import configure_server
from warehouse.connection import open_warehouse
from warehouse.interface import Warehouse
from warehouse.upkeep.migration import migrate
from warehouse.upkeep.retention import set_retention

ServingSettings = ConsoleSettings | IngestSettings


def serve_ingest(settings: IngestSettings) -> None:
    """Redis to ClickHouse."""
    set_up_logging(settings, "ingest")
    refuse_missing_shards(settings)
    stop = threading.Event()
    _call_on_signal(stop.set)
    with closing(_open_migrated(settings)) as warehouse, lending(settings, warehouse):
        run_ingest(settings, warehouse, stop)


def serve_console(settings: ConsoleSettings, listening: socket.socket, ingest: IngestSettings | None = None) -> None:
    """The JSON API and the web pages; with ``ingest`` settings also ingest, in the one process that owns the engine.

    An error of the thread beside the server ends the server and is raised here.
    """
    set_up_logging(settings, "console" if ingest is None else "ingest")
    refuse_missing_shards(settings)
    # The server listens to signals itself and passes them on when it is done; what follows is still to be closed.
    _call_on_signal(lambda: None)
    with ExitStack() as stack:
        warehouse = stack.enter_context(closing(_open_migrated(ingest or _choose_reader(settings))))
        stack.enter_context(lending(settings, warehouse))
        redis = stack.enter_context(connect_redis(settings))
        sessions = open_registry(settings)
        server = configure_server(create_app(settings, warehouse, sessions, redis), settings.trusted_proxies)
        stack.enter_context(_beside(server, lambda stop: keep_published(sessions, redis, stop)))
        stack.enter_context(_beside(server, lambda stop: keep_previewing(sessions, redis, stop)))
        if ingest is not None:
            # Opened before the server listens: who asks whether it is ready is told so when ingest is.
            stack.enter_context(_beside(server, stack.enter_context(opening_worker(ingest, warehouse)).run))
        if settings.fraud_seconds:
            secret, every = read_secret(settings), settings.fraud_seconds
            judge = partial(keep_running, warehouse, sessions, redis, secret, every)
            stack.enter_context(_beside(server, judge))
        server.run(sockets=[listening])


def _choose_reader(settings: ConsoleSettings) -> ConsoleSettings:
    if settings.clickhouse_url and settings.clickhouse_reader_url:
        return replace(settings, clickhouse_url=settings.clickhouse_reader_url)
    return settings


def _open_migrated(settings: ServingSettings) -> Warehouse:
    warehouse = open_warehouse(settings)
    # Nobody else can: the embedded directory is this process's own. A server is migrated by `prm migrate`.
    if not settings.clickhouse_url:
        migrate(warehouse)
        set_retention(warehouse, settings.events_ttl_days)
    return warehouse


@contextmanager
def _beside(server: uvicorn.Server, work: Callable[[threading.Event], None]) -> Iterator[None]:
    stop = threading.Event()
    failures: list[Exception] = []

    def run() -> None:
        try:
            work(stop)
        except Exception as exc:  # noqa: BLE001 (raised again where the process ends)
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


def _call_on_signal(act: Callable[[], None]) -> None:
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: act())
