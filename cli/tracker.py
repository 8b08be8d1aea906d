"""`prm tracker`: the edge alone. A worker imports little, so the imports of a command stay few here."""

from pathlib import Path

import click

from cli.options import build_environ, data_dir_option, heartbeat_option, load_settings, socket_option
from settings import TrackerSettings
from settings.data_directory import run_directory
from settings.heartbeat import Heartbeat
from settings.logs import set_up_logging
from supervisor.process_group import ProcessGroup, stop_at_exit, supervise
from supervisor.process_specs import describe_tracker
from supervisor.sockets import inherit_socket, open_shared_listeners
from supervisor.stop_signal import StopSignal


@click.command()
@click.option("--tracker-port", type=int, help="Default: PRM_TRACKER_PORT, else 8400.")
@click.option("--workers", type=int, help="Processes; default: PRM_WORKERS, else 2.")
@click.option("--worker", type=int, hidden=True, help="Run this worker, on the inherited socket.")
@socket_option
@heartbeat_option
@data_dir_option
def tracker(
    tracker_port: int | None,
    workers: int | None,
    worker: int | None,
    descriptor: int | None,
    heartbeat: int | None,
    data_dir: Path | None,
) -> None:
    """Start only the tracker, which accepts events and redirects short links."""
    environ = build_environ(data_dir, tracker_port=tracker_port, workers=workers)
    settings = load_settings(TrackerSettings, data_dir, tracker_port=tracker_port, workers=workers)
    if worker is not None and descriptor is not None:
        from tracker.worker import run_worker

        run_worker(settings, inherit_socket(descriptor), worker, Heartbeat(heartbeat))
        return
    set_up_logging(settings, "tracker")
    host, port = settings.tracker_host, settings.tracker_port
    sockets = open_shared_listeners(host, port, settings.workers, "--tracker-port")
    stop_signal = StopSignal()
    group = ProcessGroup(run_directory(settings.data_dir), environ, hang_seconds=settings.hang_seconds)
    with stop_at_exit(group, stop_signal):
        for index, listening in enumerate(sockets):
            group.start(describe_tracker(settings.data_dir.resolve(), listening, index))
        supervise(group, stop_signal)
