"""The measured side of the benchmark of ingest, a process of its own: a worker, or the bare INSERT of ready columns.

``python -m loadtest.ingest_process work|raw``; settings come from the environment. Prints one line of JSON.
"""

import json
import logging
import resource
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import cycle, islice
from typing import Any

from redis import Redis

from events.keys import STREAM
from ingest.enrich.lookups import open_lookups
from ingest.pipeline import enrich_events
from ingest.worker import Worker
from loadtest.traffic import list_batches, make_traffic
from settings import IngestSettings, read_settings
from settings.data_directory import redis_url
from warehouse.connection import open_warehouse
from warehouse.interface import Warehouse
from warehouse.upkeep.durability import set_durability
from warehouse.upkeep.migration import migrate

RAW_EVENTS = 200_000
RAW_ROUNDS = 2
POLL_SECONDS = 0.02


def main(task: str) -> None:
    """Opens the warehouse, does the task, says what it took."""
    import os

    logging.basicConfig(level=os.environ.get("PRM_LOG_LEVEL", "warning").upper())
    settings = read_settings(IngestSettings, os.environ)
    with closing(open_warehouse(settings)) as warehouse:
        migrate(warehouse)
        set_durability(warehouse, is_synced=settings.warehouse_sync)
        measured = work(settings, warehouse) if task == "work" else insert_ready(settings, warehouse)
    print(json.dumps(measured), flush=True)


def work(settings: IngestSettings, warehouse: Warehouse) -> dict[str, Any]:
    """One worker until the streams are empty."""
    stop = threading.Event()
    with Redis.from_url(redis_url(settings)) as redis, Redis.from_url(redis_url(settings)) as watching:
        worker = Worker(settings, redis, warehouse)
        watcher = threading.Thread(target=_stop_when_empty, args=(watching, settings.shards, stop))
        with _measured() as measured:
            watcher.start()
            worker.run(stop)
    return {**measured, "peak_memory_mb": _peak_memory_mb()}


def insert_ready(settings: IngestSettings, warehouse: Warehouse) -> dict[str, Any]:
    """The INSERT alone, of columns that were made beforehand: into the table with its views, and into one without."""
    warehouse.execute(
        "create table if not exists bare_events as events engine = MergeTree order by (site_id, visitor_id)"
    )
    lookups = open_lookups(settings)
    batches = list_batches(make_traffic(RAW_EVENTS, time.time_ns() // 1_000_000), settings.batch_events)
    ready = [enrich_events(events, 0, lookups) for events in batches]
    answer: dict[str, Any] = {}
    for table in ("bare_events", "events"):
        rounds = islice(cycle(ready), RAW_ROUNDS * len(ready))
        with _measured() as measured:
            for columns in rounds:
                warehouse.insert(table, columns)
        answer[table] = {**measured, "events_per_second": round(RAW_ROUNDS * RAW_EVENTS / measured["seconds"])}
    return answer


def _stop_when_empty(redis: Redis, shards: int, stop: threading.Event) -> None:
    while any(redis.xlen(STREAM % shard) for shard in range(shards)):
        time.sleep(POLL_SECONDS)
    stop.set()


@contextmanager
def _measured() -> Iterator[dict[str, float]]:
    measured: dict[str, float] = {}
    began, cpu_began = time.perf_counter(), time.process_time()
    yield measured
    measured["seconds"] = round(time.perf_counter() - began, 3)
    measured["cpu_seconds"] = round(time.process_time() - cpu_began, 3)


def _peak_memory_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


if __name__ == "__main__":
    main(sys.argv[1])
