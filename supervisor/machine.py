"""All processes of one machine: `prm up`."""

from collections.abc import Callable
from pathlib import Path

from database.migration import migrate_database
from database.sessions import open_sessions
from money.rates_file import open_rates
from registry.publication import change_registry
from settings import read_settings
from settings.data_directory import read_secret, run_directory
from supervisor.addresses import Addresses, list_addresses, publish_addresses, to_localhost
from supervisor.data_lock import lock_data_directory
from supervisor.demo_shop import seed_demo_shop
from supervisor.machine_settings import MachineSettings
from supervisor.process_group import ProcessGroup, stop_at_exit, supervise
from supervisor.process_specs import (
    describe_console,
    describe_ingest,
    describe_shop,
    describe_tracker,
    describe_worker,
)
from supervisor.readiness import wait_until_ready
from supervisor.redis_client import check_configured_shards, connect_redis
from supervisor.redis_server import start_redis
from supervisor.sockets import Sockets, open_sockets
from supervisor.start_message import format_start_message, list_next_steps
from supervisor.stop_signal import StopSignal
from supervisor.store_migration import migrate_warehouse_store


def run_machine(
    settings: MachineSettings, environ: dict[str, str], shop_port: int | None, show: Callable[[str], None]
) -> None:
    """Runs everything until a stop signal; ``show`` prints the start message, ``environ`` is what children inherit."""
    with lock_data_directory(settings.data_dir) as lock:
        sockets = open_sockets(settings, shop_port)
        addresses = list_addresses(sockets)
        child_environ, place = _child_environ(environ, addresses), run_directory(settings.data_dir)
        group = ProcessGroup(place, child_environ, lock.fileno(), settings.hang_seconds)
        stop_signal = StopSignal()
        with stop_at_exit(group, stop_signal), publish_addresses(settings.data_dir, addresses):
            next_steps = _prepare_stores(group, settings, addresses)
            _start_processes(group, settings, sockets)
            wait_until_ready(group, stop_signal, (addresses.tracker_url, addresses.console_url))
            if not stop_signal.is_set():
                show(format_start_message(settings.data_dir, addresses, next_steps))
            supervise(group, stop_signal)


def read_machine_settings(environ: dict[str, str]) -> MachineSettings:
    """Makes the data directory and puts its absolute path into ``environ``; raises ``SettingInvalid``."""
    # Children may have another working directory one day; the data stays where it is.
    place = Path(environ.get("PRM_DATA_DIR", "data")).resolve()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    environ["PRM_DATA_DIR"] = str(place)
    settings = read_settings(MachineSettings, environ)
    # The console would fail on the file too, but only after everything else has started.
    open_rates(settings)
    return settings


def _child_environ(environ: dict[str, str], addresses: Addresses) -> dict[str, str]:
    # A port given as 0 is known by now.
    return {
        "PRM_TRACKER_URL": to_localhost(addresses.tracker_url),
        **environ,
        "PRM_TRACKER_PORT": addresses.tracker_url.rpartition(":")[2],
        "PRM_CONSOLE_PORT": addresses.console_url.rpartition(":")[2],
    }


def _prepare_stores(group: ProcessGroup, settings: MachineSettings, addresses: Addresses) -> tuple[str, ...]:
    """Secret, tables, Redis, then the registry and its snapshot for the edge; returns the next steps to show."""
    read_secret(settings)
    sessions = open_sessions(settings)
    migrate_database(sessions.kw["bind"])
    if settings.clickhouse_url:
        migrate_warehouse_store(settings)
    if not settings.redis_url:
        start_redis(group, settings.data_dir, settings.appendfsync)
    check_configured_shards(settings)
    with connect_redis(settings) as redis, change_registry(sessions, redis) as session:
        return seed_demo_shop(session, settings, addresses) if addresses.shop_url else list_next_steps(session)


def _start_processes(group: ProcessGroup, settings: MachineSettings, sockets: Sockets) -> None:
    place = settings.data_dir
    for spec in (describe_ingest(place), describe_console(place, sockets.console), describe_worker(place)):
        group.start(spec)
    for worker, listening in enumerate(sockets.tracker):
        group.start(describe_tracker(place, listening, worker))
    if sockets.shop is not None:
        group.start(describe_shop(place, sockets.shop))
