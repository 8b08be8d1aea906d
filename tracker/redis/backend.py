"""Chooses by the address of Redis between one server and a cluster."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from settings.redis_address import list_seeds
from tracker.commit import Sink
from tracker.redis.client import RedisClient, ServerClient
from tracker.redis.cluster.client import ClusterClient
from tracker.redis.cluster.sink import ClusterSink
from tracker.redis.cluster.slot_map import SlotMap
from tracker.redis.sink import RedisSink


@dataclass(frozen=True, slots=True)
class RedisBackend:
    """Makes clients, and has the sink of the flushes; ``is_by_shard``: the shards fail independently."""

    make_client: Callable[[], RedisClient]
    sink: Sink
    is_by_shard: bool


def choose_backend(url: str, timeout_seconds: float) -> RedisBackend:
    """Nothing is connected yet."""
    seeds = list_seeds(url)
    if not seeds:
        return RedisBackend(
            partial(ServerClient, url, timeout_seconds), RedisSink(url, timeout_seconds), is_by_shard=False
        )
    make_client = partial(ClusterClient, SlotMap(seeds, timeout_seconds), timeout_seconds)
    return RedisBackend(make_client, ClusterSink(make_client()), is_by_shard=True)
