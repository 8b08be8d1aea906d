"""Redis away, hanging, full or busy: 503 with Retry-After, and 202 again when it is well."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import redis

from tests.fixtures.redis import RedisProcess
from tests.tracker.running import RunningEdge, make_settings, publish, run_edge, wait_until

BEACON = json.dumps({"site": "pk_shop", "type": "click", "visitor_id": "v"}).encode()


@pytest.fixture
def edge(private_redis: RedisProcess, tmp_path: Path) -> Iterator[RunningEdge]:
    publish(private_redis.url)
    with run_edge(make_settings(private_redis.url, tmp_path)) as running:
        yield running


def assert_refused(answer: httpx2.Response) -> None:
    assert (answer.status_code, answer.headers["X-PRM-Rejected"]) == (503, "overloaded")
    assert int(answer.headers["Retry-After"]) > 0


def test_nothing_is_acknowledged_while_redis_is_away_and_all_is_well_after(
    edge: RunningEdge, private_redis: RedisProcess
) -> None:
    assert edge.post(BEACON).status_code == 202
    private_redis.stop()
    for _ in range(3):
        assert_refused(edge.post(BEACON))
    batch = edge.client.post("/v1/events", content=BEACON, headers={"Authorization": "Bearer sk_shop"})
    assert_refused(batch)
    wait_until(lambda: edge.client.get("/health/ready").status_code == 503)
    assert edge.client.get("/health/live").status_code == 200
    private_redis.start()
    wait_until(lambda: edge.post(BEACON).status_code == 202)
    wait_until(lambda: edge.client.get("/health/ready").status_code == 200)


def test_a_redis_that_hangs_is_as_good_as_away(edge: RunningEdge, private_redis: RedisProcess) -> None:
    os.kill(private_redis.pid, signal.SIGSTOP)
    try:
        assert_refused(edge.post(BEACON))
    finally:
        os.kill(private_redis.pid, signal.SIGCONT)
    wait_until(lambda: edge.post(BEACON).status_code == 202)


def test_a_full_redis_refuses_and_loses_nothing_it_has(edge: RunningEdge, private_redis: RedisProcess) -> None:
    assert edge.post(BEACON).status_code == 202
    with redis.Redis.from_url(private_redis.url) as client:
        client.config_set("maxmemory", "1mb")
        assert_refused(edge.post(BEACON))
        assert len(edge.stored()) == 1
        client.config_set("maxmemory", "0")
    assert edge.post(BEACON).status_code == 202


def test_a_redirect_leads_on_without_redis(edge: RunningEdge, private_redis: RedisProcess) -> None:
    private_redis.stop()
    answer = edge.client.get("/r/spring")
    assert answer.status_code == 302
    assert 'prm_tracker_unrecorded_clicks_total{worker="0"} 1' in edge.client.get("/metrics").text
