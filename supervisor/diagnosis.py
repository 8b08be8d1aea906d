"""The checks of `prm doctor`: what prm needs, and what to do about what is missing."""

import json
import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files

from maxminddb import InvalidDatabaseError

from buffer.diagnosis import diagnose_redis
from fraud.runs.presence import is_worker_present
from ingest.enrich.geo_database import describe_database
from ingest.shards.pause import list_busy_shards
from settings import IngestSettings, read_settings
from settings.damaged_files import describe_damaged_files
from settings.data_directory import embedded_warehouse, installed_geography, last_backup_record
from supervisor.addresses import read_addresses
from supervisor.machine_settings import MachineSettings
from supervisor.mail_diagnosis import check_mail
from supervisor.redis_client import adopt_shards, connect_redis
from supervisor.redis_server import choose_redis_program
from supervisor.registry_diagnosis import check_earnings, check_keys, check_payout_keys, check_registry, check_snapshot
from supervisor.sockets import open_sockets
from supervisor.warehouse_access import open_reader
from warehouse.connection import open_warehouse
from warehouse.upkeep.cluster_members import list_incomplete_shards
from warehouse.upkeep.rights import CONSOLE_TABLES, INGEST_TABLES, list_missing_inserts


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question; ``remedy`` is empty when all is well."""

    question: str
    answer: str
    remedy: str = ""


Check = Callable[[MachineSettings], tuple[str, str]]
# Message and remedy of an exception that is known; any other is raised again.
Explain = Callable[[Exception], tuple[str, str]]


def diagnose(settings: MachineSettings, environ: Mapping[str, str], explain: Explain) -> list[Finding]:
    """One finding for each check."""
    checks: dict[str, Check] = {
        "python": _check_python,
        "redis": _check_redis,
        "warehouse": _check_warehouse,
        "registry": check_registry,
        "damages": _check_damages,
        "snippet": _check_snippet,
        "geography": partial(_check_geography, environ),
        "ports": _check_ports,
        "snapshot": check_snapshot,
        "worker": _check_worker,
        "in flight": _check_in_flight,
        "keys": check_keys,
        "payout keys": check_payout_keys,
        "earnings": check_earnings,
        "mail": check_mail,
        "backup": _check_backup,
        "clock": _check_clock,
    }
    return [_run_check(name, check, settings, explain) for name, check in checks.items()]


def _run_check(name: str, check: Check, settings: MachineSettings, explain: Explain) -> Finding:
    try:
        return Finding(name, *check(settings))
    except Exception as exc:  # noqa: BLE001 (explain raises what is unknown again)
        message, remedy = explain(exc)
        return Finding(name, message, remedy or "See the message.")


def _check_python(_: MachineSettings) -> tuple[str, str]:
    version = sys.version.split()[0]
    return version, "" if sys.version_info >= (3, 11) else "Install Python 3.11 or newer."


def _check_redis(settings: MachineSettings) -> tuple[str, str]:
    if not settings.redis_url and read_addresses(settings.data_dir) is None:
        program = choose_redis_program()
        return f"not running; `prm up` would start {program.version or 'an unknown version'} of {program.path}", ""
    with connect_redis(settings) as redis:
        answer, remedy = diagnose_redis(redis, settings.backlog_bytes)
        if not remedy:
            adopt_shards(settings)
        return answer, remedy


def _check_warehouse(settings: MachineSettings) -> tuple[str, str]:
    if settings.clickhouse_url:
        return _check_server(settings)
    import chdb  # noqa: F401 (it must be importable here)

    directory = embedded_warehouse(settings.data_dir)
    return f"embedded, in {directory}" if directory.exists() else "embedded, made by the first `prm up`", ""


def _check_server(settings: MachineSettings) -> tuple[str, str]:
    with closing(open_warehouse(settings)) as warehouse:
        version = warehouse.query("select version()").parse_value(str)
        missing = list_missing_inserts(warehouse, INGEST_TABLES)
        # It fails too where the right to query all servers is missing.
        added = list_incomplete_shards(warehouse, cluster) if (cluster := settings.clickhouse_cluster) else []
    if added:
        return f"shards {', '.join(added)} of the cluster lack tables", "Run `prm migrate`."
    if settings.clickhouse_reader_url:
        with closing(open_reader(settings)) as reader:
            missing += list_missing_inserts(reader, CONSOLE_TABLES)
    if missing:
        remedy = "Run `prm migrate`; then grant its user the inserts that docs/scale.md lists."
        return f"ClickHouse {version} answers, but inserts are not possible into {', '.join(missing)}", remedy
    return f"ClickHouse {version} answers", ""


def _check_damages(settings: MachineSettings) -> tuple[str, str]:
    notices = describe_damaged_files(settings.data_dir)
    remedy = "See `prm repair list`; docs/failures.md says what may be missing. `prm repair discard` deletes them."
    return ("; ".join(notices), remedy) if notices else ("none", "")


def _check_snippet(_: MachineSettings) -> tuple[str, str]:
    built = files("snippet").joinpath("dist", "prm.js").is_file()
    return ("built", "") if built else ("not built", "Run `make assets`, or `python -m snippet.build`.")


def _check_ports(settings: MachineSettings) -> tuple[str, str]:
    running = read_addresses(settings.data_dir)
    if running:
        return f"prm up runs: {running.tracker_url}, {running.console_url}", ""
    sockets = open_sockets(settings, None)
    for opened in (*sockets.tracker, sockets.console):
        opened.close()
    return f"{settings.tracker_port} and {settings.console_port} are free", ""


def _check_worker(settings: MachineSettings) -> tuple[str, str]:
    if not settings.redis_url and read_addresses(settings.data_dir) is None:
        return "not running", ""
    with connect_redis(settings) as redis:
        if is_worker_present(redis):
            return "runs", ""
    return "none runs: no fraud rules, no uses of keys, no credit previews", "Start `prm worker`, or `prm up`."


def _check_in_flight(settings: MachineSettings) -> tuple[str, str]:
    """Before servers are added to a ClickHouse cluster there must be none."""
    if not settings.redis_url and read_addresses(settings.data_dir) is None:
        return "not running", ""
    with connect_redis(settings) as redis:
        busy = list_busy_shards(redis, adopt_shards(settings).shards)
    return (f"batches of the streams {', '.join(map(str, busy))}" if busy else "none"), ""


def _check_backup(settings: MachineSettings) -> tuple[str, str]:
    path = last_backup_record(settings.data_dir)
    if not path.exists():
        return "none was made", "See the log of `prm up`, or run `prm backup`." if settings.backup_place else ""
    last = json.loads(path.read_bytes())
    age = datetime.now(UTC) - datetime.fromisoformat(last["made_at"])
    answer = f"{last['name']} in {last['place']}, {age.total_seconds() / 3600:.1f} hours old"
    is_late = settings.backup_place and age.total_seconds() > 2 * settings.backup_every_seconds
    return answer, "The last ones failed: see the log of `prm up`." if is_late else ""


def _check_clock(settings: MachineSettings) -> tuple[str, str]:
    if not settings.test_clock:
        return "the machine's own", ""
    remedy = "Unset PRM_TEST_CLOCK, unless this installation is a test: whoever has such a key may choose what is due."
    return "keys with the scope admin may name the moment of their calls; commissions are run on request only", remedy


def _check_geography(environ: Mapping[str, str], machine: MachineSettings) -> tuple[str, str]:
    settings = read_settings(IngestSettings, environ)
    path = settings.geo_db or installed_geography(machine.data_dir, "PRM_GEO_DB")
    if settings.geo_db is None and not path.exists():
        return "none, countries stay empty; `prm geo install` installs one", ""
    try:
        return f"{path}: {describe_database(path)}", ""
    except (OSError, InvalidDatabaseError) as exc:
        return f"{path} cannot be used: {exc}", "Run `prm geo install`, or correct PRM_GEO_DB."
