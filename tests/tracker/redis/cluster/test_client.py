"""The edge on a Redis Cluster: each shard goes to its node, follows it where it moves, and waits on disk by itself."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from buffer.connection import open_buffer
from events.event import decode_events
from events.keys import ACCEPTED, EVENTS_FIELD, SPOOLED, STREAM
from events.slots import find_slot
from settings.redis_address import list_seeds
from tests.fixtures.redis_cluster import RedisClusterProcesses
from tests.fixtures.redis_node import ClusterNodeProcess, wait_until, wait_until_written
from tests.tracker.running import SNAPSHOT_OF_TESTS, RunningEdge, make_settings, publish_to, run_edge
from tracker.errors import BufferUnavailable
from tracker.redis.client import Commands, Replies
from tracker.redis.cluster.client import ClusterClient
from tracker.redis.cluster.slot_map import SlotMap
from tracker.redis.connection import pack

pytestmark = pytest.mark.redis_contract

SHARDS = 4
KEYS = [STREAM % shard for shard in range(SHARDS)]


@pytest.fixture
def buffer(redis_cluster: RedisClusterProcesses) -> Iterator[Redis]:
    """The cluster, with shard 0 on the first node and the others on the second."""
    for key in KEYS:
        target = redis_cluster.nodes[0 if key == KEYS[0] else 1]
        if redis_cluster.find_node(key) is not target:
            redis_cluster.move_slot(key, target)
    with open_buffer(redis_cluster.url, 5, retries=1) as opened:
        publish_to(opened, SNAPSHOT_OF_TESTS)
        yield opened


@pytest.fixture
def edge(buffer: Redis, redis_cluster: RedisClusterProcesses, tmp_path: Path) -> Iterator[RunningEdge]:
    with run_edge(make_settings(redis_cluster.url, tmp_path, PRM_REDIS_TIMEOUT_MS="500")) as running:
        yield running


def ask(url: str, *questions: Commands) -> list[Replies]:
    """What a caller that has never asked is answered."""

    async def work() -> list[Replies]:
        caller = ClusterClient(SlotMap(list_seeds(url), 2), 2)
        try:
            return list(await caller.execute_all(questions))
        finally:
            caller.close()

    return asyncio.run(work())


def ask_for_words(url: str, *words: str, key: str) -> Replies:
    return ask(url, Commands(key, pack(*words)))[0]


@contextmanager
def moving(processes: RedisClusterProcesses, key: str, target: ClusterNodeProcess) -> Iterator[Callable[[Any], None]]:
    """A slot between two nodes; what is yielded moves a key."""
    source, slot = processes.find_node(key), find_slot(key)
    target.ask("CLUSTER SETSLOT", slot, "IMPORTING", source.ask("CLUSTER MYID"))
    source.ask("CLUSTER SETSLOT", slot, "MIGRATING", target.ask("CLUSTER MYID"))
    try:
        yield lambda moved: source.ask("MIGRATE", "127.0.0.1", target.port, moved, 0, 10_000)
    finally:
        source.ask("CLUSTER SETSLOT", slot, "STABLE")
        target.ask("CLUSTER SETSLOT", slot, "STABLE")
        target.ask("FLUSHALL")


def sell(edge: RunningEdge, count: int = 40) -> None:
    """Sales of all shards, every one accepted."""
    sales = [
        {"type": "sale", "visitor_id": "v", "order_id": f"o{number}", "amount": 1, "currency": "EUR"}
        for number in range(count)
    ]
    answer = edge.client.post("/v1/events", json=sales, headers={"Authorization": "Bearer sk_shop"})
    assert (answer.status_code, answer.json()["accepted"]) == (202, count)


def count_events(buffer: Redis) -> dict[int, int]:
    """Events on the stream of each shard."""
    entries: Any = {shard: buffer.xrange(STREAM % shard) for shard in range(SHARDS)}
    return {
        shard: sum(len(list(decode_events(fields[EVENTS_FIELD]))) for _, fields in each)
        for shard, each in entries.items()
    }


def test_each_shard_goes_to_the_stream_of_its_node(edge: RunningEdge, buffer: Redis) -> None:
    sell(edge)
    events = count_events(buffer)
    assert sum(events.values()) == 40
    assert all(events.values())
    assert {shard: int(buffer.hget(ACCEPTED % shard, "1") or 0) for shard in events} == events


def test_a_slot_that_moved_is_followed(edge: RunningEdge, buffer: Redis, redis_cluster: RedisClusterProcesses) -> None:
    sell(edge)
    for key in KEYS:
        redis_cluster.move_slot(key, redis_cluster.nodes[2])
    sell(edge)
    assert sum(count_events(buffer).values()) == 80
    assert 'prm_tracker_spooled_total{worker="0"} 0.0' in edge.client.get("/metrics").text


def test_a_key_that_moved_ahead_of_its_slot_is_asked_for_there(
    buffer: Redis, redis_cluster: RedisClusterProcesses
) -> None:
    buffer.set("a{0}", "here")
    with moving(redis_cluster, "a{0}", redis_cluster.nodes[2]) as move:
        assert ask_for_words(redis_cluster.url, "GET", "a{0}", key="a{0}") == [b"here"]
        move("a{0}")
        assert ask_for_words(redis_cluster.url, "GET", "a{0}", key="a{0}") == [b"here"]


def test_a_slot_whose_keys_are_on_both_nodes_is_not_written(
    buffer: Redis, redis_cluster: RedisClusterProcesses
) -> None:
    buffer.mset({"a{0}": 1, "b{0}": 2})
    with moving(redis_cluster, "a{0}", redis_cluster.nodes[2]) as move:
        move("a{0}")
        assert isinstance(ask_for_words(redis_cluster.url, "MGET", "a{0}", "b{0}", key="a{0}"), BufferUnavailable)


def test_the_map_is_learnt_from_any_node_that_answers(buffer: Redis, redis_cluster: RedisClusterProcesses) -> None:
    buffer.set("a", 1)
    url = redis_cluster.url.replace("redis+cluster://", "redis+cluster://127.0.0.1:1,")
    assert ask_for_words(url, "GET", "a", key="a") == [b"1"]
    replies = ask_for_words("redis+cluster://127.0.0.1:1", "GET", "a", key="a")
    assert isinstance(replies, BufferUnavailable)


def test_the_shards_of_a_node_away_wait_on_disk_and_the_others_do_not(
    edge: RunningEdge, buffer: Redis, redis_cluster: RedisClusterProcesses
) -> None:
    sell(edge)
    before = count_events(buffer)
    wait_until_written(redis_cluster.nodes[0].client)
    redis_cluster.nodes[0].stop()
    try:
        sell(edge)
        sell(edge)
        others = {shard: buffer.xlen(STREAM % shard) for shard in (1, 2, 3)}
        assert others == dict.fromkeys(others, 3)
        assert f'prm_tracker_spooled_total{{worker="0"}} {2 * before[0]}.0' in edge.client.get("/metrics").text
    finally:
        redis_cluster.nodes[0].start()
        redis_cluster.wait_until_agreed()
    wait_until(lambda: count_events(buffer) == {shard: 3 * count for shard, count in before.items()})
    wait_until(lambda: not buffer.hlen(SPOOLED))
    sell(edge)
    assert count_events(buffer) == {shard: 4 * count for shard, count in before.items()}
