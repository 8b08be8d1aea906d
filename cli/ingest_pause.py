"""Holds ingest still for a command, and says so plainly where that cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis

from cli.failures import CommandFailed
from ingest.shards.count import check_shard_count
from ingest.shards.pause import IngestBusy, Pause, pause_ingest

_REMEDY = "Let ingest run (`prm up`, `prm ingest`) so that it finishes what it has begun, then try again."


@contextmanager
def holding_ingest(redis: Redis, shards: int) -> Iterator[Pause]:
    """See :func:`ingest.shards.pause.pause_ingest`; raises :class:`ShardsMissing` where some would not stand still."""
    check_shard_count(redis, shards)
    try:
        with pause_ingest(redis, shards) as pause:
            yield pause
    except IngestBusy as exc:
        raise CommandFailed(str(exc), _REMEDY) from exc
