"""Version, persistence and memory of a Redis or a Redis Cluster, and the remedy for a fault."""

from collections.abc import Collection, Mapping
from typing import Any

from redis import Redis
from redis.exceptions import ResponseError

from buffer.cluster import ClusterBuffer
from settings.redis_memory import choose_backlog_limit

# The state to show, and the remedy; empty if all is well.
Diagnosis = tuple[str, str]

_REMEDY = "Set `appendonly yes` there."
_FULL = (
    "The edge rejects events. Check that ingest runs, and raise both PRM_BACKLOG_BYTES and Redis's `maxmemory`"
    " if Redis holds nothing else."
)
# By appendfsync: what of the accepted events is gone after the power failed.
_PROMISES = {
    "always": "a power cut takes no accepted event",
    "everysec": "a power cut may take the accepted events of the last seconds",
    "no": "a power cut may take the accepted events of some 30 seconds",
}


def diagnose_redis(redis: Redis, backlog_bytes: int) -> Diagnosis:
    """Queries every server; raises ``RedisError`` if one does not answer. ``backlog_bytes``: PRM_BACKLOG_BYTES."""
    if not isinstance(redis, ClusterBuffer):
        info = redis.info()
        return _add_memory(_diagnose_server(redis, info), [info], backlog_bytes)
    nodes = {name: node.info() for name, node in redis.list_primaries()}
    return _add_memory(_diagnose_cluster(redis, nodes), nodes.values(), backlog_bytes)


def _diagnose_server(redis: Redis, info: dict[str, Any]) -> Diagnosis:
    if info["cluster_enabled"]:
        return f"{info['redis_version']} is a node of a Redis Cluster", "Write redis+cluster:// in PRM_REDIS_URL."
    if not info["aof_enabled"]:
        return f"{_describe_program(info)} answers, NOT kept on disk", _REMEDY
    return f"{_describe_program(info)} answers, kept on disk, {_describe_level(redis)}", ""


def _describe_program(info: dict[str, Any]) -> str:
    """The version that runs, and the program's path on its machine where the server says it."""
    version = str(info.get("valkey_version") or info["redis_version"])
    return f"{version} of {info['executable']}" if info.get("executable") else version


def _diagnose_cluster(redis: ClusterBuffer, nodes: Mapping[str, dict[str, Any]]) -> Diagnosis:
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


def _add_memory(diagnosis: Diagnosis, servers: Collection[dict[str, Any]], backlog_bytes: int) -> Diagnosis:
    """The memory of the fullest server, and until when the edge accepts events."""
    answer, remedy = diagnosis
    states = [_read_memory(info, backlog_bytes) for info in servers]
    used, limit = max(states, key=lambda state: (state[0] / state[1] if state[1] else 0.0, state[0]))
    accepts = f"the edge accepts events up to {_show_bytes(limit)}" if limit else "no limit of memory"
    answer = f"{answer}, {_show_bytes(used)} used, {accepts}"
    if any(info["maxmemory"] and info["maxmemory_policy"] != "noeviction" for info in servers):
        return answer, remedy or "Set `maxmemory-policy noeviction` there: any other policy deletes events."
    if limit and used > limit:
        return answer, remedy or _FULL
    return answer, remedy


def _read_memory(info: dict[str, Any], backlog_bytes: int) -> tuple[int, int]:
    return info["used_memory"], choose_backlog_limit(backlog_bytes, info["maxmemory"])


def _show_bytes(count: int) -> str:
    return f"{count / (1 << 20):,.0f} MiB"
