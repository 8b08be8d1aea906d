"""`prm migrate`: brings registry and warehouse to the schema this version needs."""

from collections.abc import Sequence
from pathlib import Path

import click

from cli.options import data_dir_option, load_settings, print_table, set_up_command_logging
from settings import RegistrySettings, WarehouseSettings
from supervisor.registry_migration import list_missing_registry_revisions, migrate_registry_store
from supervisor.store_migration import describe_retention, list_warehouse_statements, migrate_warehouse_store
from supervisor.warehouse_access import connect_warehouse
from warehouse.interface import Warehouse
from warehouse.upkeep.migration import MigrationStatus, list_migrations
from warehouse.upkeep.retention import find_events_since, query_retention_days


@click.command()
@click.option("--status", "only_status", is_flag=True, help="Only list the warehouse's migrations and when they ran.")
@click.option("--dry-run", is_flag=True, help="Only show the statements that would run.")
@data_dir_option
def migrate(only_status: bool, dry_run: bool, data_dir: Path | None) -> None:
    """Bring every table to the schema this version needs. Safe to run again."""
    registry, warehouse = load_settings(RegistrySettings, data_dir), load_settings(WarehouseSettings, data_dir)
    set_up_command_logging(registry)
    if only_status:
        _show_status(registry, warehouse)
    elif dry_run:
        _show_statements(registry, warehouse)
    else:
        click.echo(f"registry: {', '.join(migrate_registry_store(registry)) or 'nothing to do'}")
        click.echo(f"warehouse: {', '.join(migrate_warehouse_store(warehouse, registry)) or 'nothing to do'}")


def _show_status(registry: RegistrySettings, settings: WarehouseSettings) -> None:
    click.echo(f"registry lacks: {', '.join(list_missing_registry_revisions(registry)) or 'nothing'}")
    with connect_warehouse(settings) as warehouse:
        states = list_migrations(warehouse, cluster=settings.clickhouse_cluster)
        retention = _describe_events(warehouse, settings, states)
    rows: list[list[object]] = [[state.name, f"{state.applied_at or 'missing'}"] for state in states]
    print_table(["migration", "applied_at"], rows, as_json=False)
    click.echo(retention)


def _describe_events(warehouse: Warehouse, settings: WarehouseSettings, states: Sequence[MigrationStatus]) -> str:
    if not all(state.applied_at for state in states):
        return "events are kept forever"
    days, since = query_retention_days(warehouse), find_events_since(warehouse)
    kept = f"events are kept {describe_retention(days)}" + (f"; complete since {since:%Y-%m-%d}" if since else "")
    wanted = settings.events_ttl_days
    return kept if wanted == days else f"{kept}; PRM_EVENTS_TTL_DAYS={wanted} is not applied yet"


def _show_statements(registry: RegistrySettings, settings: WarehouseSettings) -> None:
    click.echo(f"-- registry: {', '.join(list_missing_registry_revisions(registry)) or 'nothing to do'}")
    with connect_warehouse(settings) as warehouse:
        for title, statements in list_warehouse_statements(warehouse, settings):
            click.echo(f"-- warehouse: {title}\n" + ";\n\n".join(statements) + ";")
