"""Turns a statement of a migration into those of a cluster.

On each server stands a replicated table ``NAME_local``; under its own name a table stands before all of them, which
sends a row to the server of its visitor (where it has none, of its sorting key) and asks all servers. A view fills the
local table of its own server from the local rows.
"""

import re

_TABLE = re.compile(r"create table if not exists (\w+)")
_VIEW = re.compile(r"create materialized view if not exists (\w+) to (\w+)")
_PLAIN_VIEW = re.compile(r"create view if not exists (\w+)")
_ALTER = re.compile(r"alter table (\w+)\s+(?=modify ttl|remove ttl)")
_ENGINE = re.compile(r"engine = (\w*MergeTree)")
_FROM = re.compile(r"\bfrom (\w+)")
_ORDER = re.compile(r"order by \(?([\w, ]+?)\)?\s*(?=\n|;|$)")
_VISITOR = re.compile(r"^\s*visitor_id ", re.MULTILINE)
_CLUSTER = re.compile(r"\w+", re.ASCII)


class StatementNotSpread(ValueError):
    """A migration says something that nobody has taught this module."""


def spread_statement(statement: str, cluster: str) -> list[str]:
    """The statements for the cluster, each of which may run twice if the given one may; unchanged without a cluster."""
    if not cluster:
        return [statement]
    on_cluster(cluster)
    for pattern, spread in _SPREADERS:
        if pattern.search(statement):
            return spread(statement, cluster)
    raise StatementNotSpread(statement)


def name_local(table: str, cluster: str) -> str:
    """The table that holds the rows: of a cluster the one of each server."""
    return f"{table}_local" if cluster else table


def on_cluster(cluster: str) -> str:
    """Where a statement is to run; empty without a cluster. Raises ``StatementNotSpread`` for what is no name."""
    if cluster and not _CLUSTER.fullmatch(cluster):
        raise StatementNotSpread(f"{cluster!r} is not a name of a cluster")
    return f"on cluster {cluster}" if cluster else ""


def _spread_table(statement: str, cluster: str) -> list[str]:
    name = _search(_TABLE, statement)
    local = _TABLE.sub(rf"create table if not exists \1_local on cluster {cluster}", statement, count=1)
    key = "visitor_id" if _VISITOR.search(statement) else _search(_ORDER, statement)
    before = (
        f"create table if not exists {name} on cluster {cluster} as {name}_local\n"
        f"engine = Distributed({cluster}, currentDatabase(), {name}_local, cityHash64({key}))"
    )
    return [_replicate(local), before]


def _spread_view(statement: str, cluster: str) -> list[str]:
    placed = _VIEW.sub(rf"create materialized view if not exists \1 on cluster {cluster} to \2_local", statement)
    return [_read_locally(placed)]


def _spread_plain_view(statement: str, cluster: str) -> list[str]:
    return [_PLAIN_VIEW.sub(rf"create view if not exists \1 on cluster {cluster}", statement)]


def _spread_alter(statement: str, cluster: str) -> list[str]:
    return [_ALTER.sub(rf"alter table \1_local on cluster {cluster} ", statement)]


_SPREADERS = (
    (_TABLE, _spread_table),
    (_VIEW, _spread_view),
    (_PLAIN_VIEW, _spread_plain_view),
    (_ALTER, _spread_alter),
)


def _replicate(statement: str) -> str:
    replicated = _ENGINE.sub(r"engine = Replicated\1", statement)
    return replicated.replace("non_replicated_deduplication_window", "replicated_deduplication_window")


def _read_locally(statement: str) -> str:
    """The columns may be named with their table, hence the other name."""
    return _FROM.sub(r"from \1_local as \1", statement)


def _search(pattern: re.Pattern[str], statement: str) -> str:
    found = pattern.search(statement)
    if found is None:
        raise StatementNotSpread(statement)
    return found[1]
