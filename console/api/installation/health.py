"""/installation/health: what runs, what waits and what an administrator should mend."""

import json
import platform
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from importlib.metadata import version
from typing import Annotated

from redis.exceptions import RedisError

from console.api.fields import Resource, choice
from console.api.request import ApiDependencies, ApiRequest, Call, Table
from database.errors import DatabaseUnavailable
from database.sessions import begin_read
from earnings.runs.lag import query_earnings_lag_seconds
from events.keys import DEAD_LETTER
from fraud.runs.lag import query_fraud_lag_seconds
from fraud.runs.presence import is_worker_present
from outbound.outbox import MailState, count_mails
from registry.tables import list_missing_registry_tables
from reports.freshness.report import query_completeness
from settings.damaged_files import describe_damaged_files
from settings.data_directory import last_backup_record
from warehouse.interface import StatementFailed, WarehouseUnavailable
from warehouse.upkeep.required_tables import list_missing_tables

_AWAY = (WarehouseUnavailable, StatementFailed, DatabaseUnavailable, RedisError)
_LATE_SECONDS, _LATE_HOURS = 300, 48
_SMALLEST_FREE_SHARE = 0.1
# State, what was found, what to do about it.
Answer = tuple["HealthState", str, str]


class HealthState(StrEnum):
    """Whether somebody has to act."""

    FINE = "fine"
    ATTENTION = "attention"
    AWAY = "away"


class HealthPart(StrEnum):
    """What is looked at."""

    WAREHOUSE = "warehouse"
    REGISTRY = "registry"
    REDIS = "redis"
    WORKER = "worker"
    INGEST = "ingest"
    FRAUD_RUNS = "fraud_runs"
    COMMISSIONS = "commissions"
    DEAD_LETTERS = "dead_letters"
    MAIL = "mail"
    DISK = "disk"
    DAMAGES = "damages"
    BACKUP = "backup"
    VERSIONS = "versions"


class Finding(Resource):
    """One part of the installation; `remedy` is empty where it is fine. The whole: `prm doctor` on the server."""

    part: Annotated[str, choice(HealthPart)]
    state: Annotated[str, choice(HealthState)]
    answer: str
    remedy: str


def answer_health(request: ApiRequest) -> Table:
    """Each part is asked on its own, so one that is away hides no other."""
    dependencies = request.dependencies
    checks: dict[HealthPart, Callable[[ApiDependencies], Answer]] = {
        HealthPart.WAREHOUSE: _check_warehouse,
        HealthPart.REGISTRY: _check_registry,
        HealthPart.REDIS: _check_redis,
        HealthPart.WORKER: _check_worker,
        HealthPart.INGEST: _check_ingest,
        HealthPart.FRAUD_RUNS: _check_fraud_runs,
        HealthPart.COMMISSIONS: _check_commissions,
        HealthPart.DEAD_LETTERS: _check_dead_letters,
        HealthPart.MAIL: _check_mail,
        HealthPart.DISK: _check_disk,
        HealthPart.DAMAGES: _check_damages,
        HealthPart.BACKUP: _check_backup,
        HealthPart.VERSIONS: _check_versions,
    }
    return Table([_run(part, check, dependencies) for part, check in checks.items()])


def _run(part: HealthPart, check: Callable[[ApiDependencies], Answer], dependencies: ApiDependencies) -> Finding:
    try:
        state, answer, remedy = check(dependencies)
    except _AWAY as exc:
        state, answer, remedy = HealthState.AWAY, f"does not answer: {exc}", "See `prm doctor` on the server."
    return Finding(part.value, state.value, answer, remedy)


def _check_warehouse(dependencies: ApiDependencies) -> Answer:
    found = dependencies.warehouse.query("select version()").columns[0][0]
    missing = list_missing_tables(dependencies.warehouse)
    return _require(not missing, f"ClickHouse {found} answers", f"lacks {', '.join(missing)}", "Run `prm migrate`.")


def _check_registry(dependencies: ApiDependencies) -> Answer:
    with begin_read(dependencies.sessions) as session:
        missing = list_missing_registry_tables(session)
    return _require(not missing, "answers", f"lacks {', '.join(missing)}", "Run `prm migrate`.")


