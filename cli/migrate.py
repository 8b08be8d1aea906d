"""`prm migrate`: registry and warehouse in the form this version needs."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from cli.options import choose_settings, data_dir_option, log_quietly, print_table
from database.engine import open_engine
from database.migration import list_missing_revisions, migrate_registry
from settings import RegistrySettings, WarehouseSettings
from supervisor.warehouse_access import using_warehouse
from warehouse.connection import open_warehouse
from warehouse.interface import Warehouse
from warehouse.upkeep import migration as migrating
from warehouse.upkeep.cluster_ddl import distribute_statement
from warehouse.upkeep.migration import MigrationStatus
from warehouse.upkeep.retention import find_events_since, query_retention_days, set_retention, write_ttl_change


@click.command()
@click.option("--status", "only_status", is_flag=True, help="Only list every migration of the warehouse and when.")
@click.option("--dry-run", is_flag=True, help="Only show the statements that would run.")
@data_dir_option
def migrate(only_status: bool, dry_run: bool, data_dir: Path | None) -> None:
    """Bring every table to the form this version needs. May be repeated."""
    registry, warehouse = choose_settings(RegistrySettings, data_dir), choose_settings(WarehouseSettings, data_dir)
    log_quietly(registry)
    if only_status:
        _show_status(registry, warehouse)
    elif dry_run:
        _show_statements(registry, warehouse)
    else:
        click.echo(f"registry: {', '.join(_migrate_registry(registry)) or 'nothing to do'}")
        click.echo(f"warehouse: {', '.join(migrate_warehouse(warehouse)) or 'nothing to do'}")


def migrate_warehouse(settings: WarehouseSettings) -> list[str]:
    """What was missing: the names of migrations, and how long events are kept if that is new."""
    cluster = settings.clickhouse_cluster
    with closing(open_warehouse(settings)) as warehouse:
        applied = migrating.migrate(warehouse, cluster=cluster)
        if set_retention(warehouse, settings.events_ttl_days, cluster=cluster):
            applied.append(f"events are kept {_describe_days(settings.events_ttl_days)}")
    return applied


def _migrate_registry(settings: RegistrySettings) -> list[str]:
    engine = open_engine(settings)
    applied = migrate_registry(engine)
    engine.dispose()
    return applied


def _show_status(registry: RegistrySettings, settings: WarehouseSettings) -> None:
    click.echo(f"registry lacks: {', '.join(_list_missing(registry)) or 'nothing'}")
    with using_warehouse(settings) as warehouse:
        states = migrating.list_migrations(warehouse, cluster=settings.clickhouse_cluster)
        retention = _describe_retention(warehouse, settings, states)
    rows: list[list[object]] = [[state.name, f"{state.applied_at or 'missing'}"] for state in states]
    print_table(["migration", "applied_at"], rows, as_json=False)
    click.echo(retention)


def _describe_retention(warehouse: Warehouse, settings: WarehouseSettings, states: Sequence[MigrationStatus]) -> str:
    if not all(state.applied_at for state in states):
        return "events are kept for ever"
    days, since = query_retention_days(warehouse), find_events_since(warehouse)
    told = f"events are kept {_describe_days(days)}" + (f"; all are there since {since:%Y-%m-%d}" if since else "")
    wanted = settings.events_ttl_days
    return told if wanted == days else f"{told}; PRM_EVENTS_TTL_DAYS={wanted} is not applied yet"


def _describe_days(days: int) -> str:
    return f"{days} days after their month" if days else "for ever"


def _show_statements(registry: RegistrySettings, settings: WarehouseSettings) -> None:
    click.echo(f"-- registry: {', '.join(_list_missing(registry)) or 'nothing to do'}")
    with using_warehouse(settings) as warehouse:
        states = migrating.list_migrations(warehouse, cluster=settings.clickhouse_cluster)
        kept_days = query_retention_days(warehouse) if all(state.applied_at for state in states) else 0
    missing = {state.name for state in states if state.applied_at is None}
    for migration in migrating.read_migrations():
        if migration.name in missing:
            spread = [
                s for each in migration.statements for s in distribute_statement(each, settings.clickhouse_cluster)
            ]
            click.echo(f"-- warehouse: {migration.name}\n" + ";\n\n".join(spread) + ";")
    if kept_days != settings.events_ttl_days:
        spread = distribute_statement(write_ttl_change(settings.events_ttl_days), settings.clickhouse_cluster)
        click.echo(f"-- warehouse: events are kept {_describe_days(settings.events_ttl_days)}\n{spread[0]};")


def _list_missing(settings: RegistrySettings) -> list[str]:
    engine = open_engine(settings)
    with engine.connect() as connection:
        missing = list_missing_revisions(connection)
    engine.dispose()
    return missing
