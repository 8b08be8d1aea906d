"""Rewrites a cluster's statements for one server without a Keeper to replicate with."""

import re

_CLUSTER = re.compile(r"\s+on cluster shops\b")
_REPLICATED = re.compile(r"\bReplicated(?=\w*MergeTree)")


def is_for_cluster(statement: str) -> bool:
    """Whether the statement is for all servers of the cluster."""
    return _CLUSTER.search(statement) is not None


def rewrite_for_one_server(statement: str) -> str:
    """The statement without replication and without ``on cluster``."""
    alone = _REPLICATED.sub("", _CLUSTER.sub("", statement))
    return re.sub(r"(?<!non_)replicated_deduplication_window", "non_replicated_deduplication_window", alone)
