"""`prm rebuild-rollups`: rebuilds the hourly sums from the events."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from cli.ingest_pause import holding_ingest
from cli.options import choose_settings, data_dir_option, log_quietly, print_table
from settings import IngestSettings
from supervisor.redis_client import connect_redis
from supervisor.warehouse_access import using_warehouse
from warehouse.upkeep.rollups import ROLLUPS, Sums, list_months, rebuild_rollups, sum_rollup


@click.command("rebuild-rollups")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_dir_option
def rebuild(yes: bool, data_dir: Path | None) -> None:
    """Rebuild the hourly sums from the events.

    Meanwhile ingest is paused, the edge goes on and Redis keeps what it accepts.
    """
    settings = choose_settings(IngestSettings, data_dir)
    log_quietly(settings)
    with using_warehouse(settings) as warehouse, connect_redis(settings) as redis:
        months = list_months(warehouse)
        whole = sum(month.is_complete for month in months)
        if not yes:
            click.confirm(f"Rebuild the roll-ups of {whole} months?", abort=True)
        with holding_ingest(redis, settings.shards) as pause:
            before = {rollup: sum_rollup(warehouse, rollup) for rollup in ROLLUPS}
            steps = len(months) * len(ROLLUPS)
            with click.progressbar(length=steps, label="roll-ups", file=sys.stderr) as bar:
                after = rebuild_rollups(warehouse, pause.check, lambda *_: bar.update(1), settings.clickhouse_cluster)
    _print(before, after)
    if whole < len(months):
        click.echo(f"{len(months) - whole} months stay as they were: their events have expired")


def _print(before: dict[str, Sums], after: dict[str, Sums]) -> None:
    rows: list[list[object]] = []
    for rollup in ROLLUPS:
        old, new = asdict(before[rollup]), asdict(after[rollup])
        rows += [[rollup, name, str(old[name]), str(new[name])] for name in old]
    print_table(["rollup", "sum", "before", "after"], rows, as_json=False)
    click.echo("the sums are the same" if before == after else "the sums differ: what was wrong is right now")
