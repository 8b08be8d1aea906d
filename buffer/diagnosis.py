"""Version and persistence of a Redis or a Redis Cluster, and the remedy for a fault."""

from typing import Any

from redis import Redis
from redis.exceptions import ResponseError

from buffer.cluster import ClusterBuffer

# The state to show, and the remedy; empty if all is well.
Diagnosis = tuple[str, str]

_REMEDY = "Set `appendonly yes` there."
# By appendfsync: what of the accepted events is gone after the power failed.
_PROMISES = {
    "always": "a power cut takes no accepted event",
    "everysec": "a power cut may take the accepted events of up to two seconds",
    "no": "a power cut may take the accepted events of some 30 seconds",
}


def diagnose_redis(redis: Redis) -> Diagnosis:
    """Queries every server; raises ``RedisError`` if one does not answer."""
    return _diagnose_cluster(redis) if isinstance(redis, ClusterBuffer) else _diagnose_server(redis, redis.info())


def _diagnose_server(redis: Redis, info: dict[str, Any]) -> Diagnosis:
    if info["cluster_enabled"]:
        return f"{info['redis_version']} is a node of a Redis Cluster", "Write redis+cluster:// in PRM_REDIS_URL."
    if not info["aof_enabled"]:
        return f"{info['redis_version']} answers, NOT kept on disk", _REMEDY
    return f"{info['redis_version']} answers, kept on disk, {_describe_level(redis)}", ""


def _diagnose_cluster(redis: ClusterBuffer) -> Diagnosis:
    nodes = {name: node.info() for name, node in redis.list_primaries()}
    versions = ", ".join(sorted({str(info["redis_version"]) for info in nodes.values()}))
    alone = sum(not info["connected_slaves"] for info in nodes.values())
    replicas = f"{alone} without a replica" if alone else "each with a replica"
    answer = f"{versions}, a Redis Cluster of {len(nodes)} nodes, {replicas}"
    missing = redis.count_missing_slots()
    if missing:
        return f"{answer}, {missing} slots with no node", "See `redis-cli --cluster check` there."
    unkept = [name for name, info in nodes.items() if not info["aof_enabled"]]
    if unkept:
        return f"{answer}, NOT kept on disk: {', '.join(unkept)}", _REMEDY
    levels = sorted({_describe_level(node) for _, node in redis.list_primaries()})
    return f"{answer}, kept on disk, {'; '.join(levels)}", ""


def _describe_level(redis: Redis) -> str:
    """The level at which a server syncs its file, and what a power cut may take."""
    try:
        level = str(redis.config_get("appendfsync")["appendfsync"])
    except (ResponseError, KeyError):
        return "appendfsync unknown: the server does not show its configuration"
    return f"appendfsync {level}: {_PROMISES.get(level, 'unknown to prm')}"
