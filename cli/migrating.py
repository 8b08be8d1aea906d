"""`prm migrate`: registry and warehouse in the form this version needs."""

from contextlib import closing
from pathlib import Path

import click

from cli.options import choose_settings, data_dir_option, log_quietly, print_table
from cli.warehouse_access import using_warehouse
from registry.migrating import list_missing_revisions, migrate_registry
from registry.opening import open_engine
from settings import RegistrySettings, WarehouseSettings
from warehouse import migrating
from warehouse.opening import open_warehouse
from warehouse.spreading import spread_statement


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
    """The names of the migrations that were missing."""
    with closing(open_warehouse(settings)) as warehouse:
        return migrating.migrate(warehouse, cluster=settings.clickhouse_cluster)


def _migrate_registry(settings: RegistrySettings) -> list[str]:
    engine = open_engine(settings)
    applied = migrate_registry(engine)
    engine.dispose()
    return applied


def _show_status(registry: RegistrySettings, settings: WarehouseSettings) -> None:
    click.echo(f"registry lacks: {', '.join(_list_missing(registry)) or 'nothing'}")
    with using_warehouse(settings) as warehouse:
        states = migrating.list_migrations(warehouse, cluster=settings.clickhouse_cluster)
    rows: list[list[object]] = [[state.name, f"{state.applied_at or 'missing'}"] for state in states]
    print_table(["migration", "applied_at"], rows, as_json=False)


def _show_statements(registry: RegistrySettings, settings: WarehouseSettings) -> None:
    click.echo(f"-- registry: {', '.join(_list_missing(registry)) or 'nothing to do'}")
    with using_warehouse(settings) as warehouse:
        states = migrating.list_migrations(warehouse, cluster=settings.clickhouse_cluster)
    missing = {state.name for state in states if state.applied_at is None}
    for migration in migrating.read_migrations():
        if migration.name in missing:
            spread = [s for each in migration.statements for s in spread_statement(each, settings.clickhouse_cluster)]
            click.echo(f"-- warehouse: {migration.name}\n" + ";\n\n".join(spread) + ";")


def _list_missing(settings: RegistrySettings) -> list[str]:
    engine = open_engine(settings)
    with engine.connect() as connection:
        missing = list_missing_revisions(connection)
    engine.dispose()
    return missing
