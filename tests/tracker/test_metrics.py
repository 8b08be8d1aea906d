"""Any worker serves the sums of all workers in the Prometheus text format."""

import json
import os
import re
from pathlib import Path
from typing import Any

import orjson
import redis
from prometheus_client.parser import text_string_to_metric_families

from events.keys import STREAM
from tests.fixtures.redis import RedisProcess
from tests.tracker.running import RunningEdge, make_settings, publish, run_edge, wait_until

BEACON = json.dumps({"site": "pk_shop", "type": "click"}).encode()
DASHBOARD = Path(__file__).parents[2] / "docs" / "grafana-dashboard.json"
METRICS_PAGE = DASHBOARD.with_name("watch.md")


def read_samples(edge: RunningEdge) -> dict[str, float]:
    answer = edge.client.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    families = text_string_to_metric_families(answer.text)
    samples = [sample for family in families for sample in family.samples]
    return {f"{each.name}{json.dumps(each.labels, sort_keys=True)}": each.value for each in samples}


def test_each_worker_exposes_the_counts_of_all(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    settings = make_settings(redis_url, tmp_path)
    with run_edge(settings, worker=0) as first, run_edge(settings, worker=1) as second:
        for edge, times in ((first, 2), (second, 3)):
            for _ in range(times):
                assert edge.post(BEACON).status_code == 202
            edge.post(b"{")
        accepted = ['prm_tracker_accepted_total{"worker": "0"}', 'prm_tracker_accepted_total{"worker": "1"}']
        for edge in (first, second):
            wait_until(lambda edge=edge: [read_samples(edge).get(name) for name in accepted] == [2, 3])  # type: ignore[misc]
        samples = read_samples(first)
        assert samples['prm_tracker_rejected_total{"reason": "invalid_json", "worker": "0"}'] == 1
        assert samples['prm_tracker_flush_events_bucket{"le": "1.0", "worker": "0"}'] == 2
        assert samples['prm_tracker_flush_events_bucket{"le": "+Inf", "worker": "0"}'] == 2
        assert samples['prm_tracker_flush_events_sum{"worker": "0"}'] == 2
        assert samples['prm_tracker_flush_seconds_count{"worker": "0"}'] == 2


def test_workers_that_are_started_apart_keep_their_counts_apart(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    settings = make_settings(redis_url, tmp_path)
    with run_edge(settings) as first, run_edge(settings) as second, run_edge(settings) as third:
        for edge, times in ((first, 1), (second, 2), (third, 3)):
            for _ in range(times):
                assert edge.post(BEACON).status_code == 202
        names = [f'prm_tracker_accepted_total{{"worker": "{number}"}}' for number in range(3)]
        for edge in (first, second, third):
            wait_until(lambda edge=edge: [read_samples(edge).get(name) for name in names] == [1, 2, 3])  # type: ignore[misc]


def test_outdated_and_damaged_counts_are_left_out(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    (tmp_path / "run").mkdir()
    gone, damaged = (tmp_path / "run" / f"tracker-{worker}.counts.json" for worker in (7, 8))
    damaged.write_bytes(b"{")
    with run_edge(make_settings(redis_url, tmp_path)) as edge:
        edge.post(BEACON)
        own = tmp_path / "run" / "tracker-0.counts.json"
        wait_until(lambda: own.exists() and orjson.loads(own.read_bytes())["counts"]["accepted"] == 1)
        gone.write_bytes(own.read_bytes())
        assert 'prm_tracker_accepted_total{"worker": "7"}' in read_samples(edge)
        os.utime(gone, (1, 1))
        assert 'prm_tracker_accepted_total{"worker": "7"}' not in read_samples(edge)


def test_the_backlog_is_exposed_by_shard(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with redis.Redis.from_url(redis_url) as client, run_edge(make_settings(redis_url, tmp_path)) as edge:
        client.xadd(STREAM % 2, {"e": ""}, id="1700000000000-0")
        wait_until(lambda: read_samples(edge).get('prm_backlog_entries{"shard": "2"}') == 1)
        samples = read_samples(edge)
        assert samples['prm_backlog_oldest_seconds{"shard": "2"}'] > 1_000_000
        assert samples["prm_buffer_memory_bytes{}"] > 0


def test_the_spool_is_exposed_while_it_is_filled_and_after(private_redis: RedisProcess, tmp_path: Path) -> None:
    publish(private_redis.url)
    with run_edge(make_settings(private_redis.url, tmp_path)) as edge:
        private_redis.stop()
        edge.post(BEACON)
        samples = read_samples(edge)
        assert samples['prm_tracker_spooled_total{"worker": "0"}'] == 1
        assert samples['prm_tracker_spool_bytes{"worker": "0"}'] > 0
        private_redis.start()
        wait_until(lambda: read_samples(edge)['prm_tracker_drained_total{"worker": "0"}'] == 1)
        wait_until(lambda: read_samples(edge)['prm_tracker_spool_bytes{"worker": "0"}'] == 0)


def test_dashboard_and_handbook_name_no_metric_that_is_not_there(edge: RunningEdge) -> None:
    edge.post(b"{")
    known = {name.partition("{")[0] for name in read_samples(edge)}
    for text in (DASHBOARD.read_text("utf-8"), METRICS_PAGE.read_text("utf-8")):
        named = set(re.findall(r"\bprm_(?:tracker|backlog|buffer)_\w+", text))
        assert named
        assert named <= known


def test_the_dashboard_can_be_imported() -> None:
    dashboard: dict[str, Any] = json.loads(DASHBOARD.read_text("utf-8"))
    assert len({panel["id"] for panel in dashboard["panels"]}) == len(dashboard["panels"])
    assert all(target["expr"] for panel in dashboard["panels"] for target in panel["targets"])
