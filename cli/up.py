"""`prm up`: everything on one machine, looked after until Ctrl-C."""

from pathlib import Path

import click

from cli.demo import list_demo_hints
from cli.migrate import migrate_warehouse
from cli.options import choose_environ, data_dir_option, log_quietly
from database.migration import migrate_database
from database.sessions import open_sessions
from money.rates_file import open_rates
from registry.publication import change_registry
from settings import read_settings
from settings.data_directory import read_secret, run_directory
from supervisor.addresses import (
    Addresses,
    MachineSettings,
    Sockets,
    find_addresses,
    keep_addresses,
    name_localhost,
    open_sockets,
)
from supervisor.children import Watch
from supervisor.data_lock import lock_data_directory
from supervisor.greeting import greet, list_hints
from supervisor.parts import (
    describe_console,
    describe_ingest,
    describe_ingest_and_console,
    describe_shop,
    describe_tracker,
    ending,
    keep_running,
)
from supervisor.readiness import wait_until_ready
from supervisor.redis_client import connect_redis, refuse_missing_shards
from supervisor.redis_server import start_redis
from supervisor.stop_signal import Stopping


@click.command()
@click.option("--tracker-port", type=int, help="Else PRM_TRACKER_PORT, else 8400.")
@click.option("--console-port", type=int, help="Else PRM_CONSOLE_PORT, else 8500.")
@click.option("--workers", type=int, help="Tracker processes; else PRM_WORKERS, else 2.")
@click.option("--demo", "with_demo", is_flag=True, help="Also a demo shop with partners, links and a person.")
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
    """Start everything on this machine. Ctrl-C stops it; the next start finds its data again."""
    environ = choose_environ(data_dir, tracker_port=tracker_port, console_port=console_port, workers=workers)
    settings = _read_machine_settings(environ)
    log_quietly(settings)
    with lock_data_directory(settings.data_dir) as lock:
        sockets = open_sockets(settings, shop_port if with_demo else None)
        addresses = find_addresses(sockets)
        watch = Watch(run_directory(settings.data_dir), _child_environ(environ, addresses), lock.fileno())
        stopping = Stopping()
        with ending(watch, stopping), keep_addresses(settings.data_dir, addresses):
            hints = _prepare(watch, settings, addresses)
            _start(watch, settings, sockets)
            wait_until_ready(watch, stopping, (addresses.tracker_url, addresses.console_url))
            if not stopping.is_wanted():
                greet(settings.data_dir, addresses, hints)
            keep_running(watch, stopping)


def _read_machine_settings(environ: dict[str, str]) -> MachineSettings:
    # Children may have another working directory one day; the data stay where they are.
    place = Path(environ.get("PRM_DATA_DIR", "data")).resolve()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    environ["PRM_DATA_DIR"] = str(place)
    settings = read_settings(MachineSettings, environ)
    # The console's own check, before anything is started.
    open_rates(settings)
    return settings


def _child_environ(environ: dict[str, str], addresses: Addresses) -> dict[str, str]:
    # A port given as 0 is known by now.
    return {
        "PRM_TRACKER_URL": name_localhost(addresses.tracker_url),
        **environ,
        "PRM_TRACKER_PORT": addresses.tracker_url.rpartition(":")[2],
        "PRM_CONSOLE_PORT": addresses.console_url.rpartition(":")[2],
    }


def _prepare(watch: Watch, settings: MachineSettings, addresses: Addresses) -> tuple[str, ...]:
    """Secret, tables, Redis, then the registry's content and its snapshot for the edge; what to tell a person."""
    read_secret(settings)
    sessions = open_sessions(settings)
    migrate_database(sessions.kw["bind"])
    if settings.clickhouse_url:
        migrate_warehouse(settings)
    if not settings.redis_url:
        start_redis(watch, settings.data_dir)
    refuse_missing_shards(settings)
    with connect_redis(settings) as redis, change_registry(sessions, redis) as session:
        return list_demo_hints(session, settings, addresses) if addresses.shop_url else list_hints(session)


def _start(watch: Watch, settings: MachineSettings, sockets: Sockets) -> None:
    place = settings.data_dir
    if settings.clickhouse_url:
        watch.start(describe_ingest(place))
        watch.start(describe_console(place, sockets.console))
    else:
        watch.start(describe_ingest_and_console(place, sockets.console))
    for worker, listening in enumerate(sockets.tracker):
        watch.start(describe_tracker(place, listening, worker))
    if sockets.shop is not None:
        watch.start(describe_shop(place, sockets.shop))
