"""Rewrites a statement of a migration for a cluster.

Each server has a replicated table ``NAME_local``. The table under its own name is Distributed: it sends a row to the
shard of its visitor (without a visitor, of its sorting key) and queries all shards. A materialised view fills the local
table of its own server from the local rows.
"""

import re

_TABLE = re.compile(r"create table if not exists (\w+)")
_VIEW = re.compile(r"create materialized view if not exists (\w+) to (\w+)")
_PLAIN_VIEW = re.compile(r"create view if not exists (\w+)")
_DROPPED_VIEW = re.compile(r"drop view if exists (\w+)\s*$")
_DROPPED_TABLE = re.compile(r"drop table if exists (\w+)\s*$")
_COLUMNS = re.compile(r"alter table (\w+)\s+(?=add column)")
_LONGER_KEY = re.compile(r",\s*modify order by \([\w, ]+\)")
_INSERT = re.compile(r"^insert into \w+", re.MULTILINE)
_ALTER = re.compile(r"alter table (\w+)\s+(?=modify ttl|remove ttl|modify column)")
_ENGINE = re.compile(r"engine = (\w*MergeTree)")
_FROM = re.compile(r"\bfrom (\w+)")
_ORDER = re.compile(r"order by \(?([\w, ]+?)\)?\s*(?=\n|;|$)")
# The column by whose hash the rows are distributed, and one that is such a hash itself.
_VISITOR = re.compile(r"^\s*visitor_id ", re.MULTILINE)
_SHARDING_KEY = re.compile(r"^\s*sharding_key ", re.MULTILINE)
_CLUSTER = re.compile(r"\w+", re.ASCII)


class StatementNotDistributable(ValueError):
    """A statement has a form that this module cannot rewrite for a cluster."""


def distribute_statement(statement: str, cluster: str) -> list[str]:
    """The statements for the cluster, each as repeatable as the given one; without a cluster the given one itself."""
    if not cluster:
        return [statement]
    on_cluster(cluster)
    for pattern, rewrite in _REWRITES:
        if pattern.search(statement):
            return rewrite(statement, cluster)
    raise StatementNotDistributable(statement)


def name_local(table: str, cluster: str) -> str:
    """The table that holds the rows; on a cluster the one of each server."""
    return f"{table}_local" if cluster else table


def on_cluster(cluster: str) -> str:
    """The clause for all servers; empty without a cluster. Raises ``StatementNotDistributable`` for an invalid name."""
    if cluster and not _CLUSTER.fullmatch(cluster):
        raise StatementNotDistributable(f"{cluster!r} is not a name of a cluster")
    return f"on cluster {cluster}" if cluster else ""


def _distribute_table(statement: str, cluster: str) -> list[str]:
    name = _search(_TABLE, statement)
    local = _TABLE.sub(rf"create table if not exists \1_local on cluster {cluster}", statement, count=1)
    distributed = (
        f"create table if not exists {name} on cluster {cluster} as {name}_local\n"
        f"engine = Distributed({cluster}, currentDatabase(), {name}_local, {_choose_sharding(statement)})"
    )
    return [_replicate(local), distributed]


def _choose_sharding(statement: str) -> str:
    if _SHARDING_KEY.search(statement):
        return "sharding_key"
    return f"cityHash64({'visitor_id' if _VISITOR.search(statement) else _search(_ORDER, statement)})"


def _distribute_view(statement: str, cluster: str) -> list[str]:
    local = _VIEW.sub(rf"create materialized view if not exists \1 on cluster {cluster} to \2_local", statement)
    return [_select_from_local(local)]


def _distribute_plain_view(statement: str, cluster: str) -> list[str]:
    return [_PLAIN_VIEW.sub(rf"create view if not exists \1 on cluster {cluster}", statement)]


def _distribute_dropped_view(statement: str, cluster: str) -> list[str]:
    return [_DROPPED_VIEW.sub(rf"drop view if exists \1 on cluster {cluster} sync", statement)]


def _distribute_dropped_table(statement: str, cluster: str) -> list[str]:
    names = (r"\1", r"\1_local")
    return [_DROPPED_TABLE.sub(rf"drop table if exists {name} on cluster {cluster} sync", statement) for name in names]


def _distribute_columns(statement: str, cluster: str) -> list[str]:
    """Those who read the Distributed table find each of its columns on the servers; it has no sorting key."""
    local, distributed = (
        _COLUMNS.sub(rf"alter table {name} on cluster {cluster} ", statement) for name in (r"\1_local", r"\1")
    )
    return [local, _LONGER_KEY.sub("", distributed)]


def _distribute_insert(statement: str, _: str) -> list[str]:
    """Through the Distributed tables, so that a row is on the server on which a view would write it."""
    return [statement]


def _distribute_alter(statement: str, cluster: str) -> list[str]:
    return [_ALTER.sub(rf"alter table \1_local on cluster {cluster} ", statement)]


_REWRITES = (
    (_TABLE, _distribute_table),
    (_VIEW, _distribute_view),
    (_PLAIN_VIEW, _distribute_plain_view),
    (_DROPPED_VIEW, _distribute_dropped_view),
    (_DROPPED_TABLE, _distribute_dropped_table),
    (_COLUMNS, _distribute_columns),
    (_INSERT, _distribute_insert),
    (_ALTER, _distribute_alter),
)


def _replicate(statement: str) -> str:
    replicated = _ENGINE.sub(r"engine = Replicated\1", statement)
    return replicated.replace("non_replicated_deduplication_window", "replicated_deduplication_window")


def _select_from_local(statement: str) -> str:
    """The alias keeps columns valid that are qualified by the table."""
    return _FROM.sub(r"from \1_local as \1", statement)


def _search(pattern: re.Pattern[str], statement: str) -> str:
    found = pattern.search(statement)
    if found is None:
        raise StatementNotDistributable(statement)
    return found[1]
