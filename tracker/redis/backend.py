"""Chooses the edge's way to Redis by its address: one server, or a cluster."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from settings.redis_address import list_seeds
from tracker.commit import Sink
from tracker.redis.client import Caller, RedisCaller
from tracker.redis.cluster.client import ClusterCaller
from tracker.redis.cluster.sink import ClusterSink
from tracker.redis.cluster.slot_map import SlotMap
from tracker.redis.sink import RedisSink


@dataclass(frozen=True, slots=True)
class Reach:
    """A way to Redis for whoever needs one of his own, and one for the flushes; the shards of a cluster fail apart."""

    make_caller: Callable[[], Caller]
    sink: Sink
    is_by_shard: bool


def reach_redis(url: str, timeout_seconds: float) -> Reach:
    """Nothing is connected yet."""
    seeds = list_seeds(url)
    if not seeds:
        return Reach(partial(RedisCaller, url, timeout_seconds), RedisSink(url, timeout_seconds), is_by_shard=False)
    make_caller = partial(ClusterCaller, SlotMap(seeds, timeout_seconds), timeout_seconds)
    return Reach(make_caller, ClusterSink(make_caller()), is_by_shard=True)
