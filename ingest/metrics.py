"""Prometheus metrics of one ingest worker, what it has done and how far it is behind, at a port of its own."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from redis import Redis
from redis.exceptions import RedisError

from events.keys import ACCEPTED, SETTLED, STREAM
from events.lua import load_script
from ingest.storage import Outcome
from settings import IngestSettings, SettingInvalid

log = logging.getLogger(__name__)

_LAG = load_script("ingest", "lag.lua")
_EVENTS = (1, 10, 100, 1_000, 5_000, 10_000, 20_000, 50_000, 100_000)
_SECONDS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)


class Metrics:
    """The counts of a worker; its lag is read from Redis whenever the ``registry`` is collected."""

    def __init__(self, redis: Redis, shards: int) -> None:
        self.registry = CollectorRegistry()
        self._stored = self._count("stored", "Events written to the warehouse.")
        self._duplicates = self._count("duplicates", "Events that were stored already.")
        self._dead = self._count("dead", "Events that cannot be stored, now dead letters.")
        self._waits = self._count("warehouse_waits", "Attempts after which a batch had to wait for the warehouse.")
        self._events = Histogram(
            "prm_ingest_batch_events", "Events of a batch.", registry=self.registry, buckets=_EVENTS
        )
        self._seconds = Histogram(
            "prm_ingest_batch_seconds", "From reading to settling a batch.", registry=self.registry, buckets=_SECONDS
        )
        self.registry.register(_Lag(redis, shards))

    def count_batch(self, outcome: Outcome, seconds: float) -> None:
        """One batch is settled."""
        counts = (len(outcome.stored), len(outcome.duplicates), len(outcome.dead))
        for counter, count in zip((self._stored, self._duplicates, self._dead), counts, strict=True):
            counter.inc(count)
        self._events.observe(sum(counts))
        self._seconds.observe(seconds)

    def count_wait(self) -> None:
        """The warehouse did not take a batch, which waits."""
        self._waits.inc()

    def _count(self, name: str, help_text: str) -> Counter:
        return Counter(f"prm_ingest_{name}", help_text, registry=self.registry)


@contextmanager
def serve_metrics(settings: IngestSettings, metrics: Metrics) -> Iterator[None]:
    """Serves `GET /metrics` until the block ends, if a port is set; raises :class:`SettingInvalid`."""
    port = settings.ingest_metrics_port
    if not port:
        yield
        return
    # A restart shows in the counters, which fall to 0; their times of creation add nothing.
    disable_created_metrics()  # type: ignore[no-untyped-call]
    try:
        server, thread = start_http_server(port, settings.ingest_metrics_host, metrics.registry)
    except OSError as exc:
        address = f"{settings.ingest_metrics_host} port {port}"
        raise SettingInvalid(f"PRM_INGEST_METRICS_PORT={port} is not usable: {address}: {exc.strerror or exc}") from exc
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Lag(Collector):
    def __init__(self, redis: Redis, shards: int) -> None:
        self._redis = redis
        self._shards = range(shards)

    def collect(self) -> Iterable[Metric]:
        """No samples while Redis is away."""
        lag = GaugeMetricFamily("prm_ingest_lag_events", "Events accepted and not yet settled.", labels=["shard"])
        oldest = GaugeMetricFamily("prm_ingest_oldest_seconds", "How long the oldest waits in Redis.", labels=["shard"])
        try:
            for shard, (events, seconds) in zip(map(str, self._shards), self._read_lag(), strict=True):
                lag.add_metric([shard], events)
                oldest.add_metric([shard], seconds)
        except RedisError as exc:
            log.debug("cannot read the lag: %s", exc)
        return lag, oldest

    def _read_lag(self) -> list[tuple[int, float]]:
        with self._redis.pipeline(transaction=False) as pipeline:
            for shard in self._shards:
                pipeline.eval(_LAG, 3, STREAM % shard, ACCEPTED % shard, SETTLED % shard)
            return [(max(0, events), _compute_age(oldest_id, *now)) for events, oldest_id, now in pipeline.execute()]


def _compute_age(oldest_id: bytes | None, seconds: bytes, microseconds: bytes) -> float:
    now_ms = int(seconds) * 1000 + int(microseconds) / 1000
    return max(0.0, now_ms - int(oldest_id.partition(b"-")[0])) / 1000 if oldest_id else 0.0
