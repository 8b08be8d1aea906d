"""`prm paths`: the settled paths of conversions."""

import sys
from contextlib import closing
from pathlib import Path

import click

from cli.options import any_site_option, data_dir_option, load_settings, set_up_command_logging
from cli.registry_access import choose_site
from events.moments import DAY_MS
from reports.settled.schedule import pause_settler
from reports.settled.turns import settle_turn
from settings import WorkerSettings
from supervisor.redis_client import connect_redis
from supervisor.warehouse_access import open_reader
from warehouse.fence import FencedWarehouse


@click.group()
def paths() -> None:
    """Settled paths: what reports read in place of the events."""


@paths.command()
@any_site_option
@data_dir_option
def rebuild(site: str | None, data_dir: Path | None) -> None:
    """Rebuild the paths of a site, month by month. Reports compute them meanwhile; their figures stay the same.

    Killed at any point, the worker continues it.
    """
    site_id, _ = choose_site(data_dir, site)
    settings = load_settings(WorkerSettings, data_dir)
    set_up_command_logging(settings)
    window_ms = settings.settled_days * DAY_MS
    with (
        closing(open_reader(settings)) as warehouse,
        connect_redis(settings) as redis,
        pause_settler(redis) as lock,
    ):
        fenced = FencedWarehouse(warehouse, lock.check)
        turn = settle_turn(fenced, site_id, window_ms, start_over=True)
        waiting = len(turn.waiting_months) if turn else 0
        with click.progressbar(length=waiting, label="months", file=sys.stderr) as bar:
            while turn and turn.waiting_months:
                turn = settle_turn(fenced, site_id, window_ms)
                bar.update(1)
    click.echo(f"site {site_id}: months settled: {waiting}")
