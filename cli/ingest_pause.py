"""Pauses ingest for a command, on every shard or not at all; for one that removes events, whatever else writes too."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from redis import Redis

from fraud.runs.fence import wait_for_statements
from fraud.runs.schedule import pause_fraud_runs
from ingest.shards.count import check_shard_count
from ingest.shards.pause import Pause, pause_ingest
from reports.settled.schedule import pause_settler
from settings import IngestSettings
from transfer.backups.record import lock_backups
from warehouse.interface import Warehouse


@contextmanager
def pause_every_shard(redis: Redis, shards: int) -> Iterator[Pause]:
    """Raises ``ShardsMissing`` if Redis has shards beyond ``shards``, ``IngestBusy`` if a batch is not finished."""
    check_shard_count(redis, shards)
    with pause_ingest(redis, shards) as pause:
        yield pause


@contextmanager
def pause_every_writer(redis: Redis, warehouse: Warehouse, settings: IngestSettings) -> Iterator[Callable[[], None]]:
    """Backups, fraud runs, the settler and ingest wait, and what they had begun has ended.

    To be called at the end: it raises if this process did not answer for so long that one of them has gone on, and may
    have written what was removed.
    """
    with (
        lock_backups(settings.data_dir),
        pause_fraud_runs(redis) as runs,
        pause_settler(redis) as settler,
        pause_every_shard(redis, settings.shards) as pause,
    ):
        wait_for_statements(warehouse, settings.clickhouse_cluster)

        def check() -> None:
            runs.check()
            settler.check()
            pause.check()

        yield check
