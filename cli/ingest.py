"""`prm ingest`: from Redis to ClickHouse."""

import os
from pathlib import Path

import click

from cli.options import data_dir_option, heartbeat_option, load_settings
from settings import IngestSettings
from supervisor.ingest_process import run_ingest_process
from supervisor.systemd import NotifiedHeartbeat


@click.command()
@heartbeat_option
@data_dir_option
def ingest(heartbeat: int | None, data_dir: Path | None) -> None:
    """Start only ingest. It owns the embedded warehouse, which console and worker of its machine use through it."""
    run_ingest_process(load_settings(IngestSettings, data_dir), NotifiedHeartbeat(heartbeat, os.environ))
