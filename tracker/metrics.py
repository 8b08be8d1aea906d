"""Exposes what all workers of this machine counted as Prometheus metrics.

Each worker writes its counts to a file every second; the one that is scraped reads the others' and adds its own.
"""

import asyncio
import logging
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from settings.damaged_files import STORES, list_damaged_files
from settings.files import write_file
from tracker.counts import Counts, Histogram, list_counters, list_histograms
from tracker.redis.backlog import Backlog
from tracker.spool.spool import Spool
from tracker.worker_name import claim_name

logger = logging.getLogger(__name__)

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
PUBLISH_SECONDS = 1.0
# A worker that has not written for so long is gone.
_EXPIRY_SECONDS = 15.0
_PREFIX = "prm_tracker_"

# By worker: its counts and the bytes of its spool.
States = Mapping[str, tuple[Counts, int]]


class Metrics:
    """One worker's counts, and access to those of the others."""

    def __init__(self, worker: int, directory: Path, counts: Counts, spool: Spool, backlog: Backlog) -> None:
        self._worker = str(worker)
        self._directory = directory
        self._counts = counts
        self._spool = spool
        self._backlog = backlog

    async def run(self) -> None:
        """Writes the counts until cancelled, under a name that no other worker has meanwhile."""
        with claim_name(int(self._worker), self._directory) as name:
            self._worker = name
            while True:
                try:
                    self._publish()
                except OSError as exc:
                    logger.debug("cannot write the counts: %s", exc)
                await asyncio.sleep(PUBLISH_SECONDS)

    def render(self) -> bytes:
        """Everything, in the text format."""
        states = {**_read_states(self._directory), self._worker: (self._counts, self._spool.size_bytes)}
        registry = CollectorRegistry()
        registry.register(
            _Families(
                [
                    *_describe_states(states),
                    *_describe_backlog(self._backlog),
                    _describe_damages(self._directory.parent),
                ]
            )
        )
        return generate_latest(registry)

    def _publish(self) -> None:
        state = orjson.dumps({"counts": self._counts, "spool_bytes": self._spool.size_bytes})
        write_file(self._directory / f"tracker-{self._worker}.counts.json", [state], writer=str(os.getpid()))


class _Families(Collector):
    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = list(families)

    def collect(self) -> Iterable[Metric]:
        return self._families


def _read_states(directory: Path) -> States:
    states = {}
    for path in directory.glob("tracker-*.counts.json"):
        try:
            if time.time() - path.stat().st_mtime < _EXPIRY_SECONDS:
                worker = path.name.removeprefix("tracker-").partition(".")[0]
                states[worker] = _decode_state(path.read_bytes())
        except (OSError, ValueError, KeyError, TypeError) as exc:
            logger.debug("cannot read %s: %s", path, exc)
    return states


def _decode_state(content: bytes) -> tuple[Counts, int]:
    state = orjson.loads(content)
    counts: dict[str, Any] = state["counts"]
    histograms = {name: Histogram(**counts[name]) for name, _ in list_histograms()}
    return Counts(**{**counts, **histograms, "rejected": Counter(counts["rejected"])}), state["spool_bytes"]


def _describe_states(states: States) -> Iterator[Metric]:
    for name, help_text in list_counters():
        counter = CounterMetricFamily(_PREFIX + name, help_text, labels=["worker"])
        for worker, (counts, _) in states.items():
            counter.add_metric([worker], getattr(counts, name))
        yield counter
    yield _describe_rejected(states)
    for name, help_text in list_histograms():
        histogram = HistogramMetricFamily(_PREFIX + name, help_text, labels=["worker"])
        for worker, (counts, _) in states.items():
            _add_histogram(histogram, worker, getattr(counts, name))
        yield histogram
    spool = GaugeMetricFamily(_PREFIX + "spool_bytes", "Bytes that wait on disk for Redis.", labels=["worker"])
    for worker, (_, spool_bytes) in states.items():
        spool.add_metric([worker], spool_bytes)
    yield spool


def _describe_rejected(states: States) -> Metric:
    rejected = CounterMetricFamily(
        _PREFIX + "rejected", "Events, beacons and requests that were rejected, by reason.", labels=["worker", "reason"]
    )
    for worker, (counts, _) in states.items():
        for reason, value in sorted(counts.rejected.items()):
            rejected.add_metric([worker, reason], value)
    return rejected


def _add_histogram(family: HistogramMetricFamily, worker: str, histogram: Histogram) -> None:
    bounds = [*map(str, map(float, histogram.bounds)), "+Inf"]
    reached, buckets = 0, []
    for bound, count in zip(bounds, histogram.counts, strict=True):
        reached += count
        buckets.append((bound, float(reached)))
    family.add_metric([worker], buckets, histogram.total)


def _describe_damages(data_dir: Path) -> Metric:
    counts = Counter(each.store for each in list_damaged_files(data_dir))
    damages = GaugeMetricFamily("prm_damaged_files", "Damaged files that were put aside.", labels=["store"])
    for store in STORES:
        damages.add_metric([store], counts[store])
    return damages


def _describe_backlog(backlog: Backlog) -> Iterator[Metric]:
    entries = GaugeMetricFamily("prm_backlog_entries", "Stream entries that are not stored.", labels=["shard"])
    oldest = GaugeMetricFamily("prm_backlog_oldest_seconds", "Age of the oldest of them.", labels=["shard"])
    for shard, each in sorted(backlog.shards.items()):
        entries.add_metric([str(shard)], each.entries)
        oldest.add_metric([str(shard)], each.oldest_seconds)
    memory = GaugeMetricFamily("prm_buffer_memory_bytes", "Memory that Redis uses.", backlog.memory_bytes)
    limit = GaugeMetricFamily("prm_buffer_limit_bytes", "Beyond it the edge rejects; 0: none.", backlog.limit_bytes)
    return iter([entries, oldest, memory, limit])
