"""A worker of this process with its Redis and its metrics, from its opening until it is asked to stop."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from buffer.connection import open_buffer
from ingest.metrics import serving_metrics
from ingest.worker import Worker
from settings import IngestSettings
from settings.data_directory import embedded_warehouse, redis_url
from warehouse.interface import Warehouse

REDIS_TIMEOUT_SECONDS = 10
REDIS_RETRIES = 3


def run_ingest(settings: IngestSettings, warehouse: Warehouse, stop: threading.Event) -> None:
    """One worker until ``stop`` is set; the warehouse is migrated before and closed after by the caller."""
    with opening_worker(settings, warehouse) as worker:
        worker.run(stop)


@contextmanager
def opening_worker(settings: IngestSettings, warehouse: Warehouse) -> Iterator[Worker]:
    """A worker that knows all it looks up: what takes time is done before it takes its first lease."""
    with open_buffer(redis_url(settings), REDIS_TIMEOUT_SECONDS, REDIS_RETRIES) as redis:
        worker = Worker(settings, redis, warehouse, name=_name_worker(settings))
        with serving_metrics(settings, worker.metrics):
            yield worker


def _name_worker(settings: IngestSettings) -> str:
    """Who owns the embedded warehouse is its only worker and takes up the leases of the last owner, which is dead.

    The workers of a server are strangers to each other: what one left behind is free when its lease ends.
    """
    if settings.clickhouse_url:
        return secrets.token_hex(8)
    return f"embedded:{embedded_warehouse(settings.data_dir).resolve()}"
