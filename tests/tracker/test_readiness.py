"""A worker is ready as long as it would accept an event, and says why where it would not."""

import json
from pathlib import Path

from tests.fixtures.redis import RedisProcess
from tests.tracker.running import RunningEdge, make_settings, publish, run_edge, wait_until
from tracker.errors import BufferFull
from tracker.gathered import ShardFlushes

BEACON = json.dumps({"site": "pk_shop", "type": "click"}).encode()


class MovingSink:
    """Stores nothing while ``is_full``."""

    is_full = True
    is_steady = False

    async def append(self, flushes: ShardFlushes) -> None:
        if self.is_full:
            raise BufferFull("no room")

    def close(self) -> None:
        """Nothing is open."""


def read_ready(edge: RunningEdge) -> tuple[int, str]:
    answer = edge.client.get("/health/ready")
    return answer.status_code, answer.text


def test_a_worker_that_accepts_is_ready(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path)) as edge:
        assert edge.post(BEACON).status_code == 202
        assert read_ready(edge) == (200, "ready\n")


def test_a_redis_at_its_limit_is_an_obstacle(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path, PRM_BACKLOG_BYTES="1")) as edge:
        wait_until(lambda: edge.post(BEACON).status_code == 503)
        status, reasons = read_ready(edge)
        assert (status, reasons.splitlines()[0]) == (503, "Redis is at its limit of memory")


def test_without_redis_and_spool_nothing_is_accepted(private_redis: RedisProcess, tmp_path: Path) -> None:
    publish(private_redis.url)
    with run_edge(make_settings(private_redis.url, tmp_path, PRM_SPOOL_BYTES="0")) as edge:
        private_redis.stop()
        wait_until(lambda: "waiting for Redis, and the spool has no room" in read_ready(edge)[1])
        assert edge.post(BEACON).status_code == 503


def test_events_that_are_stored_nowhere_are_an_obstacle_until_one_is_stored(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    sink = MovingSink()
    with run_edge(make_settings(redis_url, tmp_path), sink=sink) as edge:
        assert edge.post(BEACON).status_code == 503
        assert read_ready(edge)[0] == 503
        sink.is_full = False
        assert edge.post(BEACON).status_code == 202
        assert read_ready(edge) == (200, "ready\n")
        sink.is_full = True
        assert edge.post(BEACON).status_code == 503
        # Somebody has to try whether events are stored again.
        wait_until(lambda: read_ready(edge)[0] == 200)
