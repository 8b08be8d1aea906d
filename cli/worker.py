"""`prm worker`: fraud runs, publication of the registry, credit previews, erasures."""

import os
from functools import partial
from pathlib import Path

import click

from cli.erasure_queue import run_erasures
from cli.options import data_dir_option, heartbeat_option, load_settings
from settings import IngestSettings, RegistrySettings, WorkerSettings
from supervisor.loops import Loop
from supervisor.systemd import NotifiedHeartbeat
from supervisor.worker_process import run_worker_process

# Of a person with a long history.
_ERASURE_SECONDS = 2 * 3600


@click.command()
@heartbeat_option
@data_dir_option
def worker(heartbeat: int | None, data_dir: Path | None) -> None:
    """Start only the worker: fraud runs, settled paths, commissions, erasures, mail."""
    stores = (load_settings(IngestSettings, data_dir), load_settings(RegistrySettings, data_dir))
    erasures = Loop("erasures", partial(run_erasures, *stores), _ERASURE_SECONDS)
    heart = NotifiedHeartbeat(heartbeat, os.environ)
    run_worker_process(load_settings(WorkerSettings, data_dir), heart, [erasures])
