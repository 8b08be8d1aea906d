"""`prm tracker`, `prm ingest`, `prm console`: one part each. What is heavy is imported by its part."""

import socket
from pathlib import Path

import click

from cli.options import choose_environ, choose_settings, data_dir_option
from settings import ConsoleSettings, IngestSettings, TrackerSettings
from settings.data_directory import run_directory
from settings.logs import set_up_logging
from supervisor.children import Watch
from supervisor.parts import describe_tracker, ending, keep_running
from supervisor.sockets import open_listening, open_shared, take_over
from supervisor.stop_signal import Stopping

socket_option = click.option("--socket", "descriptor", type=int, hidden=True, help="Listening socket to inherit.")


@click.command()
@click.option("--tracker-port", type=int, help="Else PRM_TRACKER_PORT, else 8400.")
@click.option("--workers", type=int, help="Processes; else PRM_WORKERS, else 2.")
@click.option("--worker", type=int, hidden=True, help="Be this worker, on the inherited socket.")
@socket_option
@data_dir_option
def tracker(
    tracker_port: int | None, workers: int | None, worker: int | None, descriptor: int | None, data_dir: Path | None
) -> None:
    """Start the edge alone. It takes events and redirects."""
    environ = choose_environ(data_dir, tracker_port=tracker_port, workers=workers)
    settings = choose_settings(TrackerSettings, data_dir, tracker_port=tracker_port, workers=workers)
    if worker is not None and descriptor is not None:
        from tracker.worker import run_worker

        run_worker(settings, take_over(descriptor), worker)
        return
    set_up_logging(settings, "tracker")
    host, port = settings.tracker_host, settings.tracker_port
    sockets = open_shared(host, port, settings.workers, "--tracker-port")
    stopping = Stopping()
    watch = Watch(run_directory(settings.data_dir), environ)
    with ending(watch, stopping):
        for index, listening in enumerate(sockets):
            watch.start(describe_tracker(settings.data_dir.resolve(), listening, index))
        keep_running(watch, stopping)


@click.command()
@click.option("--console-port", type=int, help="Also be the console, on this port: the embedded engine has one owner.")
@socket_option
@data_dir_option
def ingest(console_port: int | None, descriptor: int | None, data_dir: Path | None) -> None:
    """Start ingest alone, or with the console."""
    from supervisor.part_process import serve_console, serve_ingest

    settings = choose_settings(IngestSettings, data_dir)
    if console_port is None:
        serve_ingest(settings)
        return
    console_settings = choose_settings(ConsoleSettings, data_dir, console_port=console_port)
    serve_console(console_settings, _listen(console_settings, descriptor), settings)


@click.command()
@click.option("--console-port", type=int, help="Else PRM_CONSOLE_PORT, else 8500.")
@socket_option
@data_dir_option
def console(console_port: int | None, descriptor: int | None, data_dir: Path | None) -> None:
    """Start JSON API and web pages alone. With the embedded warehouse use `prm ingest --console-port` for both."""
    from supervisor.part_process import serve_console

    settings = choose_settings(ConsoleSettings, data_dir, console_port=console_port)
    serve_console(settings, _listen(settings, descriptor))


def _listen(settings: ConsoleSettings, descriptor: int | None) -> socket.socket:
    if descriptor is not None:
        return take_over(descriptor)
    return open_listening(settings.console_host, settings.console_port, "--console-port")