def _check_redis(dependencies: ApiDependencies) -> Answer:
    dependencies.redis.ping()
    return HealthState.FINE, "answers", ""


def _check_worker(dependencies: ApiDependencies) -> Answer:
    problem = "none runs: no fraud rules, no commissions, no erasures"
    return _require(is_worker_present(dependencies.redis), "runs", problem, "Start `prm worker`, or `prm up`.")


def _check_ingest(dependencies: ApiDependencies) -> Answer:
    found = query_completeness(dependencies.redis, dependencies.shards, dependencies.spool)
    return _check_lag(found.oldest_unstored_ms / 1000, "stored", "See that `prm ingest` runs, and its log.")


def _check_fraud_runs(dependencies: ApiDependencies) -> Answer:
    return _check_lag(query_fraud_lag_seconds(dependencies.warehouse), "checked", "See the log of `prm worker`.")


def _check_commissions(dependencies: ApiDependencies) -> Answer:
    with begin_read(dependencies.sessions) as session:
        seconds = query_earnings_lag_seconds(session, dependencies.warehouse, dependencies.now())
    return _check_lag(seconds, "decided", "See the log of `prm worker`.")


def _check_lag(seconds: float, done: str, remedy: str) -> Answer:
    waiting = f"the oldest waits for {seconds:,.0f} s to be {done}"
    return _require(seconds < _LATE_SECONDS, waiting if seconds >= 1 else f"everything is {done}", waiting, remedy)


def _check_dead_letters(dependencies: ApiDependencies) -> Answer:
    count = int(dependencies.redis.xlen(DEAD_LETTER))
    return _require(not count, "none", f"{count:,} events could not be stored", "See `prm dead-letter list`.")


def _check_mail(dependencies: ApiDependencies) -> Answer:
    if not dependencies.sends_mail:
        return HealthState.FINE, "none is sent; each link is shown to be copied", ""
    with begin_read(dependencies.sessions) as session:
        counts = count_mails(session)
    waiting, failed = counts.get(MailState.QUEUED, 0), counts.get(MailState.FAILED, 0)
    problem = f"{failed:,} failed in the last thirty days"
    return _require(not failed, f"{waiting:,} wait", problem, "See `prm mail list --state failed`.")


def _check_disk(dependencies: ApiDependencies) -> Answer:
    usage = shutil.disk_usage(dependencies.data_dir)
    answer = f"{usage.free / 2**30:,.1f} of {usage.total / 2**30:,.1f} GiB are free"
    return _require(usage.free > _SMALLEST_FREE_SHARE * usage.total, answer, answer, "Make room, or add a disk.")


def _check_damages(dependencies: ApiDependencies) -> Answer:
    notices = describe_damaged_files(dependencies.data_dir)
    return _require(not notices, "none", "; ".join(notices), "See `prm repair list`.")


def _check_backup(dependencies: ApiDependencies) -> Answer:
    try:
        last = json.loads(last_backup_record(dependencies.data_dir).read_bytes())
        made_at = datetime.fromisoformat(last["made_at"]).astimezone(UTC)
    except (OSError, ValueError, KeyError):
        return HealthState.ATTENTION, "none was made", "Set PRM_BACKUP_PLACE, or run `prm backup`."
    hours = (dependencies.now() - made_at).total_seconds() / 3600
    answer = f"{last['name']}, {max(0.0, hours):,.1f} hours old"
    return _require(hours < _LATE_HOURS, answer, answer, "See the log of `prm up`, or run `prm backup`.")


def _check_versions(_: ApiDependencies) -> Answer:
    return HealthState.FINE, f"prm {version('prm')}, Python {platform.python_version()}", ""


def _require(is_fine: bool, answer: str, problem: str, remedy: str) -> Answer:
    return (HealthState.FINE, answer, "") if is_fine else (HealthState.ATTENTION, problem, remedy)


# fmt: off
CALLS = (
    Call("read_installation_health", "GET", "/installation/health", answer_health, "What runs, waits and needs mending",
         ("format",), answer_type=Finding, is_for_administrators=True),
)
