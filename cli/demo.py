"""`prm demo`: the demo shop, an ordinary client website with the tag in its pages."""

from pathlib import Path

import click

from cli.failures import CommandFailed
from cli.options import data_dir_option, heartbeat_option, load_settings, socket_option
from cli.registry_access import changing_registry
from settings.heartbeat import Heartbeat
from settings.logs import set_up_logging
from supervisor.addresses import Addresses, read_addresses
from supervisor.demo_shop import run_shop_process, seed_demo_shop
from supervisor.machine_settings import MachineSettings
from supervisor.sockets import inherit_socket, local_url, open_listener


@click.command()
@click.option("--shop-port", type=int, default=8600, help="Port of the shop.")
@socket_option
@heartbeat_option
@data_dir_option
def demo(shop_port: int, descriptor: int | None, heartbeat: int | None, data_dir: Path | None) -> None:
    """Start the demo shop beside a running prm. `prm up --demo` starts both."""
    settings = load_settings(MachineSettings, data_dir)
    set_up_logging(settings, "shop")
    if descriptor is not None:
        run_shop_process(settings, inherit_socket(descriptor), Heartbeat(heartbeat))
        return
    running = read_addresses(settings.data_dir)
    if running is None:
        raise CommandFailed(f"prm does not run on {settings.data_dir.resolve()}", "Start it first: prm up.")
    listening = open_listener(settings.console_host, shop_port, "--shop-port")
    addresses = Addresses(running.tracker_url, running.console_url, local_url(listening))
    with changing_registry(data_dir) as session:
        click.echo("\n".join((*seed_demo_shop(session, settings, addresses), "")))
    run_shop_process(settings, listening, Heartbeat(None))
