"""Redis away or hanging: events wait on disk. Redis full: 503 with Retry-After, and 202 again when it is well."""

import json
import os
import signal
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pytest
import redis

from events.keys import ACCEPTED, SPOOLED
from events.spool import list_segments
from tests.fixtures.redis import RedisProcess
from tests.fixtures.redis_node import wait_until_written
from tests.tracker.running import RunningEdge, make_settings, publish, run_edge, wait_until

pytestmark = pytest.mark.redis_contract

BEACON = json.dumps({"site": "pk_shop", "type": "click", "visitor_id": "v"}).encode()


@pytest.fixture
def edge(private_redis: RedisProcess, tmp_path: Path) -> Iterator[RunningEdge]:
    publish(private_redis.url)
    with run_edge(make_settings(private_redis.url, tmp_path)) as running:
        yield running


def assert_rejected(answer: httpx2.Response) -> None:
    assert (answer.status_code, answer.headers["X-PRM-Rejected"]) == (503, "overloaded")
    assert int(answer.headers["Retry-After"]) > 0


def test_events_are_taken_while_redis_is_away_and_are_on_the_streams_after(
    edge: RunningEdge, private_redis: RedisProcess, tmp_path: Path
) -> None:
    assert edge.post(BEACON).status_code == 202
    with redis.Redis.from_url(private_redis.url) as client:
        wait_until_written(client)
    private_redis.stop()
    for _ in range(3):
        assert edge.post(BEACON).status_code == 202
    batch = edge.client.post("/v1/events", content=BEACON, headers={"Authorization": "Bearer sk_shop"})
    assert (batch.status_code, batch.json()["accepted"]) == (202, 1)
    assert len(list_segments(tmp_path / "spool")) == 1
    assert edge.client.get("/health/ready").status_code == 200
    private_redis.start()
    wait_until(lambda: len(edge.stored()) == 5)
    wait_until(lambda: list_segments(tmp_path / "spool") == [])
    assert edge.post(BEACON).status_code == 202
    assert len(edge.stored()) == 6
    with redis.Redis.from_url(private_redis.url) as client:
        assert sum(int(n) for shard in range(4) for n in client.hvals(ACCEPTED % shard)) == 6
        assert client.hgetall(SPOOLED) == {}


def test_a_redis_that_hangs_is_as_good_as_away(edge: RunningEdge, private_redis: RedisProcess) -> None:
    os.kill(private_redis.pid, signal.SIGSTOP)
    try:
        assert [edge.post(BEACON).status_code for _ in range(3)] == [202] * 3
    finally:
        os.kill(private_redis.pid, signal.SIGCONT)
    # The flush that got no answer may have been written all the same; ingest drops what comes twice.
    wait_until(lambda: len({event.event_id for event in edge.stored()}) == 3)


def test_without_a_spool_nothing_is_acknowledged_while_redis_is_away(
    private_redis: RedisProcess, tmp_path: Path
) -> None:
    publish(private_redis.url)
    with run_edge(make_settings(private_redis.url, tmp_path, PRM_SPOOL_BYTES="0")) as edge:
        assert edge.post(BEACON).status_code == 202
        private_redis.stop()
        assert_rejected(edge.post(BEACON))
        wait_until(lambda: edge.client.get("/health/ready").status_code == 503)
        assert edge.client.get("/health/live").status_code == 200
        private_redis.start()
        wait_until(lambda: edge.post(BEACON).status_code == 202)


def test_a_full_redis_rejects_and_loses_nothing_it_has(edge: RunningEdge, private_redis: RedisProcess) -> None:
    assert edge.post(BEACON).status_code == 202
    with redis.Redis.from_url(private_redis.url) as client:
        client.config_set("maxmemory", "1mb")
        assert_rejected(edge.post(BEACON))
        assert len(edge.stored()) == 1
        client.config_set("maxmemory", "0")
    assert edge.post(BEACON).status_code == 202


def test_a_full_redis_rejects_what_comes_behind_the_spool_too(edge: RunningEdge, private_redis: RedisProcess) -> None:
    private_redis.stop()
    assert edge.post(BEACON).status_code == 202
    private_redis.start("--maxmemory", "1mb")
    wait_until(lambda: edge.post(BEACON).status_code == 503)
    with redis.Redis.from_url(private_redis.url) as client:
        client.config_set("maxmemory", "0")
    wait_until(lambda: edge.post(BEACON).status_code == 202)
    wait_until(lambda: len(edge.stored()) >= 2)


def test_a_click_on_a_link_is_recorded_without_redis(edge: RunningEdge, private_redis: RedisProcess) -> None:
    private_redis.stop()
    assert edge.client.get("/r/spring").status_code == 302
    private_redis.start()
    wait_until(lambda: [event.link for event in edge.stored()] == ["spring"])
