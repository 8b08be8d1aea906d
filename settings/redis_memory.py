"""How full Redis may be before the edge rejects events."""

# Ingest and the console go on working in the rest, and what they remove makes room again.
_EDGE_PART = 0.9


def choose_backlog_limit(backlog_bytes: int, maxmemory: int) -> int:
    """Bytes: ``PRM_BACKLOG_BYTES``, or nine tenths of the server's ``maxmemory`` if that is less; 0: no limit."""
    limits = (backlog_bytes, int(maxmemory * _EDGE_PART))
    return min((limit for limit in limits if limit), default=0)
