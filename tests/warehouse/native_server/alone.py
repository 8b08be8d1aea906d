"""What one server makes of a cluster's statements: there is no Keeper to replicate by, all else is as it is meant."""

import re

_CLUSTER = re.compile(r"\s+on cluster shops\b")
_REPLICATED = re.compile(r"\bReplicated(?=\w*MergeTree)")


def is_spread(statement: str) -> bool:
    """Whether it is for all servers of the cluster."""
    return _CLUSTER.search(statement) is not None


def settle_alone(statement: str) -> str:
    """The statement without replicas and without other servers to send it to."""
    alone = _REPLICATED.sub("", _CLUSTER.sub("", statement))
    return re.sub(r"(?<!non_)replicated_deduplication_window", "non_replicated_deduplication_window", alone)
