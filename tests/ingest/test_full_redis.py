"""A Redis at its maxmemory empties by itself: everything that ingest does there is done without more memory."""

import json
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import httpx2
import pytest
from redis import Redis
from redis.exceptions import OutOfMemoryError, RedisError

from console.pages.sign_in_attempts import FREE_ATTEMPTS, Attempt, count_attempt
from events.event import encode_event
from events.keys import FRAUD_LOCK, GROUP, PAUSE, STREAM, WORKER_SEEN, WORKERS
from fraud.runs.presence import is_worker_present, report_worker
from fraud.runs.schedule import pause_fraud_runs
from ingest.batch import create_group, read_batch, settle_batch
from ingest.dead_letters.letter import DeadLetter
from ingest.dead_letters.stream import append_dead_letters, count_dead_letters
from ingest.shards.leases import Leases
from ingest.shards.pause import pause_ingest
from ingest.worker import Worker
from tests.fixtures.redis import RedisProcess
from tests.ingest.builders import append_lines, count_rows, make_event, make_settings, read_settled, run_until_settled
from tests.tracker.running import make_settings as make_edge_settings
from tests.tracker.running import publish, run_edge, wait_until
from warehouse.interface import Warehouse

pytestmark = pytest.mark.redis_contract

MAXMEMORY = 12 << 20
SITE = {"Authorization": "Bearer sk_shop"}


@pytest.fixture
def redis(private_redis: RedisProcess) -> Iterator[Redis]:
    """A Redis that never evicts, and is not full yet."""
    publish(private_redis.url)
    with Redis.from_url(private_redis.url) as client:
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("maxmemory", MAXMEMORY)
        yield client


def fill_up(redis: Redis) -> None:
    """Other keys take all that is left, and more than the connections of a test take and give back."""
    with suppress(OutOfMemoryError):
        for number in count():
            redis.set(f"other:{number}", b"x" * 50_000)
    redis.eval("redis.call('del', KEYS[1]) redis.call('set', KEYS[1], string.rep('x', ARGV[1]))", 1, "other:", 1 << 20)
    with pytest.raises(OutOfMemoryError):
        redis.set("other", b"x")


def post_events(client: httpx2.Client) -> httpx2.Response:
    """A batch of a hundred clicks, each with an id of its own."""
    clicks = [{"type": "click", "visitor_id": f"v{number}", "url": "https://shop.example/"} for number in range(100)]
    return client.post("/v1/events", content=json.dumps(clicks), headers=SITE)


def test_events_fill_it_and_ingest_empties_it(
    redis: Redis, private_redis: RedisProcess, warehouse: Warehouse, tmp_path: Path
) -> None:
    accepted = 0
    append_lines(redis, 0, [b"no event"])
    with run_edge(make_edge_settings(private_redis.url, tmp_path, PRM_SHARDS="2")) as edge:
        while (answer := post_events(edge.client)).status_code == 202:
            accepted += answer.json()["accepted"]
        assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (503, True)
        fill_up(redis)
        run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
        assert accepted > 1_000
        stored = count_rows(warehouse, "events")
        # Of the request that was rejected one shard may have taken its part; it would be sent again under the same ids.
        assert accepted <= stored < accepted + 100
        assert read_settled(redis) == {"1:stored": stored, "0:dead": 1}
        assert count_dead_letters(redis) == 1
        for key in redis.scan_iter("other:*"):
            redis.delete(key)
        wait_until(lambda: post_events(edge.client).status_code == 202)
        run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    assert count_rows(warehouse, "events") == stored + 100


def test_a_new_worker_takes_over_while_it_is_full(redis: Redis) -> None:
    append_lines(redis, 0, [encode_event(make_event())])
    fill_up(redis)
    leases = Leases(redis, "a", 2)
    assert leases.rebalance() == [0, 1]
    assert redis.zscore(WORKERS, "a")
    for shard in leases.held:
        create_group(redis, shard)
        create_group(redis, shard)
    batch = read_batch(leases, 0, 100)
    assert batch is not None
    append_dead_letters(redis, 0, [DeadLetter(b"1-1", "some reason", b"x" * 1_000)])
    assert settle_batch(redis, batch, {"7:stored": 1})
    assert (redis.xlen(STREAM % 0), redis.xpending(STREAM % 0, GROUP)["pending"]) == (0, 0)


def test_commands_that_pause_ingest_and_fraud_runs_work_while_it_is_full(redis: Redis) -> None:
    fill_up(redis)
    with pause_fraud_runs(redis, wait_seconds=0), pause_ingest(redis, 2) as pause:
        pause.check()
        assert redis.exists(FRAUD_LOCK, PAUSE % 0, PAUSE % 1) == 3
    assert not redis.exists(FRAUD_LOCK, PAUSE % 0, PAUSE % 1)


def test_attempts_to_sign_in_are_counted_while_it_is_full(redis: Redis) -> None:
    fill_up(redis)
    proceed = FREE_ATTEMPTS["account"] + 1
    attempt = Attempt("anna@shop.example", "203.0.113.7")
    waits = [count_attempt(redis, attempt) for _ in range(proceed + 1)]
    assert [seconds > 0 for seconds in waits] == [False] * proceed + [True]


def test_a_script_that_only_takes_memory_is_rejected(redis: Redis) -> None:
    """What the other tests rest on: it is the first write of a script that decides."""
    fill_up(redis)
    with pytest.raises(RedisError, match="maxmemory"):
        redis.eval("return redis.call('set', KEYS[1], 'x')", 1, "other")


def test_a_worker_is_reported_present_at_maxmemory(redis: Redis) -> None:
    fill_up(redis)
    report_worker(redis)
    redis.pexpire(WORKER_SEEN, 10_000)
    report_worker(redis)
    assert redis.pttl(WORKER_SEEN) > 20_000
    assert is_worker_present(redis)
