"""Runs ingest in this process until SIGTERM or SIGINT; it owns the embedded warehouse and serves it to the others."""

import threading
from contextlib import closing
from functools import partial

from ingest.enrich.address_keys import run_destruction
from ingest.process import run_ingest
from settings import IngestSettings
from settings.data_directory import embedded_warehouse, remembered_warehouse
from settings.heartbeat import Heartbeat
from settings.logs import set_up_logging
from supervisor.loops import Loop, run_loops
from supervisor.redis_client import adopt_shards
from supervisor.stop_signal import set_on_signal
from supervisor.warehouse_access import open_migrated_warehouse, share_warehouse
from warehouse.directory_identity import check_remembered

# Migrations of a large warehouse take long; no batch takes this long.
_START_SECONDS = 6 * 3600
_BATCH_SECONDS = 15 * 60
_DIRECTORY_SECONDS = 1.0


def run_ingest_process(settings: IngestSettings, heartbeat: Heartbeat) -> None:
    """From Redis to ClickHouse."""
    set_up_logging(settings, "ingest")
    settings = adopt_shards(settings)
    # A signal that comes while tables are being migrated waits for the end of it.
    stop = set_on_signal()
    with heartbeat.beat_during(_START_SECONDS):
        opened = open_migrated_warehouse(settings)
    with closing(opened) as warehouse, share_warehouse(settings, warehouse):
        loops = [Loop("ingest", partial(run_ingest, settings, warehouse), _BATCH_SECONDS)]
        if not settings.clickhouse_url:
            loops.append(Loop("warehouse directory", partial(_watch_directory, settings), _BATCH_SECONDS))
        if not settings.redis_url:
            loops.append(Loop("address keys", partial(run_destruction, settings), _BATCH_SECONDS))
        run_loops(loops, stop, heartbeat)


def _watch_directory(settings: IngestSettings, stop: threading.Event) -> None:
    """Raises ``WarehouseMissing`` once the directory is gone: the process ends, and starts once it is back."""
    directory, memory = embedded_warehouse(settings.data_dir), remembered_warehouse(settings.data_dir)
    while not stop.wait(_DIRECTORY_SECONDS):
        check_remembered(directory, memory)
