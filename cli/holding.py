"""Holds ingest still for a command, and says so plainly where that cannot be."""

from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis

from cli.failures import CommandFailed
from ingest.pausing import IngestBusy, Pause, pause_ingest
from ingest.shrinking import refuse_fewer_shards

_REMEDY = "Let ingest run (`prm up`, `prm ingest`) so that it finishes what it has begun, then try again."


@contextmanager
def holding_ingest(redis: Redis, shards: int) -> Iterator[Pause]:
    """See :func:`ingest.pausing.pause_ingest`; raises :class:`ShardsMissing` where some would not stand still."""
    refuse_fewer_shards(redis, shards)
    try:
        with pause_ingest(redis, shards) as pause:
            yield pause
    except IngestBusy as exc:
        raise CommandFailed(str(exc), _REMEDY) from exc
