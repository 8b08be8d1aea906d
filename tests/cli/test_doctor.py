"""The doctor tells what would be noticed late otherwise."""

from pathlib import Path

from redis import Redis

from events.keys import ACCEPTED
from tests.cli.running_commands import PrmHere
from tests.fixtures.redis import RedisProcess, run_redis
from tests.fixtures.redis_cluster import RedisClusterProcesses


def test_a_node_of_a_redis_cluster_by_the_address_of_one_redis_is_no_buffer(tmp_path: Path) -> None:
    for process in run_redis("--cluster-enabled", "yes"):
        shown = PrmHere(tmp_path / "data").run("doctor", PRM_REDIS_URL=process.url)
    assert shown.returncode == 1
    assert "is a node of a Redis Cluster" in shown.stdout
    assert "Write redis+cluster://" in shown.stdout


def test_a_redis_cluster_is_told_by_its_nodes(redis_cluster: RedisClusterProcesses, tmp_path: Path) -> None:
    shown = PrmHere(tmp_path / "data").run("doctor", PRM_REDIS_URL=redis_cluster.url)
    assert "a Redis Cluster of 3 nodes, 3 without a replica, kept on disk" in shown.stdout
    assert "Redis Cluster of 3 nodes" in next(
        line for line in shown.stdout.splitlines() if line.startswith("ok  redis")
    )


def test_a_number_of_shards_below_that_of_redis_is_told(private_redis: RedisProcess, tmp_path: Path) -> None:
    with Redis.from_url(private_redis.url) as client:
        client.config_set("appendonly", "yes")
        client.config_set("maxmemory-policy", "noeviction")
        client.hset(ACCEPTED % 3, "1", "7")
    prm = PrmHere(tmp_path / "data")
    told = "!!  redis: PRM_SHARDS is 2, but Redis has a shard 3: set it to 4"
    assert told in prm.run("doctor", PRM_REDIS_URL=private_redis.url).stdout
    assert told not in prm.run("doctor", PRM_REDIS_URL=private_redis.url, PRM_SHARDS="4").stdout
