"""Whether a worker can accept events, and if not, why."""

from tracker.edge import Edge


def list_obstacles(edge: Edge) -> list[str]:
    """Why an event would be rejected now, in words; nothing if it would be accepted."""
    obstacles = [] if edge.registry.is_known else ["waiting for the registry's snapshot"]
    if edge.backlog.is_full:
        obstacles.append("Redis is at its limit of memory")
    if not edge.registry.is_buffer_reachable and not edge.spool.has_room:
        obstacles.append("waiting for Redis, and the spool has no room")
    if edge.commit.is_rejecting:
        obstacles.append("the last events could be stored neither in Redis nor in the spool")
    return obstacles
