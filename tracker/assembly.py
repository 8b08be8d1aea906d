"""Puts the parts of one worker together: what answers requests, and what runs in the background."""

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from events.moments import HOUR_MS
from settings import TrackerSettings
from settings.data_directory import edge_snapshot_file, read_secret, redis_url, run_directory, spool_directory
from tracker.commit import GroupCommit, Sink
from tracker.counts import Counts
from tracker.edge import Edge
from tracker.http.beacon_protocol import make_tracker_guard
from tracker.metrics import Metrics
from tracker.parsing.private_parameters import make_url_cleaner
from tracker.redis.backend import choose_backend
from tracker.redis.backlog import Backlog
from tracker.redis.buckets import Buckets, make_sale_buckets
from tracker.redis.rate_limits import Limits
from tracker.redis.test_outcomes import OutcomeReader
from tracker.registry.view import RegistryView
from tracker.routes import list_beacon_paths
from tracker.spool.drain import Drain
from tracker.spool.sink import SpoolingSink
from tracker.spool.spool import Spool

# Runs until it is cancelled.
Work = Callable[[], Coroutine[Any, Any, None]]


def open_edge(
    settings: TrackerSettings, worker: int, sink: Sink | None, now_ms: Callable[[], int]
) -> tuple[Edge, Sequence[Work]]:
    """Nothing is connected yet; each part has a connection to Redis of its own, so none waits for another's replies."""
    backend = choose_backend(redis_url(settings), settings.redis_timeout_ms / 1000)
    secret, counts = read_secret(settings), Counts()
    registry = RegistryView(backend.make_client(), edge_snapshot_file(settings.data_dir))
    backlog = Backlog(backend.make_client(), settings.shards, settings.backlog_bytes)
    directory, max_bytes = spool_directory(settings.data_dir), settings.spool_bytes
    spool = Spool(directory, worker, max_bytes, now_ms, is_by_shard=backend.is_by_shard)
    drain = Drain(spool, backend.make_client(), backlog, counts)
    durable = SpoolingSink(sink or backend.sink, spool, drain, backlog, counts)
    commit = GroupCommit(durable, settings.shards, counts, clean_url=make_url_cleaner(settings.private_parameters))
    addresses = Buckets("address", settings.ip_events_per_second, settings.workers)
    sites = Buckets("site", settings.site_events_per_second, settings.workers)
    sales = make_sale_buckets(settings.workers)
    limits = Limits(addresses, sites, sales, backend.make_client(), secret, counts)
    outcomes = OutcomeReader(backend.make_client())
    metrics = Metrics(worker, run_directory(settings.data_dir), counts, spool, backlog)
    paths, span_ms = list_beacon_paths(settings), settings.retry_span_hours * HOUR_MS
    guard = make_tracker_guard(settings, counts)
    edge = Edge(
        settings,
        secret,
        registry,
        commit,
        backlog,
        spool,
        limits,
        outcomes,
        counts,
        metrics,
        guard,
        now_ms,
        paths,
        span_ms,
    )
    return edge, (registry.run, backlog.run, drain.run, limits.run, metrics.run)
