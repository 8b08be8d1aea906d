"""The metrics show what a worker has done, what it had to wait for, and how far it is behind."""

import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from redis import Redis

from events.event import Event, encode_event
from events.keys import ACCEPTED, STREAM
from ingest.metrics import Metrics, serve_metrics
from ingest.process import run_ingest
from ingest.worker import Worker
from settings import IngestSettings, SettingInvalid
from tests.fixtures.redis import RedisProcess
from tests.fixtures.running import find_free_ports
from tests.ingest.builders import append_events, append_lines, make_event, make_settings, run_until_settled
from warehouse.interface import Column, Warehouse, WarehouseUnavailable

METRICS_PAGE = Path(__file__).parents[2] / "docs" / "watch.md"
DASHBOARD = METRICS_PAGE.with_name("grafana-dashboard.json")
WAIT_SECONDS = 120


class Refusing:
    """A warehouse that is away for the first inserts and itself from then on."""

    def __init__(self, warehouse: Warehouse, times: int) -> None:
        self._warehouse = warehouse
        self._times = times

    def insert(self, table: str, columns: dict[str, Column], token: str) -> None:
        """Raises as often as it shall."""
        if self._times:
            self._times -= 1
            raise WarehouseUnavailable("away")
        self._warehouse.insert(table, columns, token)

    def __getattr__(self, name: str) -> object:
        return getattr(self._warehouse, name)


def test_what_became_of_the_events_is_counted(warehouse: Warehouse, redis: Redis, tmp_path: Path) -> None:
    once, twice = make_event(visitor_id="v1"), make_event(visitor_id="v2")
    append_lines(redis, 0, [*map(encode_event, (once, twice, twice)), b"no event"])
    worker = Worker(make_settings(tmp_path), redis, warehouse)
    run_until_settled(worker, redis)
    samples = read_samples(generate_latest(worker.metrics.registry).decode())
    assert [samples[f"prm_ingest_{name}_total{{}}"] for name in ("stored", "duplicates", "dead")] == [2, 1, 1]
    assert samples['prm_ingest_batch_events_bucket{"le": "1.0"}'] == 0
    assert samples['prm_ingest_batch_events_bucket{"le": "10.0"}'] == 1
    assert samples["prm_ingest_batch_events_sum{}"] == 4
    assert samples["prm_ingest_batch_seconds_count{}"] == 1
    assert samples["prm_ingest_warehouse_waits_total{}"] == 0


def test_each_wait_for_the_warehouse_is_counted(warehouse: Warehouse, redis: Redis, tmp_path: Path) -> None:
    append_events(redis, [make_event()])
    worker = Worker(make_settings(tmp_path), redis, Refusing(warehouse, times=2))  # type: ignore[arg-type]
    run_until_settled(worker, redis)
    samples = read_samples(generate_latest(worker.metrics.registry).decode())
    assert samples["prm_ingest_warehouse_waits_total{}"] == 2
    assert samples["prm_ingest_stored_total{}"] == 1


def test_the_lag_of_each_shard_is_read_when_collected(warehouse: Warehouse, redis: Redis, tmp_path: Path) -> None:
    worker = Worker(make_settings(tmp_path), redis, warehouse)
    redis.hincrby(ACCEPTED % 1, "7", 5)
    redis.hincrby(ACCEPTED % 1, "8", 2)
    redis.xadd(STREAM % 1, {"e": b"", "n": 0}, id="1700000000000-0")
    samples = read_samples(generate_latest(worker.metrics.registry).decode())
    assert [samples[f'prm_ingest_lag_events{{"shard": "{shard}"}}'] for shard in (0, 1)] == [0, 7]
    assert samples['prm_ingest_oldest_seconds{"shard": "0"}'] == 0
    assert samples['prm_ingest_oldest_seconds{"shard": "1"}'] > 1_000_000


def test_settled_events_are_no_lag(warehouse: Warehouse, redis: Redis, tmp_path: Path) -> None:
    append_events(redis, spread(20))
    worker = Worker(make_settings(tmp_path), redis, warehouse)
    lags = [f'prm_ingest_lag_events{{"shard": "{shard}"}}' for shard in (0, 1)]
    before = read_samples(generate_latest(worker.metrics.registry).decode())
    assert sum(before[name] for name in lags) == 20
    run_until_settled(worker, redis)
    after = read_samples(generate_latest(worker.metrics.registry).decode())
    assert [after[name] for name in lags] == [0, 0]


def test_a_running_ingest_answers_at_its_port(warehouse: Warehouse, redis_url: str, tmp_path: Path) -> None:
    settings = serving_settings(tmp_path, redis_url)
    with running(settings, warehouse):
        samples = scrape(settings)
    assert samples["prm_ingest_stored_total{}"] == 0
    assert not any(name.partition("{")[0].endswith("_created") for name in samples)
    with socket.socket() as free_again:
        free_again.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free_again.bind(("127.0.0.1", settings.ingest_metrics_port))


def test_without_redis_the_counts_are_exposed_and_the_lag_is_not(private_redis: RedisProcess, tmp_path: Path) -> None:
    settings = serving_settings(tmp_path, private_redis.url)
    with Redis.from_url(private_redis.url) as redis, serve_metrics(settings, Metrics(redis, settings.shards)):
        assert 'prm_ingest_lag_events{"shard": "0"}' in scrape(settings)
        private_redis.stop()
        samples = scrape(settings)
    assert "prm_ingest_stored_total{}" in samples
    assert 'prm_ingest_lag_events{"shard": "0"}' not in samples


def test_a_port_that_is_taken_is_named(warehouse: Warehouse, redis_url: str, tmp_path: Path) -> None:
    settings = serving_settings(tmp_path, redis_url)
    port = settings.ingest_metrics_port
    with (
        socket.create_server(("127.0.0.1", port)),
        pytest.raises(SettingInvalid, match=f"PRM_INGEST_METRICS_PORT={port}"),
    ):
        run_ingest(settings, warehouse, threading.Event())


def test_the_handbook_names_every_metric_and_the_dashboard_no_other(redis: Redis) -> None:
    families = text_string_to_metric_families(generate_latest(Metrics(redis, 1).registry).decode())
    known = {sample.name for family in families for sample in family.samples if not sample.name.endswith("_created")}
    named, drawn = (set(re.findall(r"\bprm_ingest_\w+", path.read_text("utf-8"))) for path in (METRICS_PAGE, DASHBOARD))
    assert named == {name for name in known if not name.endswith(("_sum", "_count"))}
    assert drawn
    assert drawn <= named


def spread(count: int) -> list[Event]:
    return [make_event(visitor_id=f"v{number}") for number in range(count)]


def serving_settings(data_dir: Path, redis_url: str) -> IngestSettings:
    (port,) = find_free_ports(1)
    return make_settings(data_dir, redis_url=redis_url, ingest_metrics_port=str(port))


def scrape(settings: IngestSettings) -> dict[str, float]:
    transport = httpx2.HTTPTransport(retries=5)
    with httpx2.Client(transport=transport) as client:
        answer = client.get(f"http://127.0.0.1:{settings.ingest_metrics_port}/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain")
    return read_samples(answer.text)


def read_samples(text: str) -> dict[str, float]:
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {f"{each.name}{json.dumps(each.labels, sort_keys=True)}": each.value for each in samples}


@contextmanager
def running(settings: IngestSettings, warehouse: Warehouse) -> Iterator[None]:
    stop = threading.Event()
    thread = threading.Thread(target=run_ingest, args=(settings, warehouse, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(WAIT_SECONDS)
