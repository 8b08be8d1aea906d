"""A Redis Cluster answers like one Redis, wherever its keys are and are moved to."""

# mypy: disable-error-code="no-untyped-call"

from collections.abc import Iterator

import pytest
from redis import Redis
from redis.exceptions import MovedError, RedisError, WatchError

from buffer.cluster import ClusterBuffer
from buffer.connection import open_buffer
from events.slots import find_slot
from tests.fixtures.redis_cluster import RedisClusterProcesses

pytestmark = pytest.mark.redis_contract

# Of three nodes each has some.
KEYS = [f"key{number}" for number in range(12)]


@pytest.fixture
def buffer(redis_cluster: RedisClusterProcesses) -> Iterator[ClusterBuffer]:
    with open_buffer(redis_cluster.url, 5, retries=0) as opened:
        assert isinstance(opened, ClusterBuffer)
        yield opened


def move(processes: RedisClusterProcesses, key: str) -> None:
    """Moves the slot of a key to a node that does not have it."""
    target = next(node for node in processes.nodes if node is not processes.find_node(key))
    processes.move_slot(key, target)


def test_a_slot_is_found_as_redis_finds_it(redis_cluster: RedisClusterProcesses) -> None:
    for key in (
        "events:{0}",
        "spool-arrivals:{17}",
        "drained:{3}:17-ab",
        "test-outcome:{1:x}",
        "snapshot",
        "{snapshot}:version",
        "{}a",
    ):
        assert find_slot(key) == redis_cluster.nodes[0].ask("CLUSTER KEYSLOT", key)


def test_commands_of_many_slots_are_answered_in_order(buffer: ClusterBuffer) -> None:
    with buffer.pipeline(transaction=False) as pipeline:
        for number, key in enumerate(KEYS):
            pipeline.set(key, number)
            pipeline.eval("return redis.call('get', KEYS[1])", 1, key)
        assert pipeline.execute()[1::2] == [b"%d" % number for number in range(len(KEYS))]
    assert [buffer.get(key) for key in KEYS] == [b"%d" % number for number in range(len(KEYS))]


def test_commands_and_transactions_follow_a_slot_that_moved(
    buffer: ClusterBuffer, redis_cluster: RedisClusterProcesses
) -> None:
    buffer.set("a{1}", 1)
    for _ in range(2):
        move(redis_cluster, "a{1}")
        assert buffer.get("a{1}") == b"1"
        move(redis_cluster, "a{1}")
        with buffer.pipeline(transaction=False) as pipeline:
            pipeline.get("a{1}")
            pipeline.set("other", 1)
            assert pipeline.execute() == [b"1", True]
        move(redis_cluster, "a{1}")
        with buffer.pipeline(transaction=True) as pipeline:
            pipeline.get("a{1}")
            pipeline.incr("b{1}")
            assert pipeline.execute()[0] == b"1"
    assert buffer.get("b{1}") == b"2"


def test_a_watched_transaction_fails_if_the_slot_moved_meanwhile(
    buffer: ClusterBuffer, redis_cluster: RedisClusterProcesses
) -> None:
    buffer.set("lease{1}", "mine")
    with buffer.pipeline(transaction=True) as pipeline:
        pipeline.watch("lease{1}")
        move(redis_cluster, "lease{1}")
        pipeline.multi()
        pipeline.incr("read{1}")
        with pytest.raises((MovedError, WatchError)):
            pipeline.execute()
    assert buffer.get("read{1}") is None
    with buffer.pipeline(transaction=True) as pipeline:
        pipeline.watch("lease{1}")
        pipeline.multi()
        pipeline.incr("read{1}")
        assert pipeline.execute() == [1]


def test_a_watched_transaction_is_not_sent_again_on_a_connection_that_watches_nothing(
    buffer: ClusterBuffer, redis_cluster: RedisClusterProcesses
) -> None:
    buffer.set("lease{1}", "mine")
    node = redis_cluster.find_node("lease{1}")
    with buffer.pipeline(transaction=True) as pipeline:
        pipeline.watch("lease{1}")
        node.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
        pipeline.multi()
        pipeline.incr("read{1}")
        with pytest.raises(WatchError):
            pipeline.execute()
    assert buffer.get("read{1}") is None


def test_a_node_away_is_an_error_of_its_keys_alone(buffer: ClusterBuffer, redis_cluster: RedisClusterProcesses) -> None:
    assert buffer.ping()
    away = redis_cluster.nodes[2]
    theirs = {key for key in KEYS if redis_cluster.find_node(key) is away}
    assert 0 < len(theirs) < len(KEYS)
    away.stop()
    try:
        for key in KEYS:
            if key in theirs:
                with pytest.raises(RedisError):
                    buffer.set(key, 1)
            else:
                assert buffer.set(key, 1)
        with pytest.raises(RedisError):
            buffer.ping()
    finally:
        away.start()
        redis_cluster.wait_until_agreed()
    assert buffer.ping()


def test_a_cluster_that_does_not_answer_is_a_redis_error(redis_cluster: RedisClusterProcesses) -> None:
    with open_buffer("redis+cluster://127.0.0.1:1", 1, retries=0) as away, pytest.raises(RedisError):
        away.get("key")


def test_the_address_of_one_redis_is_one_redis(redis_url: str) -> None:
    with open_buffer(redis_url, 5, retries=0) as one:
        assert type(one) is Redis
        assert one.ping()


def test_a_new_client_finds_the_other_nodes_while_one_is_away(redis_cluster: RedisClusterProcesses) -> None:
    away = redis_cluster.nodes[0]
    key = next(key for key in KEYS if redis_cluster.find_node(key) is not away)
    away.stop()
    try:
        with open_buffer(redis_cluster.url, 5, retries=0) as opened:
            assert opened.set(key, 1)
    finally:
        away.start()
        redis_cluster.wait_until_agreed()
