"""`prm worker`: fraud runs, publication of the registry, credit previews."""

import os
from pathlib import Path

import click

from cli.options import data_dir_option, heartbeat_option, load_settings
from settings import WorkerSettings
from supervisor.systemd import NotifiedHeartbeat
from supervisor.worker_process import run_worker_process


@click.command()
@heartbeat_option
@data_dir_option
def worker(heartbeat: int | None, data_dir: Path | None) -> None:
    """Start only the worker: fraud runs, publication of the registry to the edge, credit previews."""
    run_worker_process(load_settings(WorkerSettings, data_dir), NotifiedHeartbeat(heartbeat, os.environ))
