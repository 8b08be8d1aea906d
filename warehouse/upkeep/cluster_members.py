"""The servers of a cluster, and which of them lack tables: one that was added has none before `prm migrate`."""

from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.cluster_ddl import name_local
from warehouse.upkeep.required_tables import list_required_tables


class ReplicaIncomplete(Exception):
    """A server was added to a shard that has tables; only ClickHouse can make those of another replica of it."""


def list_incomplete_shards(warehouse: Warehouse, cluster: str) -> list[str]:
    """The shards, by the macro of their servers, none of whose servers has all tables.

    Before the first migration these are all shards. Raises :class:`ReplicaIncomplete`.
    """
    rows = warehouse.query(_read("cluster_servers"), {"cluster": cluster})
    shards = dict(rows.parse_tuples(tuple[str, str]))
    complete = _list_complete_servers(warehouse, cluster)
    complete_shards = {shard for server, shard in shards.items() if server in complete}
    for server, shard in shards.items():
        if server not in complete and shard in complete_shards:
            raise ReplicaIncomplete(f"{server} is of shard {shard} and lacks tables that other replicas of it have")
    return sorted(set(shards.values()) - complete_shards)


def name_database(warehouse: Warehouse, cluster: str) -> Parameters:
    """The parameters of a query of all servers: on another one, ``currentDatabase()`` may be another database."""
    database = warehouse.query("select currentDatabase()").parse_value(str)
    return {"cluster": cluster, "database": database}


def _list_complete_servers(warehouse: Warehouse, cluster: str) -> set[str]:
    required = list_required_tables() | {name_local("events", cluster)}
    rows = warehouse.query(_read("cluster_tables"), name_database(warehouse, cluster))
    return {server for server, names in rows.parse_tuples(tuple[str, list[str]]) if required <= set(names)}


def _read(name: str) -> str:
    return read_statement("warehouse.upkeep", name)
