"""The worker: Redis in, ClickHouse out, one batch of each shard at a time, acknowledged only after it is stored.

While the batch of one shard is written, that of the next is read and enriched: two batches are in memory and never two
of one shard, just as if two workers shared the shards.
"""

import logging
import random
import secrets
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from functools import partial
from typing import TypeVar

from redis import Redis
from redis.exceptions import RedisError

from ingest.backoff import choose_pause, list_waits
from ingest.batch import Batch, create_group, read_batch, recover_batch
from ingest.enrich.sources import open_sources
from ingest.errors import LeaseLost, ShardPaused, ShardsMissing, Stopping
from ingest.metrics import Metrics
from ingest.retry import insist
from ingest.settlement import log_batch, settle_stored
from ingest.shards.count import refuse_fewer_shards
from ingest.shards.heartbeat import keeping_leases
from ingest.shards.leases import LEASE_MS, Leases
from ingest.storage import OnStep, Prepared, Step, prepare_batch, write_batch
from ingest.test_outcomes import tell_fates
from settings import IngestSettings
from warehouse.interface import Warehouse

log = logging.getLogger(__name__)

Done = TypeVar("Done")


def _ignore_step(_: Step) -> None:
    """No drill."""


class Worker:
    """One reader of shards with its connections; ``sources.geography.missing`` says what it has to do without."""

    def __init__(
        self,
        settings: IngestSettings,
        redis: Redis,
        warehouse: Warehouse,
        *,
        name: str = "",
        lease_ms: int = LEASE_MS,
        on_step: OnStep = _ignore_step,
    ) -> None:
        self.sources = open_sources(settings)
        self.metrics = Metrics(redis, settings.shards)
        self._batch_events = settings.batch_events
        self._batch_seconds = settings.batch_ms / 1000
        self._redis = redis
        self._shards = settings.shards
        self._has_counted = False
        self._warehouse = warehouse
        self._on_step = on_step
        self._leases = Leases(redis, name or secrets.token_hex(8), settings.shards, lease_ms)
        self._rebalance_seconds = lease_ms / 4000
        self._rebalance_at = 0.0
        # Shards that may have a batch in flight: newly taken ones, and those whose last batch was not settled.
        self._unsettled: set[int] = set()
        self._writing: tuple[int, float, Future[None]] | None = None

    def run(self, stop: threading.Event) -> None:
        """Works until ``stop`` is set, finishes the batches it is at, gives its shards back.

        Raises :class:`ShardsMissing` as soon as Redis tells of shards that the settings lack, and nothing else.
        """
        missing: ShardsMissing | None = None
        waits = list_waits(random.Random())
        beating = keeping_leases(self._leases, self._rebalance_seconds)
        with beating, ThreadPoolExecutor(1, "ingest-write") as writer:
            while not stop.is_set():
                started = time.monotonic()
                try:
                    is_behind = self._do_round(writer, stop)
                except Stopping:
                    break
                except ShardsMissing as exc:
                    missing = exc
                    break
                except Exception:
                    log.exception("ingest cannot go on and begins again")
                    self._begin_again()
                    stop.wait(next(waits))
                    continue
                waits = list_waits(random.Random())
                if not is_behind:
                    stop.wait(choose_pause(self._batch_seconds, time.monotonic() - started))
        self._leave()
        if missing:
            raise missing

    def _do_round(self, writer: ThreadPoolExecutor, stop: threading.Event) -> bool:
        """One batch of each shard that has one; whether any was full, so that more is waiting."""
        self._rebalance()
        is_behind = False
        # In another order each time, so that a shard that fails does not starve the others.
        for shard in random.sample(sorted(self._leases.held), len(self._leases.held)):
            if stop.is_set():
                break
            started = time.monotonic()
            try:
                is_behind |= self._work_on(shard, writer, stop)
            except LeaseLost as exc:
                self._miss_lease(exc)
            except RedisError as exc:
                self._leave_out(shard, exc, time.monotonic() - started)
        self._finish_writing()
        return is_behind

    def _rebalance(self) -> None:
        """Between rounds, when nothing is being written."""
        if time.monotonic() < self._rebalance_at:
            return
        self.sources.geography.refresh()
        taken = self._leases.rebalance()
        self._rebalance_at = time.monotonic() + self._rebalance_seconds
        self._unsettled.update(taken)
        for shard in taken:
            create_group(self._redis, shard)
        if taken:
            self._count_shards()
            log.info("reads the shards %s", sorted(self._leases.held))

    def _count_shards(self) -> None:
        """Asks until it was answered once: while a node of a cluster is away nobody can tell."""
        if not self._has_counted:
            with suppress(RedisError):
                refuse_fewer_shards(self._redis, self._shards)
                self._has_counted = True

    def _work_on(self, shard: int, writer: ThreadPoolExecutor, stop: threading.Event) -> bool:
        """Reads and enriches one batch and begins to write it; whether it was a full one."""
        started = time.monotonic()
        batch = self._read(shard)
        if batch is None:
            return False
        self._on_step(Step.AFTER_READ)
        prepared = self._insist(batch, stop, lambda: prepare_batch(batch, self._warehouse, self.sources, self._on_step))
        self._finish_writing()
        self._writing = shard, started, writer.submit(self._write, prepared, started, stop)
        return batch.is_full

    def _read(self, shard: int) -> Batch | None:
        """What was in flight, else what waits; from then on the shard is unsettled until its batch is settled.

        Also an error while reading may leave entries in flight, of which we saw nothing.
        """
        batch = recover_batch(self._leases, shard) if shard in self._unsettled else None
        if batch is None:
            self._unsettled.add(shard)
            try:
                batch = read_batch(self._leases, shard, self._batch_events)
            except ShardPaused:
                # What the reading had begun with is in flight and finished first.
                batch = recover_batch(self._leases, shard)
        if batch is None:
            self._unsettled.discard(shard)
        return batch

    def _write(self, prepared: Prepared, started: float, stop: threading.Event) -> None:
        batch = prepared.batch
        outcome = self._insist(batch, stop, lambda: write_batch(prepared, self._warehouse, self._on_step))
        settle_stored(self._redis, batch, outcome, self._on_step)
        self._unsettled.discard(batch.shard)
        tell_fates(self._redis, prepared, outcome)
        seconds = time.monotonic() - started
        self.metrics.count_batch(outcome, seconds)
        log_batch(batch, outcome, seconds)

    def _finish_writing(self) -> None:
        """Waits for the batch that is being written; raises what went wrong with it, but for what its shard bears."""
        if self._writing is None:
            return
        (shard, started, writing), self._writing = self._writing, None
        try:
            writing.result()
        except LeaseLost as exc:
            self._miss_lease(exc)
        except RedisError as exc:
            self._leave_out(shard, exc, time.monotonic() - started)

    def _miss_lease(self, exc: LeaseLost) -> None:
        log.info("%s has no longer our lease", exc)
        self._rebalance_at = 0.0

    def _leave_out(self, shard: int, exc: RedisError, spent_seconds: float) -> None:
        """Of a Redis Cluster one node may be away, or a slot on the move; taken again, the shard is unsettled."""
        log.warning("shard %d waits for Redis: %s", shard, exc)
        self._leases.drop(shard, spent_seconds)

    def _insist(self, batch: Batch, stop: threading.Event, attempt: Callable[[], Done]) -> Done:
        """Raises ``LeaseLost`` where another worker has the shard by now, or ``Stopping``."""
        renew = partial(self._leases.renew, batch.shard)
        return insist(batch.shard, attempt, stop, self.metrics.count_wait, renew)

    def _begin_again(self) -> None:
        """After an error nothing is known of leases and groups; Redis may have come back empty."""
        wait([self._writing[2]] if self._writing else [])
        self._writing = None
        self._leases.forget()
        self._rebalance_at = 0.0

    def _leave(self) -> None:
        try:
            self._leases.give_back()
        except RedisError as exc:
            log.warning("the shards could not be given back, others take them when the leases end: %s", exc)
