"""`prm up`: everything on one machine."""

from pathlib import Path

import click

from cli.options import build_environ, data_dir_option, set_up_command_logging
from supervisor.machine import read_machine_settings, run_machine


@click.command()
@click.option("--tracker-port", type=int, help="Default: PRM_TRACKER_PORT, else 8400.")
@click.option("--console-port", type=int, help="Default: PRM_CONSOLE_PORT, else 8500.")
@click.option("--workers", type=int, help="Tracker processes; default: PRM_WORKERS, else 2.")
@click.option("--demo", "with_demo", is_flag=True, help="Also start a demo shop with partners, links and a login.")
@click.option("--shop-port", type=int, default=8600, help="Port of the demo shop.")
@data_dir_option
def up(
    tracker_port: int | None,
    console_port: int | None,
    workers: int | None,
    with_demo: bool,
    shop_port: int,
    data_dir: Path | None,
) -> None:
    """Start everything on this machine. Ctrl-C stops it; the data is kept for the next start."""
    environ = build_environ(data_dir, tracker_port=tracker_port, console_port=console_port, workers=workers)
    settings = read_machine_settings(environ)
    set_up_command_logging(settings)
    run_machine(settings, environ, shop_port if with_demo else None, click.echo)
