"""Version and persistence of a Redis or a Redis Cluster, and the remedy for a fault."""

from typing import Any

from redis import Redis

from buffer.cluster import ClusterBuffer

# The state to show, and the remedy; empty if all is well.
Diagnosis = tuple[str, str]

_REMEDY = "Set `appendonly yes` there."


def diagnose_redis(redis: Redis) -> Diagnosis:
    """Queries every server; raises ``RedisError`` if one does not answer."""
    return _diagnose_cluster(redis) if isinstance(redis, ClusterBuffer) else _diagnose_server(redis.info())


def _diagnose_server(info: dict[str, Any]) -> Diagnosis:
    if info["cluster_enabled"]:
        return f"{info['redis_version']} is a node of a Redis Cluster", "Write redis+cluster:// in PRM_REDIS_URL."
    kept = "kept on disk" if info["aof_enabled"] else "NOT kept on disk"
    return f"{info['redis_version']} answers, {kept}", "" if info["aof_enabled"] else _REMEDY


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
    return (f"{answer}, NOT kept on disk: {', '.join(unkept)}", _REMEDY) if unkept else (f"{answer}, kept on disk", "")
