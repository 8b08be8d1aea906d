"""`prm migrate`: registry and warehouse in the form this version needs."""

from contextlib import closing
from pathlib import Path

import click

from cli.options import choose_settings, data_dir_option, log_quietly
from registry.migrating import migrate_registry
from registry.opening import open_engine
from settings import RegistrySettings, WarehouseSettings
from warehouse import migrating
from warehouse.opening import open_warehouse


@click.command()
@data_dir_option
def migrate(data_dir: Path | None) -> None:
    """Bring every table to the form this version needs. May be repeated."""
    settings = choose_settings(RegistrySettings, data_dir)
    log_quietly(settings)
    engine = open_engine(settings)
    applied = migrate_registry(engine)
    engine.dispose()
    click.echo(f"registry: {', '.join(applied) or 'nothing to do'}")
    applied = migrate_warehouse(choose_settings(WarehouseSettings, data_dir))
    click.echo(f"warehouse: {', '.join(applied) or 'nothing to do'}")


def migrate_warehouse(settings: WarehouseSettings) -> list[str]:
    """The names of the migrations that were missing."""
    with closing(open_warehouse(settings)) as warehouse:
        return migrating.migrate(warehouse)
