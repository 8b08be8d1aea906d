"""The edge knows how full Redis is, and rejects before Redis has to."""

import asyncio
import json
from pathlib import Path

import pytest
import redis

from events.keys import STREAM
from tests.fixtures.redis import RedisProcess, fill_redis
from tests.tracker.running import make_settings, publish, run_edge, wait_until
from tracker.errors import BufferFull
from tracker.redis.backlog import Backlog, ShardBacklog
from tracker.redis.client import ServerClient

pytestmark = pytest.mark.redis_contract

BEACON = json.dumps({"site": "pk_shop", "type": "click"}).encode()


def ask(redis_url: str, max_bytes: int) -> Backlog:
    caller = ServerClient(redis_url, 10)
    backlog = Backlog(caller, 2, max_bytes)

    async def main() -> None:
        await backlog.refresh()
        caller.close()

    asyncio.run(main())
    return backlog


def test_entries_and_the_age_of_the_oldest_are_known_for_each_shard(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        seconds, _ = client.time()
        for each_ms in (seconds * 1000 - 60_000, seconds * 1000 - 30_000):
            client.xadd(STREAM % 1, {"e": "x" * 1000}, id=f"{each_ms}-0")
    backlog = ask(redis_url, 0)
    assert backlog.shards[0] == ShardBacklog(0, 0.0)
    assert backlog.shards[1].entries == 2
    assert 59 < backlog.shards[1].oldest_seconds < 120
    assert backlog.memory_bytes > 100_000


def test_it_is_full_beyond_its_limit_if_it_has_one(redis_url: str) -> None:
    assert not ask(redis_url, 0).is_full
    assert not ask(redis_url, 1 << 40).is_full
    with pytest.raises(BufferFull):
        ask(redis_url, 1).check()


def test_it_is_full_before_redis_is(private_redis: RedisProcess) -> None:
    with redis.Redis.from_url(private_redis.url) as client:
        client.config_set("maxmemory", 100 << 20)
        assert not ask(private_redis.url, 0).is_full
        fill_redis(client, 95 << 20)
        backlog = ask(private_redis.url, 1 << 30)
        assert (backlog.is_full, backlog.limit_bytes) == (True, 90 << 20)
        client.set("another", b"ingest has room")


def test_a_redis_that_is_away_changes_nothing(tmp_path: Path) -> None:
    backlog = ask(f"unix://{tmp_path}/nobody.sock", 1)
    assert (backlog.memory_bytes, backlog.is_full) == (0, False)


def test_past_the_limit_nothing_is_accepted_and_after_it_all_is_well(redis_url: str, tmp_path: Path) -> None:
    publish(redis_url)
    with redis.Redis.from_url(redis_url) as client:
        used = client.info("memory")["used_memory"]
        with run_edge(make_settings(redis_url, tmp_path, PRM_BACKLOG_BYTES=str(used + (4 << 20)))) as edge:
            assert edge.post(BEACON).status_code == 202
            client.xadd(STREAM % 0, {"e": "x" * (8 << 20)})
            wait_until(lambda: edge.post(BEACON).status_code == 503)
            answer = edge.post(BEACON)
            assert (answer.headers["X-PRM-Rejected"], answer.headers["Retry-After"]) == ("overloaded", "2")
            client.delete(STREAM % 0)
            wait_until(lambda: edge.post(BEACON).status_code == 202)
