"""Pauses ingest for a command, on every shard or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis

from ingest.shards.count import check_shard_count
from ingest.shards.pause import Pause, pause_ingest


@contextmanager
def pause_every_shard(redis: Redis, shards: int) -> Iterator[Pause]:
    """Raises ``ShardsMissing`` if Redis has shards beyond ``shards``, ``IngestBusy`` if a batch is not finished."""
    check_shard_count(redis, shards)
    with pause_ingest(redis, shards) as pause:
        yield pause
