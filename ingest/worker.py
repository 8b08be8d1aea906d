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
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from itertools import count
from typing import TypeVar

from redis import Redis

from ingest.backoff import choose_pause, list_waits
from ingest.batch import Batch, doubt_batch
from ingest.enrich.lookups import open_lookups
from ingest.errors import BatchWritten, ShardsMissing, Stopping
from ingest.metrics import Metrics
from ingest.payments.matched import send_matched
from ingest.recovery import choose_recovery
from ingest.retry import retry
from ingest.settlement import log_batch, settle_stored
from ingest.shards.heartbeat import keep_leases
from ingest.shards.leases import LEASE_MS, Leases
from ingest.shards.reader import ShardReader
from ingest.storage import BatchStage, OnStage, Outcome, PreparedBatch, prepare_batch, write_batch
from ingest.test_outcomes import publish_test_outcomes
from ingest.write_turn import hold_write_turn
from settings import IngestSettings
from warehouse.interface import Warehouse

log = logging.getLogger(__name__)

Result = TypeVar("Result")


def _ignore_stage(_: BatchStage) -> None:
    """The default: nobody is notified."""


class Worker:
    """One worker with its connections; ``lookups.geography.missing`` lists the databases it cannot use."""

    def __init__(
        self,
        settings: IngestSettings,
        redis: Redis,
        warehouse: Warehouse,
        *,
        name: str = "",
        lease_ms: int = LEASE_MS,
        # Called as a batch reaches each stage, from the thread that works on it; tests kill or pause the worker there.
        on_stage: OnStage = _ignore_stage,
    ) -> None:
        self.lookups = open_lookups(settings, redis)
        self.metrics = Metrics(redis, settings.shards)
        self._batch_events = settings.batch_events
        self._batch_seconds = settings.batch_ms / 1000
        self._redis = redis
        self._shards = settings.shards
        self._warehouse = warehouse
        self._recovery = choose_recovery(settings)
        self._on_stage = on_stage
        self._rebalance_seconds = lease_ms / 4000
        name = name or secrets.token_hex(8)
        self._hold_turn: Callable[[], AbstractContextManager[None]] = (
            partial(hold_write_turn, redis, name) if settings.clickhouse_cluster else nullcontext
        )
        self._leases = Leases(redis, name, settings.shards, lease_ms)
        self._reader = ShardReader(redis, self._leases, settings.shards, self._rebalance_seconds)
        self._writing: tuple[int, float, Future[None]] | None = None

    def run(self, stop: threading.Event) -> None:
        """Works until ``stop`` is set, finishes its current batches and releases its shards.

        Raises :class:`ShardsMissing` as soon as Redis has shards that the settings lack, and nothing else.
        """
        missing: ShardsMissing | None = None
        waits = list_waits(random.Random())
        heartbeat = keep_leases(self._leases, self._rebalance_seconds)
        with heartbeat, ThreadPoolExecutor(1, "ingest-write") as writer:
            while not stop.is_set():
                started = time.monotonic()
                try:
                    is_behind = self._run_round(writer, stop)
                except Stopping:
                    break
                except ShardsMissing as exc:
                    missing = exc
                    break
                except Exception:
                    log.exception("round failed, restarting")
                    self._reset()
                    stop.wait(next(waits))
                    continue
                waits = list_waits(random.Random())
                if not is_behind:
                    stop.wait(choose_pause(self._batch_seconds, time.monotonic() - started))
        self._reader.release()
        if missing:
            raise missing

    def _run_round(self, writer: ThreadPoolExecutor, stop: threading.Event) -> bool:
        """One batch of each shard that has one; whether any was full, so that more is waiting."""
        if self._reader.is_rebalance_due():
            self.lookups.geography.refresh()
            self._reader.rebalance()
        is_behind = False
        # In another order each time, so that a shard that fails does not starve the others.
        for shard in random.sample(sorted(self._reader.held), len(self._reader.held)):
            if stop.is_set():
                break
            with self._reader.isolate_failure(shard, time.monotonic()):
                is_behind |= self._process_shard(shard, writer, stop)
        self._finish_writing()
        return is_behind

    def _process_shard(self, shard: int, writer: ThreadPoolExecutor, stop: threading.Event) -> bool:
        """Reads and enriches one batch and begins to write it; whether it was a full one."""
        started = time.monotonic()
        batch = self._reader.read(shard, self._batch_events)
        if batch is None:
            return False
        self._on_stage(BatchStage.AFTER_READ)
        prepared = self._retry(batch, stop, partial(self._prepare, batch))
        self._finish_writing()
        self._writing = shard, started, writer.submit(self._write, prepared, started, stop)
        return batch.is_full

    def _prepare(self, batch: Batch) -> PreparedBatch:
        """What is in doubt is repaired while nothing else is being written."""
        if not batch.in_doubt:
            with suppress(BatchWritten):
                return self._prepare_now(batch)
        if self._recovery.is_alone:
            return self._prepare_now(doubt_batch(batch), self._finish_writing)
        self._finish_writing()
        with self._hold_turn():
            return self._prepare_now(doubt_batch(batch))

    def _prepare_now(self, batch: Batch, wait_for_writer: Callable[[], None] = lambda: None) -> PreparedBatch:
        return prepare_batch(batch, self._warehouse, self.lookups, self._recovery, self._on_stage, wait_for_writer)

    def _write(self, prepared: PreparedBatch, started: float, stop: threading.Event) -> None:
        batch, attempts = prepared.batch, count()

        def write() -> Outcome:
            # Of a batch whose last attempt failed nobody knows what was written.
            with self._hold_turn():
                current = self._prepare_now(doubt_batch(batch)) if next(attempts) else prepared
                return write_batch(current, self._warehouse, self._recovery, self._on_stage)

        outcome = self._retry(batch, stop, write)
        send = partial(send_matched, self._redis, self._warehouse, self._shards, prepared.payments)
        self._retry(batch, stop, send)
        settle_stored(self._redis, batch, outcome, self._on_stage)
        self._reader.mark_settled(batch.shard)
        publish_test_outcomes(self._redis, prepared, outcome)
        seconds = time.monotonic() - started
        self.metrics.count_batch(outcome, seconds)
        log_batch(batch, outcome, seconds)

    def _finish_writing(self) -> None:
        """Waits for the batch that is being written; raises what is not a failure of its shard alone."""
        if self._writing is None:
            return
        (shard, started, writing), self._writing = self._writing, None
        with self._reader.isolate_failure(shard, started):
            writing.result()

    def _retry(self, batch: Batch, stop: threading.Event, attempt: Callable[[], Result]) -> Result:
        """Raises ``LeaseLost`` where another worker has the shard by now, or ``Stopping``."""
        renew = partial(self._reader.renew_lease, batch.shard)
        return retry(batch.shard, attempt, stop, self.metrics.count_wait, renew)

    def _reset(self) -> None:
        wait([self._writing[2]] if self._writing else [])
        self._writing = None
        self._reader.reset()
