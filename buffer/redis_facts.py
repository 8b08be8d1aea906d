"""What a Redis or a Redis Cluster says of itself, and what is to be done about it."""

from typing import Any

from redis import Redis

from buffer.cluster import ClusterBuffer

# The answer to show, and the remedy; nothing where all is well.
Judgement = tuple[str, str]

_KEEP = "Set `appendonly yes` there."


def judge_redis(redis: Redis) -> Judgement:
    """Asks every server; raises ``RedisError`` if one does not answer."""
    return _judge_cluster(redis) if isinstance(redis, ClusterBuffer) else _judge_server(redis.info())


def _judge_server(facts: dict[str, Any]) -> Judgement:
    if facts["cluster_enabled"]:
        return f"{facts['redis_version']} is a node of a Redis Cluster", "Write redis+cluster:// in PRM_REDIS_URL."
    kept = "kept on disk" if facts["aof_enabled"] else "NOT kept on disk"
    return f"{facts['redis_version']} answers, {kept}", "" if facts["aof_enabled"] else _KEEP


def _judge_cluster(redis: ClusterBuffer) -> Judgement:
    nodes = {name: node.info() for name, node in redis.list_primaries()}
    versions = ", ".join(sorted({str(facts["redis_version"]) for facts in nodes.values()}))
    alone = sum(not facts["connected_slaves"] for facts in nodes.values())
    replicas = f"{alone} without a replica" if alone else "each with a replica"
    answer = f"{versions}, a Redis Cluster of {len(nodes)} nodes, {replicas}"
    missing = redis.count_missing_slots()
    if missing:
        return f"{answer}, {missing} slots with no node", "See `redis-cli --cluster check` there."
    unkept = [name for name, facts in nodes.items() if not facts["aof_enabled"]]
    return (f"{answer}, NOT kept on disk: {', '.join(unkept)}", _KEEP) if unkept else (f"{answer}, kept on disk", "")
