"""`prm console`: JSON API and web pages alone."""

import socket
from pathlib import Path

import click

from cli.options import data_dir_option, heartbeat_option, load_settings, socket_option
from settings import ConsoleSettings
from settings.heartbeat import Heartbeat
from supervisor.console_process import run_console_process
from supervisor.sockets import inherit_socket, open_listener


@click.command()
@click.option("--console-port", type=int, help="Default: PRM_CONSOLE_PORT, else 8500.")
@socket_option
@heartbeat_option
@data_dir_option
def console(console_port: int | None, descriptor: int | None, heartbeat: int | None, data_dir: Path | None) -> None:
    """Start only the console: JSON API and web pages. With the embedded warehouse it needs `prm ingest` beside it."""
    settings = load_settings(ConsoleSettings, data_dir, console_port=console_port)
    run_console_process(settings, _open_socket(settings, descriptor), Heartbeat(heartbeat))


def _open_socket(settings: ConsoleSettings, descriptor: int | None) -> socket.socket:
    """The inherited socket, else one on the configured port."""
    if descriptor is not None:
        return inherit_socket(descriptor)
    return open_listener(settings.console_host, settings.console_port, "--console-port")
