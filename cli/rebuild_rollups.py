"""`prm rebuild-rollups`: rebuilds the hourly sums from the events."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from cli.ingest_pause import pause_every_shard
from cli.options import data_dir_option, load_settings, print_table, set_up_command_logging
from settings import IngestSettings
from supervisor.redis_client import adopt_shards, connect_redis
from supervisor.warehouse_access import connect_warehouse
from warehouse.upkeep.months import list_months
from warehouse.upkeep.rollups import ROLLUPS, Sums, rebuild_rollups, sum_rollup


@click.command("rebuild-rollups")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@data_dir_option
def rebuild(yes: bool, data_dir: Path | None) -> None:
    """Rebuild the hourly sums from the events.

    Ingest is paused meanwhile; the tracker continues, and Redis holds what it accepts.
    """
    settings = load_settings(IngestSettings, data_dir)
    set_up_command_logging(settings)
    settings = adopt_shards(settings)
    with connect_warehouse(settings) as warehouse, connect_redis(settings) as redis:
        months = list_months(warehouse)
        whole = sum(month.is_complete for month in months)
        if not yes:
            click.confirm(f"Rebuild the roll-ups of {whole} months?", abort=True)
        with pause_every_shard(redis, settings.shards) as pause:
            before = {rollup: sum_rollup(warehouse, rollup) for rollup in ROLLUPS}
            steps = len(months) * len(ROLLUPS)
            with click.progressbar(length=steps, label="roll-ups", file=sys.stderr) as bar:
                after = rebuild_rollups(warehouse, pause.check, lambda *_: bar.update(1), settings.clickhouse_cluster)
    _print(before, after)
    if whole < len(months):
        click.echo(f"{len(months) - whole} months are unchanged: their events have expired")


def _print(before: dict[str, Sums], after: dict[str, Sums]) -> None:
    rows: list[list[object]] = []
    for rollup in ROLLUPS:
        old, new = asdict(before[rollup]), asdict(after[rollup])
        rows += [[rollup, name, str(old[name]), str(new[name])] for name in old]
    print_table(["rollup", "sum", "before", "after"], rows, as_json=False)
    same = all({**asdict(before[each]), "hours": 0} == {**asdict(after[each]), "hours": 0} for each in ROLLUPS)
    click.echo("the sums are the same" if same else "the sums differ; they are correct now")
