"""`prm demo`: the demo shop, an ordinary client website with the tag in its pages."""

import socket
from pathlib import Path

import click
from sqlalchemy.orm import Session

from cli.failures import CommandFailed
from cli.options import choose_settings, data_dir_option
from cli.registry_access import changing_registry, reading_registry
from demo.seed import find_demo_site, seed_demo
from demo.shop import ShopTag, create_app
from settings.data_directory import read_secret
from settings.logs import set_up_logging
from supervisor.addresses import Addresses, MachineSettings, name_localhost, read_addresses
from supervisor.greeting import say
from supervisor.sockets import local_url, open_listening, take_over
from supervisor.web_server import configure_server


@click.command()
@click.option("--shop-port", type=int, default=8600, help="Port of the shop.")
@click.option("--socket", "descriptor", type=int, hidden=True, help="Listening socket to inherit.")
@data_dir_option
def demo(shop_port: int, descriptor: int | None, data_dir: Path | None) -> None:
    """Start the demo shop beside a running prm. `prm up --demo` does both."""
    settings = choose_settings(MachineSettings, data_dir)
    set_up_logging(settings, "shop")
    if descriptor is not None:
        serve_shop(settings, take_over(descriptor))
        return
    running = read_addresses(settings.data_dir)
    if running is None:
        raise CommandFailed(f"prm does not run on {settings.data_dir.resolve()}", "Start it first: prm up.")
    listening = open_listening(settings.console_host, shop_port, "--shop-port")
    addresses = Addresses(running.tracker_url, running.console_url, local_url(listening))
    with changing_registry(data_dir) as session:
        say(list_demo_hints(session, settings, addresses))
    serve_shop(settings, listening)


def serve_shop(settings: MachineSettings, listening: socket.socket) -> None:
    """Runs the shop until SIGTERM or SIGINT."""
    with reading_registry(settings.data_dir) as session:
        site = find_demo_site(session)
    if site is None:
        raise CommandFailed("the demo's site is not in the registry", "Start it with `prm up --demo`.")
    tracker_url = settings.tracker_url or f"http://localhost:{settings.tracker_port}"
    configure_server(create_app(ShopTag(f"{tracker_url}/prm.js", site.site_key))).run(sockets=[listening])


def list_demo_hints(session: Session, settings: MachineSettings, addresses: Addresses) -> tuple[str, ...]:
    """Puts the demo into the registry and says what to click."""
    shop, tracker, console = map(name_localhost, (addresses.shop_url, addresses.tracker_url, addresses.console_url))
    made = seed_demo(session, shop, read_secret(settings))
    first, second = made.partners[:2]
    return (
        f"Sign in to the console as  {made.email}  with the password  {made.password}",
        "",
        "Try it:",
        f"  1. Come by a partner's link     {tracker}/r/{first.link_code}   ({first.name})",
        f"     or by a code in the address  {shop}/?ref={second.code}   ({second.name})",
        "  2. Buy a coffee in the shop.",
        f"  3. See the sale in the console  {console}/",
        f"     and as the partner sees it   {console}/partner/sign-in#{first.token}",
    )
