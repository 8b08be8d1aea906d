"""`prm ingest`: from Redis to ClickHouse, alone or together with the console."""

from pathlib import Path

import click

from cli.console import open_console_socket
from cli.options import data_dir_option, load_settings, socket_option
from settings import ConsoleSettings, IngestSettings
from supervisor.console_process import run_console_process
from supervisor.ingest_process import run_ingest_process


@click.command()
@click.option("--console-port", type=int, help="Also run the console, on this port; the embedded engine requires it.")
@socket_option
@data_dir_option
def ingest(console_port: int | None, descriptor: int | None, data_dir: Path | None) -> None:
    """Start ingest alone, or together with the console."""
    settings = load_settings(IngestSettings, data_dir)
    if console_port is None:
        run_ingest_process(settings)
        return
    console_settings = load_settings(ConsoleSettings, data_dir, console_port=console_port)
    run_console_process(console_settings, open_console_socket(console_settings, descriptor), settings)
