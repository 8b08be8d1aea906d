"""Makes backups of the installation in a data directory: the stores, pauses and commands that one needs."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime

from redis import Redis

from cli.ingest_pause import pause_every_shard
from fraud.runs.schedule import pause_fraud_runs
from reports.settled.schedule import pause_settler
from settings import BackupSettings
from supervisor.addresses import read_addresses
from supervisor.data_lock import lock_data_directory
from supervisor.redis_client import adopt_shards, connect_redis
from supervisor.warehouse_access import connect_warehouse, open_reader
from transfer.backups.contents import BackupContents
from transfer.backups.creation import check_backup_possible, name_backup, read_earlier_backups, send_backup
from transfer.backups.place import BackupPlace
from transfer.backups.record import BackupRecord, lock_backups, write_record
from transfer.backups.schedule import repeat_backups
from transfer.backups.snapshot import Snapshot, discard_snapshot, gather_snapshot
from transfer.errors import TransferFailed
from warehouse.interface import Warehouse

LOG = logging.getLogger(__name__)


def run_backups_on_schedule(settings: BackupSettings, stop: threading.Event) -> None:
    """A backup every ``backup_every_seconds`` until ``stop`` is set; failures are logged and retried."""
    check_backup_possible(settings)
    repeat_backups(lambda: make_backup(settings, stop), settings.data_dir, settings.backup_every_seconds, stop)


def make_backup(settings: BackupSettings, stop: threading.Event) -> tuple[BackupContents, BackupRecord]:
    """One backup, then removes those beyond ``backup_keep``; raises ``TransferFailed``, also once ``stop`` is set."""
    check_backup_possible(settings)
    settings = adopt_shards(settings)
    began, made_at = time.monotonic(), datetime.now(UTC)
    name = name_backup(made_at)
    with lock_backups(settings.data_dir):
        place = BackupPlace(settings.backup_place)
        # Before anything is paused: a place that cannot be used is noticed now.
        read_earlier_backups(settings, place)
        discard_snapshot(settings.data_dir)
        try:
            snapshot = _gather(settings, name)
            contents, sent_bytes = send_backup(settings, place, snapshot, name, made_at, _make_check(stop))
        finally:
            discard_snapshot(settings.data_dir)
        seconds = time.monotonic() - began
        record = BackupRecord(made_at, place.address, name, contents.size_bytes, sent_bytes, seconds)
        write_record(settings.data_dir, record)
        place.remove_old(settings.backup_keep)
    LOG.info("backup %s: %d bytes, %d of them sent, %.1f s", name, record.bytes, sent_bytes, seconds)
    return contents, record


def _gather(settings: BackupSettings, name: str) -> Snapshot:
    with ExitStack() as stack:
        warehouse, redis = stack.enter_context(_open_stores(settings))
        if redis is None:
            return gather_snapshot(settings, warehouse, None, name)
        stack.enter_context(pause_fraud_runs(redis))
        stack.enter_context(pause_settler(redis))
        pause = stack.enter_context(pause_every_shard(redis, settings.shards))
        snapshot = gather_snapshot(settings, warehouse, redis, name)
        pause.check()
        return snapshot


@contextmanager
def _open_stores(settings: BackupSettings) -> Iterator[tuple[Warehouse, Redis | None]]:
    """Through `prm up` where it runs; Redis is None where it is the embedded one and does not run."""
    if read_addresses(settings.data_dir):
        # Never opened here: while ingest restarts, this process would keep it from its warehouse.
        with closing(open_reader(settings)) as warehouse, connect_redis(settings) as redis:
            yield warehouse, redis
    elif settings.redis_url:
        with connect_warehouse(settings) as warehouse, connect_redis(settings) as redis:
            yield warehouse, redis
    else:
        with lock_data_directory(settings.data_dir), connect_warehouse(settings) as warehouse:
            yield warehouse, None


def _make_check(stop: threading.Event) -> Callable[[], None]:
    def check() -> None:
        if stop.is_set():
            raise TransferFailed("the backup was stopped before its end", "Run the command again.")

    return check
