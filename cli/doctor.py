"""`prm doctor`: looks at what prm needs and says what to do about what is missing."""

import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass
from importlib.resources import files
from pathlib import Path

import click
from maxminddb import InvalidDatabaseError

from buffer.diagnosis import diagnose_redis
from cli.failures import tell
from cli.geo import describe_database
from cli.options import choose_settings, data_dir_option, json_option, print_json
from database.migration import list_missing_revisions
from database.sessions import begin_read, open_sessions
from events.keys import SNAPSHOT_VERSION
from ingest.shards.count import check_shard_count
from registry.publication import read_snapshot
from settings import IngestSettings
from settings.data_directory import embedded_warehouse, installed_geography
from supervisor.addresses import MachineSettings, open_sockets, read_addresses
from supervisor.redis_client import connect_redis
from supervisor.redis_server import find_redis_server


@dataclass(frozen=True, slots=True)
class Finding:
    """The answer to one question; ``remedy`` is empty when all is well."""

    question: str
    answer: str
    remedy: str = ""


@click.command()
@json_option
@data_dir_option
def doctor(as_json: bool, data_dir: Path | None) -> None:
    """Look for what is missing. Ends with 1 if something needs doing."""
    settings = choose_settings(MachineSettings, data_dir)
    findings = [_look(name, question, settings) for name, question in _QUESTIONS.items()]
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{'!!' if finding.remedy else 'ok'}  {finding.question}: {finding.answer}")
            if finding.remedy:
                click.echo(f"    {finding.remedy}")
    if any(finding.remedy for finding in findings):
        raise SystemExit(1)


Question = Callable[[MachineSettings], tuple[str, str]]


def _look(name: str, question: Question, settings: MachineSettings) -> Finding:
    try:
        return Finding(name, *question(settings))
    except Exception as exc:  # noqa: BLE001 (what nobody foresaw is raised again)
        failure = tell(exc)
        return Finding(name, failure.message, failure.remedy or "See the message.")


def _check_python(_: MachineSettings) -> tuple[str, str]:
    version = sys.version.split()[0]
    return version, "" if sys.version_info >= (3, 11) else "Install Python 3.11 or newer."


def _check_redis(settings: MachineSettings) -> tuple[str, str]:
    if not settings.redis_url and read_addresses(settings.data_dir) is None:
        return f"not running; `prm up` would start {find_redis_server()}", ""
    with connect_redis(settings) as redis:
        answer, remedy = diagnose_redis(redis)
        if not remedy:
            check_shard_count(redis, settings.shards)
        return answer, remedy


def _check_warehouse(settings: MachineSettings) -> tuple[str, str]:
    if settings.clickhouse_url:
        from warehouse.connection import open_warehouse

        with closing(open_warehouse(settings)) as warehouse:
            version = warehouse.query("select version() as version").columns[0][0]
        return f"ClickHouse {version} answers", ""
    import chdb  # noqa: F401 (it must be importable here)

    directory = embedded_warehouse(settings.data_dir)
    return f"embedded, in {directory}" if directory.exists() else "embedded, made by the first `prm up`", ""


def _check_registry(settings: MachineSettings) -> tuple[str, str]:
    sessions = open_sessions(settings)
    with begin_read(sessions) as session:
        missing = list_missing_revisions(session.connection())
    if missing:
        return f"lacks {', '.join(missing)}", "Run `prm migrate`."
    return "up to date", ""


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


def _check_snapshot(settings: MachineSettings) -> tuple[str, str]:
    if not settings.redis_url and read_addresses(settings.data_dir) is None:
        return "not running", ""
    with connect_redis(settings) as redis:
        published = redis.get(SNAPSHOT_VERSION)
    with begin_read(open_sessions(settings)) as session:
        current = read_snapshot(session).version
    if published == current.encode():
        return "the edge knows the registry as it is", ""
    return "the edge knows an older registry", "See that the console runs: it publishes within a second."


def _check_geography(machine: MachineSettings) -> tuple[str, str]:
    settings = choose_settings(IngestSettings, machine.data_dir)
    path = settings.geo_db or installed_geography(settings.data_dir, "PRM_GEO_DB")
    if settings.geo_db is None and not path.exists():
        return "none, countries stay empty; `prm geo install` brings them", ""
    try:
        return f"{path}: {describe_database(path)}", ""
    except (OSError, InvalidDatabaseError) as exc:
        return f"{path} cannot be used: {exc}", "Run `prm geo install`, or correct PRM_GEO_DB."


_QUESTIONS: dict[str, Question] = {
    "python": _check_python,
    "redis": _check_redis,
    "warehouse": _check_warehouse,
    "registry": _check_registry,
    "snippet": _check_snippet,
    "geography": _check_geography,
    "ports": _check_ports,
    "snapshot": _check_snapshot,
}
