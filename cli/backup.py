"""`prm backup`: the embedded warehouse, registry, secret and geolocation databases, as one directory."""

from contextlib import ExitStack
from pathlib import Path

import click

from cli.ingest_pause import pause_every_shard
from cli.options import data_dir_option, load_settings, set_up_command_logging
from fraud.runs.schedule import pause_fraud_runs
from settings import ConsoleSettings
from supervisor.addresses import read_addresses
from supervisor.redis_client import adopt_shards, connect_redis
from supervisor.warehouse_access import connect_warehouse
from transfer.backup import check_backup_possible, copy_stores, finish_backup, make_draft


@click.command()
@click.argument("destination", type=click.Path(path_type=Path))
@data_dir_option
def backup(destination: Path, data_dir: Path | None) -> None:
    """Copy everything stored to DESTINATION, a new directory. `prm up` may run: ingest is paused meanwhile."""
    settings = load_settings(ConsoleSettings, data_dir)
    set_up_command_logging(settings)
    settings = adopt_shards(settings)
    check_backup_possible(settings)
    draft = make_draft(destination)
    with ExitStack() as stack:
        warehouse = stack.enter_context(connect_warehouse(settings))
        if read_addresses(settings.data_dir):
            redis = stack.enter_context(connect_redis(settings))
            stack.enter_context(pause_fraud_runs(redis))
            stack.enter_context(pause_every_shard(redis, settings.shards))
        rows = copy_stores(settings, warehouse, draft, lambda table: click.echo(table, err=True))
    finish_backup(settings, draft, destination, rows)
    click.echo(
        f"{rows.get('events', 0):,} events and the registry in {destination}. It holds the secret: keep it safe."
        " Not included: events still in Redis or the spool, and databases named by PRM_GEO_DB and the like."
    )
