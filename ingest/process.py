"""A worker of this process with its Redis and its metrics, from start until it is asked to stop."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from buffer.connection import open_buffer
from ingest.metrics import serve_metrics
from ingest.recovery import repair_latest_events
from ingest.worker import Worker
from settings import IngestSettings
from settings.data_directory import embedded_warehouse, redis_url
from warehouse.interface import Warehouse

REDIS_TIMEOUT_SECONDS = 10
REDIS_RETRIES = 3


def run_ingest(settings: IngestSettings, warehouse: Warehouse, stop: threading.Event) -> None:
    """One worker until ``stop`` is set; the warehouse is migrated before and closed after by the caller."""
    with open_worker(settings, warehouse) as worker:
        worker.run(stop)


@contextmanager
def open_worker(settings: IngestSettings, warehouse: Warehouse) -> Iterator[Worker]:
    """A worker with all its lookups loaded: what takes time is done before it takes its first lease.

    Nobody else writes to an embedded warehouse yet, so what was stored last is repaired now.
    """
    if not settings.clickhouse_url:
        repair_latest_events(warehouse)
    with open_buffer(redis_url(settings), REDIS_TIMEOUT_SECONDS, REDIS_RETRIES) as redis:
        worker = Worker(settings, redis, warehouse, name=_name_worker(settings))
        with serve_metrics(settings, worker.metrics):
            yield worker


def _name_worker(settings: IngestSettings) -> str:
    """The owner of the embedded warehouse is its only worker and reuses the leases of the last owner, which is dead.

    Workers of a server have random names: what one left behind is free when its lease expires.
    """
    if settings.clickhouse_url:
        return secrets.token_hex(8)
    return f"embedded:{embedded_warehouse(settings.data_dir).resolve()}"
