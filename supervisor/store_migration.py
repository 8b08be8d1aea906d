"""Brings the warehouse to the schema that this version needs, or lists what is missing."""

from collections.abc import Iterator
from contextlib import closing
from itertools import chain

from ingest.shards.pause import list_busy_shards
from settings import WarehouseSettings
from settings.processes import BufferSettings
from supervisor.errors import StartFailed
from supervisor.redis_client import adopt_shards, connect_redis
from warehouse.connection import open_warehouse
from warehouse.interface import Warehouse
from warehouse.upkeep import migration
from warehouse.upkeep.cluster_ddl import distribute_statement
from warehouse.upkeep.cluster_members import list_incomplete_shards
from warehouse.upkeep.durability import set_durability, write_durability_changes
from warehouse.upkeep.retention import query_retention_days, set_retention, write_retention, write_retention_changes


def migrate_warehouse_store(settings: WarehouseSettings, buffer: BufferSettings) -> list[str]:
    """What :func:`prepare_warehouse` changed; raises ``StartFailed`` for a shard that was added too early."""
    with closing(open_warehouse(settings)) as warehouse:
        if settings.clickhouse_cluster:
            _check_drained(warehouse, settings.clickhouse_cluster, buffer)
        return prepare_warehouse(warehouse, settings)


def prepare_warehouse(warehouse: Warehouse, settings: WarehouseSettings) -> list[str]:
    """The migrations that were missing, and the retention of events and the durability of tables if they changed.

    On a cluster the shards that were added get their tables; raises ``ReplicaIncomplete`` for a replica that was.
    """
    cluster = settings.clickhouse_cluster
    added = list_incomplete_shards(warehouse, cluster) if cluster else []
    applied = migration.migrate(warehouse, cluster=cluster)
    if added and not applied:
        migration.repeat_migrations(warehouse, cluster)
        if days := query_retention_days(warehouse):
            for change in write_retention(days):
                for statement in distribute_statement(change, cluster):
                    warehouse.execute(statement)
        applied.append(f"tables of the added shards {', '.join(added)}")
    if set_durability(warehouse, is_synced=settings.warehouse_sync, cluster=cluster):
        applied.append(describe_durability(settings.warehouse_sync))
    if set_retention(warehouse, settings.events_ttl_days, cluster=cluster):
        applied.append(f"events are kept {describe_retention(settings.events_ttl_days)}")
    return applied


def _check_drained(warehouse: Warehouse, cluster: str, buffer: BufferSettings) -> None:
    """A batch that was sent to the old shards under its token must be finished before rows are sent to other ones."""
    added = list_incomplete_shards(warehouse, cluster)
    if not added or not any(state.applied_at for state in migration.list_migrations(warehouse, cluster=cluster)):
        return
    with connect_redis(buffer) as redis:
        busy = list_busy_shards(redis, adopt_shards(buffer).shards)
    if busy:
        raise StartFailed(
            f"shards {', '.join(added)} were added to the cluster while batches of the streams {busy} are in flight",
            "Take them out of the cluster's definition, stop ingest once `prm doctor` finds nothing in flight, then"
            " add them again.",
        )


def list_warehouse_statements(warehouse: Warehouse, settings: WarehouseSettings) -> Iterator[tuple[str, list[str]]]:
    """What :func:`migrate_warehouse_store` would run: a title and the statements below it."""
    cluster = settings.clickhouse_cluster
    states = migration.list_migrations(warehouse, cluster=cluster)
    missing = {state.name for state in states if state.applied_at is None}
    added = list_incomplete_shards(warehouse, cluster) if cluster and not missing else []
    for each in migration.read_migrations():
        if each.name in missing or added:
            parts = (distribute_statement(statement, cluster) for statement in each.statements)
            yield each.name, list(chain.from_iterable(parts))
    days = settings.events_ttl_days
    as_new = [*write_retention(days)] if days else []
    retention = as_new if missing else write_retention_changes(warehouse, days)
    if retention:
        statements = chain.from_iterable(distribute_statement(each, cluster) for each in retention)
        yield f"events are kept {describe_retention(days)}", list(statements)
    # Of the tables that exist: those of a missing migration follow when it has run.
    changes = write_durability_changes(warehouse, is_synced=settings.warehouse_sync, cluster=cluster)
    if changes:
        yield describe_durability(settings.warehouse_sync), changes


def describe_retention(days: int) -> str:
    """The value of PRM_EVENTS_TTL_DAYS as a phrase."""
    return f"{days} days after their month" if days else "forever"


def describe_durability(is_synced: bool) -> str:
    """The value of PRM_WAREHOUSE_SYNC as a phrase."""
    return "inserts and merges are synced to disk" if is_synced else "inserts and merges are NOT synced to disk"
