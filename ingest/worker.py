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
from typing import TypeVar

from redis import Redis
from redis.exceptions import RedisError

from ingest.back_off import list_waits
from ingest.batch import Batch, create_group, read_batch, recover_batch, settle_batch
from ingest.dead_letters import bury
from ingest.errors import LeaseLost, ShardPaused, Stopping
from ingest.fates import tell_fates
from ingest.metrics import Metrics, serving_metrics
from ingest.shards import LEASE_MS, Leases
from ingest.sources import open_sources
from ingest.storing import OnStep, Outcome, Prepared, Step, prepare_batch, write_batch
from settings import IngestSettings
from settings.places import embedded_warehouse, redis_url
from warehouse.interface import Warehouse, WarehouseRefused, WarehouseUnavailable

log = logging.getLogger(__name__)

Done = TypeVar("Done")

REDIS_TIMEOUT_SECONDS = 10
# What ClickHouse says may go on with values of the statement.
MAX_LOGGED_REASON = 120


def run_ingest(settings: IngestSettings, warehouse: Warehouse, stop: threading.Event) -> None:
    """One worker until ``stop`` is set; the warehouse is migrated before and closed after by the caller."""
    with Redis.from_url(redis_url(settings), socket_timeout=REDIS_TIMEOUT_SECONDS) as redis:
        worker = Worker(settings, redis, warehouse, name=_name_worker(settings))
        with serving_metrics(settings, worker.metrics):
            worker.run(stop)


def _name_worker(settings: IngestSettings) -> str:
    """Who owns the embedded warehouse is its only worker and takes up the leases of the last owner, which is dead.

    The workers of a server are strangers to each other: what one left behind is free when its lease ends.
    """
    if settings.clickhouse_url:
        return secrets.token_hex(8)
    return f"embedded:{embedded_warehouse(settings.data_dir).resolve()}"


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
        self._warehouse = warehouse
        self._on_step = on_step
        self._leases = Leases(redis, name or secrets.token_hex(8), settings.shards, lease_ms)
        self._rebalance_seconds = lease_ms / 4000
        self._rebalance_at = 0.0
        # Shards that may have a batch in flight: newly taken ones, and those whose last batch was not settled.
        self._unsettled: set[int] = set()
        self._writing: Future[None] | None = None

    def run(self, stop: threading.Event) -> None:
        """Works until ``stop`` is set, finishes the batches it is at, gives its shards back; raises nothing."""
        waits = list_waits(random.Random())
        with ThreadPoolExecutor(1, "ingest-write") as writer:
            while not stop.is_set():
                started = time.monotonic()
                try:
                    is_behind = self._do_round(writer, stop)
                except Stopping:
                    break
                except Exception:
                    log.exception("ingest cannot go on and begins again")
                    self._begin_again()
                    stop.wait(next(waits))
                    continue
                waits = list_waits(random.Random())
                if not is_behind:
                    stop.wait(_choose_pause(self._batch_seconds, time.monotonic() - started))
        self._leave()

    def _do_round(self, writer: ThreadPoolExecutor, stop: threading.Event) -> bool:
        """One batch of each shard that has one; whether any was full, so that more is waiting."""
        self._rebalance()
        is_behind = False
        # In another order each time, so that a shard that fails does not starve the others.
        for shard in random.sample(sorted(self._leases.held), len(self._leases.held)):
            if stop.is_set():
                break
            try:
                is_behind |= self._work_on(shard, writer, stop)
            except LeaseLost as exc:
                self._miss_lease(exc)
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
            log.info("reads the shards %s", sorted(self._leases.held))

    def _work_on(self, shard: int, writer: ThreadPoolExecutor, stop: threading.Event) -> bool:
        """Reads and enriches one batch and begins to write it; whether it was a full one."""
        started = time.monotonic()
        batch = self._read(shard)
        if batch is None:
            return False
        self._on_step(Step.AFTER_READ)
        prepared = self._insist(batch, stop, lambda: prepare_batch(batch, self._warehouse, self.sources, self._on_step))
        self._finish_writing()
        self._writing = writer.submit(self._write, prepared, started, stop)
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
        bury(self._redis, batch.shard, outcome.dead)
        self._on_step(Step.BEFORE_ACK)
        settle_batch(self._redis, batch, outcome.count())
        self._unsettled.discard(batch.shard)
        tell_fates(self._redis, prepared, outcome)
        seconds = time.monotonic() - started
        self.metrics.count_batch(outcome, seconds)
        _log_batch(batch, outcome, seconds)

    def _finish_writing(self) -> None:
        """Waits for the batch that is being written; raises what went wrong with it."""
        writing, self._writing = self._writing, None
        try:
            if writing is not None:
                writing.result()
        except LeaseLost as exc:
            self._miss_lease(exc)

    def _miss_lease(self, exc: LeaseLost) -> None:
        log.info("%s has no longer our lease", exc)
        self._rebalance_at = 0.0

    def _insist(self, batch: Batch, stop: threading.Event, attempt: Callable[[], Done]) -> Done:
        """Tries until ClickHouse answers; raises ``LeaseLost``, or ``Stopping`` if asked to stop meanwhile."""
        for seconds in list_waits(random.Random()):
            try:
                return attempt()
            except (WarehouseUnavailable, WarehouseRefused) as exc:
                kind, reason = type(exc).__name__, str(exc)[:MAX_LOGGED_REASON]
                log.warning("shard %d waits for the warehouse: %s: %s", batch.shard, kind, reason)
                self.metrics.count_wait()
            if stop.wait(seconds):
                break
            self._leases.renew(batch.shard)
        raise Stopping

    def _begin_again(self) -> None:
        """After an error nothing is known of leases and groups; Redis may have come back empty."""
        wait([self._writing] if self._writing else [])
        self._writing = None
        self._leases.forget()
        self._rebalance_at = 0.0

    def _leave(self) -> None:
        try:
            self._leases.give_back()
        except RedisError as exc:
            log.warning("the shards could not be given back, others take them when the leases end: %s", exc)


def _choose_pause(batch_seconds: float, worked_seconds: float) -> float:
    """What is left of the time for a batch to fill, and at least half of the time worked: a small batch costs an
    INSERT like a large one, and where that is slow the next batch shall be larger."""
    return max(batch_seconds - worked_seconds, min(worked_seconds / 2, batch_seconds))


def _log_batch(batch: Batch, outcome: Outcome, seconds: float) -> None:
    log.info(
        "batch of shard %d: %d entries, %d stored, %d duplicates, %d dead, %d ms",
        batch.shard,
        len(batch.entries),
        len(outcome.stored),
        len(outcome.duplicates),
        len(outcome.dead),
        seconds * 1000,
    )
