"""Reads the batches of the shards that this worker leases."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from redis import Redis
from redis.exceptions import RedisError

from ingest.batch import Batch, EntryId, create_group, doubt_batch, find_last_entry, read_batch, recover_batch
from ingest.errors import BatchInFlight, LeaseLost, ShardPaused
from ingest.shards.count import check_shard_count
from ingest.shards.leases import Leases

log = logging.getLogger(__name__)


class ShardReader:
    """The leased shards of one worker, and which of them may have a batch in flight."""

    def __init__(self, redis: Redis, leases: Leases, shards: int, rebalance_seconds: float) -> None:
        self._redis = redis
        self._leases = leases
        self._shards = shards
        self._rebalance_seconds = rebalance_seconds
        self._rebalance_at = 0.0
        self._has_checked_count = False
        # Shards that may have a batch in flight: newly taken ones, and those whose last batch was not settled.
        self._unsettled: set[int] = set()
        # The last entry that each shard had when it was taken. What came before may have been delivered, written and
        # even acknowledged: a Redis that loses its last second forgets that.
        self._last_before: dict[int, EntryId] = {}

    @property
    def held(self) -> set[int]:
        """The shards that may be read."""
        return self._leases.held

    def is_rebalance_due(self) -> bool:
        return time.monotonic() >= self._rebalance_at

    def rebalance(self) -> None:
        """Takes and releases shards, to be called when nothing is being written; raises :class:`ShardsMissing`."""
        taken = self._leases.rebalance()
        self._rebalance_at = time.monotonic() + self._rebalance_seconds
        self._unsettled.update(taken)
        for shard in taken:
            create_group(self._redis, shard)
            self._last_before[shard] = find_last_entry(self._redis, shard)
        if taken:
            self._check_count()
            log.info("reading shards %s", sorted(self.held))

    def read(self, shard: int, batch_events: int) -> Batch | None:
        """What was in flight, else what waits; from then on the shard is unsettled until its batch is settled.

        Also an error while reading may leave entries in flight, of which we saw nothing.
        """
        recovered = recover_batch(self._leases, shard) if shard in self._unsettled else None
        if recovered:
            return doubt_batch(recovered)
        self._unsettled.add(shard)
        try:
            batch = read_batch(self._leases, shard, batch_events)
        except (ShardPaused, BatchInFlight):
            # What was read before the pause, or before an answer was lost, is in flight and must be finished.
            recovered = recover_batch(self._leases, shard)
            batch = doubt_batch(recovered) if recovered else None
        if batch is None:
            self._unsettled.discard(shard)
            return None
        return doubt_batch(batch) if batch.first_id <= self._last_before[shard] else batch

    def renew_lease(self, shard: int) -> None:
        """Raises :class:`LeaseLost`."""
        self._leases.renew(shard)

    def mark_settled(self, shard: int) -> None:
        """Nothing of the shard is in flight."""
        self._unsettled.discard(shard)

    @contextmanager
    def isolate_failure(self, shard: int, started: float) -> Iterator[None]:
        """A lost lease or an unavailable Redis stops this shard alone; when taken again it is unsettled.

        Of a Redis Cluster one node may be away, or a slot on the move.
        """
        try:
            yield
        except LeaseLost as exc:
            log.info("lost the lease of %s", exc)
            self._rebalance_at = 0.0
        except RedisError as exc:
            log.warning("shard %d waits for Redis: %s", shard, exc)
            self._leases.suspend(shard, time.monotonic() - started)

    def reset(self) -> None:
        """After an error nothing is known of leases and groups; Redis may have come back empty."""
        self._leases.reset()
        self._rebalance_at = 0.0

    def release(self) -> None:
        """Releases all leases; raises nothing."""
        try:
            self._leases.release_all()
        except RedisError as exc:
            log.warning("cannot release the leases, other workers take the shards when they expire: %s", exc)

    def _check_count(self) -> None:
        """Repeated until it succeeded once: it fails while a node of a cluster is away."""
        if not self._has_checked_count:
            with suppress(RedisError):
                check_shard_count(self._redis, self._shards)
                self._has_checked_count = True
