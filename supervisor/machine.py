"""All processes of one machine: `prm up`."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from database.columns import utc_now
from database.migration import migrate_database
from database.sessions import open_sessions
from demo.geography import install_places
from demo.history.steps import Step
from money.rates_file import open_rates
from outbound.schedule import open_post
from registry.publication import change_registry
from settings import read_settings
from settings.damaged_files import KEPT_DAYS, remove_damaged_files
from settings.data_directory import read_secret, restore_draft, run_directory
from supervisor import systemd
from supervisor.addresses import Addresses, list_addresses, publish_addresses, to_localhost
from supervisor.data_lock import lock_data_directory
from supervisor.demo_history import History, begin_history
from supervisor.demo_shop import seed_demo_shop
from supervisor.errors import StartFailed
from supervisor.lost_warehouse import check_warehouse_is_expected
from supervisor.machine_settings import MachineSettings
from supervisor.process_group import CHECK_EVERY_SECONDS, ProcessGroup, stop_at_exit, supervise
from supervisor.process_specs import (
    describe_backups,
    describe_console,
    describe_ingest,
    describe_shop,
    describe_tracker,
    describe_worker,
)
from supervisor.readiness import fail_if_crashing, wait_until_ready
from supervisor.redis_client import adopt_shards, connect_redis
from supervisor.redis_server import start_redis
from supervisor.socket_activation import take_sockets
from supervisor.sockets import Sockets, open_sockets
from supervisor.start_message import format_start_message, list_next_steps
from supervisor.stop_signal import StopSignal
from supervisor.store_migration import migrate_warehouse_store
from supervisor.systemd import Notifier


def run_machine(
    settings: MachineSettings, environ: dict[str, str], shop_port: int | None, show: Callable[[str], None]
) -> None:
    """Runs everything until a stop signal; ``show`` prints the start message, ``environ`` is what children inherit."""
    with lock_data_directory(settings.data_dir) as lock:
        sockets = open_sockets(settings, shop_port, take_sockets(environ, settings.workers))
        addresses = list_addresses(sockets)
        child_environ, place = _child_environ(environ, addresses), run_directory(settings.data_dir)
        group = ProcessGroup(place, child_environ, lock.fileno(), settings.hang_seconds)
        stop_signal = StopSignal()
        notifier = Notifier(environ)
        with stop_at_exit(group, stop_signal), publish_addresses(settings.data_dir, addresses):
            notifier.notify("STATUS=preparing the stores")
            next_steps = _prepare_stores(group, settings, addresses, child_environ)
            notifier.notify("STATUS=starting the processes")
            history = begin_history(settings, stop_signal.is_set) if addresses.shop_url else None
            _start_processes(group, settings, sockets, partial(_watch_until, history, group, stop_signal))
            wait_until_ready(group, stop_signal, (addresses.tracker_url, addresses.console_url))
            if not stop_signal.is_set():
                show(format_start_message(settings.data_dir, addresses, next_steps))
                notifier.notify("READY=1", f"STATUS=tracker {addresses.tracker_url}, console {addresses.console_url}")
            supervise(group, stop_signal, notifier.beat)
            notifier.notify("STOPPING=1", "STATUS=stopping the processes")


def read_machine_settings(environ: dict[str, str]) -> MachineSettings:
    """Makes the data directory and puts its absolute path into ``environ``; raises ``SettingInvalid``."""
    # Children may have another working directory one day; the data stays where it is.
    place = Path(environ.get("PRM_DATA_DIR", "data")).resolve()
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    environ["PRM_DATA_DIR"] = str(place)
    settings = read_settings(MachineSettings, environ)
    if settings.backup_place and (settings.clickhouse_url or settings.registry_url):
        raise StartFailed(
            "PRM_BACKUP_PLACE is set, but warehouse or registry is a server",
            "Unset it, and back up the servers with their own tools.",
        )
    if restore_draft(place).exists():
        raise StartFailed(
            f"a restore into {place} did not end", "Run it again: prm restore SOURCE --data-dir " + str(place)
        )
    # Console and worker would fail on these too, but only after everything else has started.
    open_rates(settings)
    open_post(settings)
    return settings


def _child_environ(environ: dict[str, str], addresses: Addresses) -> dict[str, str]:
    # A port given as 0 is known by now.
    return {
        "PRM_TRACKER_URL": to_localhost(addresses.tracker_url),
        "PRM_CONSOLE_URL": to_localhost(addresses.console_url),
        **{name: value for name, value in environ.items() if name not in systemd.VARIABLES},
        "PRM_TRACKER_PORT": addresses.tracker_url.rpartition(":")[2],
        "PRM_CONSOLE_PORT": addresses.console_url.rpartition(":")[2],
    }


def _prepare_stores(
    group: ProcessGroup, settings: MachineSettings, addresses: Addresses, child_environ: dict[str, str]
) -> tuple[str, ...]:
    """Secret, tables, Redis, then the registry and its snapshot for the edge; returns the next steps to show."""
    read_secret(settings)
    remove_damaged_files(settings.data_dir, older_than_days=KEPT_DAYS)
    sessions = open_sessions(settings)
    migrate_database(sessions.kw["bind"])
    check_warehouse_is_expected(settings, sessions)
    if settings.clickhouse_url:
        migrate_warehouse_store(settings, settings)
    if not settings.redis_url:
        start_redis(group, settings.data_dir, settings.appendfsync)
    # The trackers would not ask, and everybody has to know the same number.
    child_environ["PRM_SHARDS"] = str(adopt_shards(settings).shards)
    if addresses.shop_url:
        # Before ingest looks for one.
        install_places(settings.data_dir)
    with connect_redis(settings) as redis, change_registry(sessions, redis) as session:
        if addresses.shop_url:
            return seed_demo_shop(session, settings, addresses)
        return list_next_steps(session, addresses, utc_now())


def _watch_until(history: History | None, group: ProcessGroup, stop_signal: StopSignal, step: Step) -> None:
    while history and history.is_before(step) and not stop_signal.is_set():
        group.watch()
        fail_if_crashing(group)
        history.join(CHECK_EVERY_SECONDS)


def _start_processes(
    group: ProcessGroup, settings: MachineSettings, sockets: Sockets, watch_until: Callable[[Step], None]
) -> None:
    """With a demo's history one after the other: on few cores it would wait for each process that starts beside it."""
    place = settings.data_dir
    group.start(describe_ingest(place))
    watch_until(Step.EVENTS)
    group.start(describe_console(place, sockets.console))
    for worker, listening in enumerate(sockets.tracker):
        group.start(describe_tracker(place, listening, worker))
    watch_until(Step.MONEY)
    group.start(describe_worker(place))
    if settings.backup_place:
        group.start(describe_backups(place, settings.backup_every_seconds))
    if sockets.shop is not None:
        group.start(describe_shop(place, sockets.shop))
