"""Prometheus metrics of the console: its requests, and what it alone of all processes can see."""

import json
import logging
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from redis.exceptions import RedisError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.admission import Admission, Admissions
from console.api.request import ApiDependencies
from database.errors import DatabaseUnavailable
from database.sessions import begin_read
from earnings.runs.lag import query_earnings_lag_seconds
from fraud.runs.lag import query_fraud_lag_seconds
from fraud.runs.presence import is_worker_present
from http_server.metrics_access import may_read_metrics
from settings.data_directory import last_backup_record, process_counts
from settings.environment import Network
from warehouse.interface import StatementFailed, WarehouseUnavailable

LOG = logging.getLogger(__name__)
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# A store that does not answer.
_AWAY = (WarehouseUnavailable, StatementFailed, DatabaseUnavailable, RedisError)
_SECONDS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60)


class RequestMetrics:
    """The requests of this process, by call of the API; pages and files count as one call."""

    def __init__(self, admissions: Admissions) -> None:
        # A restart shows in the counters, which fall to 0; their times of creation add nothing.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "prm_console_requests", "Requests answered, by status.", ["call", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "prm_console_request_seconds",
            "From a request to the end of its answer.",
            ["call"],
            registry=self.registry,
            buckets=_SECONDS,
        )
        self.registry.register(_Queues(admissions))

    def count(self, call: str, status: int, seconds: float) -> None:
        """One request was answered."""
        self._requests.labels(call, str(status)).inc()
        self._seconds.labels(call).observe(seconds)


def metrics_route(
    dependencies: ApiDependencies, data_dir: Path, metrics: RequestMetrics, networks: Sequence[Network]
) -> Route:
    """``GET /metrics``, for clients in these networks; for everybody else there is no such page."""
    registry = CollectorRegistry()
    registry.register(_Installation(dependencies, data_dir))

    async def show_metrics(request: Request) -> Response:
        if not may_read_metrics(request.scope, networks):
            return Response("Not Found", 404, media_type="text/plain")
        content = generate_latest(metrics.registry) + await run_in_threadpool(generate_latest, registry)
        return Response(content, headers={"Content-Type": CONTENT_TYPE})

    return Route("/metrics", show_metrics)


class _Queues(Collector):
    """Calls that have a place, wait for one or were turned away, by class of calls."""

    def __init__(self, admissions: Admissions) -> None:
        self._classes: dict[str, Admission] = {
            "report": admissions.reports,
            "quick": admissions.quick,
            "trace": admissions.traces,
        }

    def collect(self) -> Iterable[Metric]:
        running = GaugeMetricFamily("prm_console_calls_running", "Calls that are computed.", labels=["class"])
        waiting = GaugeMetricFamily("prm_console_calls_waiting", "Calls that wait for a place.", labels=["class"])
        rejected = CounterMetricFamily(
            "prm_console_calls_rejected", "Calls without room to wait, by status.", labels=["class", "status"]
        )
        for name, admission in self._classes.items():
            running.add_metric([name], admission.queue.running)
            waiting.add_metric([name], admission.queue.waiting)
            rejected.add_metric([name, "429"], admission.counts.limited)
            rejected.add_metric([name, "503"], admission.counts.busy)
        return running, waiting, rejected


class _Installation(Collector):
    """What is read whenever it is asked for; what cannot be read now is left out."""

    def __init__(self, dependencies: ApiDependencies, data_dir: Path) -> None:
        self._warehouse = dependencies.warehouse
        self._sessions = dependencies.sessions
        self._redis = dependencies.redis
        self._data_dir = data_dir
        self._now = dependencies.now

    def collect(self) -> Iterable[Metric]:
        yield from self._describe_processes()
        gauges = (
            ("prm_fraud_lag_seconds", "How long the oldest event waits for a fraud run.", self._query_fraud_lag),
            ("prm_earnings_lag_seconds", "How long a site waits for a commission run.", self._query_earnings_lag),
            ("prm_worker_up", "Whether a worker has reported within half a minute.", self._query_worker),
            ("prm_backup_age_seconds", "Since the last backup; absent if there was none.", self._read_backup_age),
            ("prm_disk_free_bytes", "Free on the disk of the data directory.", self._read_disk_free),
            ("prm_disk_size_bytes", "Size of the disk of the data directory.", self._read_disk_size),
        )
        for name, help_text, read in gauges:
            value = _try_read(name, read)
            yield GaugeMetricFamily(name, help_text, value) if value is not None else GaugeMetricFamily(name, help_text)

    def _describe_processes(self) -> Iterator[Metric]:
        restarts = CounterMetricFamily("prm_process_restarts", "Restarts after a crash or hang.", labels=["process"])
        hangs = CounterMetricFamily("prm_process_hangs", "Restarts for want of a sign of life.", labels=["process"])
        for process, counts in read_process_counts(self._data_dir).items():
            restarts.add_metric([process], counts["restarts"])
            hangs.add_metric([process], counts["hangs"])
        return iter([restarts, hangs])

    def _query_earnings_lag(self) -> float:
        with begin_read(self._sessions) as session:
            return query_earnings_lag_seconds(session, self._warehouse, self._now())

    def _query_fraud_lag(self) -> float:
        return query_fraud_lag_seconds(self._warehouse)

    def _query_worker(self) -> float:
        return float(is_worker_present(self._redis))

    def _read_backup_age(self) -> float:
        made_at = json.loads(last_backup_record(self._data_dir).read_text())["made_at"]
        return max(0.0, (self._now() - datetime.fromisoformat(made_at).astimezone(UTC)).total_seconds())

    def _read_disk_free(self) -> float:
        return shutil.disk_usage(self._data_dir).free

    def _read_disk_size(self) -> float:
        return shutil.disk_usage(self._data_dir).total


def read_process_counts(data_dir: Path) -> dict[str, dict[str, int]]:
    """Restarts and hangs of each process of `prm up`; nothing where processes are started apart."""
    try:
        counts: dict[str, dict[str, int]] = json.loads(process_counts(data_dir).read_text())
    except (OSError, ValueError):
        return {}
    return counts


def _try_read(name: str, read: Callable[[], float]) -> float | None:
    try:
        return read()
    except (*_AWAY, OSError, ValueError, KeyError, TypeError) as exc:
        LOG.debug("%s cannot be read: %s", name, exc)
        return None
