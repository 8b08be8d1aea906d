"""Runs ingest alone in this process until SIGTERM or SIGINT."""

import threading
from contextlib import closing

from ingest.process import run_ingest
from settings import IngestSettings
from settings.logs import set_up_logging
from supervisor.redis_client import check_configured_shards
from supervisor.stop_signal import call_on_signal
from supervisor.warehouse_access import open_migrated_warehouse, share_warehouse


def run_ingest_process(settings: IngestSettings) -> None:
    """From Redis to ClickHouse."""
    set_up_logging(settings, "ingest")
    check_configured_shards(settings)
    stop = threading.Event()
    call_on_signal(stop.set)
    with closing(open_migrated_warehouse(settings)) as warehouse, share_warehouse(settings, warehouse):
        run_ingest(settings, warehouse, stop)
