"""What is asked of each part of the installation: whether it is fine, what was found, and what to do about it."""

import json
import platform
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version

from redis.exceptions import RedisError

from console.api.installation.health_parts import HealthPart, HealthState
from console.api.request import ApiDependencies
from database.errors import DatabaseUnavailable
from database.sessions import begin_read
from earnings.runs.lag import query_earnings_lag_seconds
from events.keys import DEAD_LETTER
from fraud.runs.lag import query_fraud_lag_seconds
from fraud.runs.presence import is_worker_present
from languages.sentence import Figure, Sentence, Words, count_sentence, sentence
from outbound.outbox import MailState, count_mails
from registry.tables import list_missing_registry_tables
from reports.freshness.report import query_completeness
from settings.damaged_files import list_damaged_files
from settings.data_directory import last_backup_record
from warehouse.interface import StatementFailed, WarehouseUnavailable
from warehouse.upkeep.required_tables import list_missing_tables

_AWAY = (WarehouseUnavailable, StatementFailed, DatabaseUnavailable, RedisError)
_LATE_SECONDS, _LATE_HOURS = 300, 48
_SMALLEST_FREE_SHARE = 0.1
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_NONE, _ANSWERS = sentence("none"), sentence("answers")
_NO_REMEDY = ""
_MIGRATE = sentence("Run `prm migrate`.")


# State, what was found, what to do about it.
Answer = tuple[HealthState, Words, Words]


def check_part(part: HealthPart, dependencies: ApiDependencies) -> Answer:
    """Each part is asked on its own, so one that is away hides no other."""
    try:
        return _CHECKS[part](dependencies)
    except _AWAY as exc:
        found = sentence("does not answer: {problem}", problem=str(exc))
        return HealthState.AWAY, found, sentence("See `prm doctor` on the server.")


def _check_warehouse(dependencies: ApiDependencies) -> Answer:
    found = dependencies.warehouse.query("select version()").columns[0][0]
    missing = list_missing_tables(dependencies.warehouse)
    answer = sentence("ClickHouse {version} answers", version=found)
    return _require(not missing, answer, _describe_missing(missing), _MIGRATE)


def _check_registry(dependencies: ApiDependencies) -> Answer:
    with begin_read(dependencies.sessions) as session:
        missing = list_missing_registry_tables(session)
    return _require(not missing, _ANSWERS, _describe_missing(missing), _MIGRATE)


def _describe_missing(tables: list[str]) -> Sentence:
    return sentence("lacks {tables}", tables=", ".join(tables))


def _check_redis(dependencies: ApiDependencies) -> Answer:
    dependencies.redis.ping()
    return HealthState.FINE, _ANSWERS, _NO_REMEDY


def _check_worker(dependencies: ApiDependencies) -> Answer:
    problem = sentence("none runs: no fraud rules, no commissions, no erasures")
    remedy = sentence("Start `prm worker`, or `prm up`.")
    return _require(is_worker_present(dependencies.redis), sentence("runs"), problem, remedy)


def _check_ingest(dependencies: ApiDependencies) -> Answer:
    found = query_completeness(dependencies.redis, dependencies.shards, dependencies.spool)
    waiting = sentence("the oldest event has waited {time} to be stored")
    remedy = sentence("See that `prm ingest` runs, and its log.")
    return _check_lag(found.oldest_unstored_ms / 1000, sentence("everything is stored"), waiting, remedy)


def _check_fraud_runs(dependencies: ApiDependencies) -> Answer:
    waiting = sentence("the oldest event has waited {time} to be checked")
    seconds = query_fraud_lag_seconds(dependencies.warehouse)
    return _check_lag(seconds, sentence("everything is checked"), waiting, sentence("See the log of `prm worker`."))


def _check_commissions(dependencies: ApiDependencies) -> Answer:
    with begin_read(dependencies.sessions) as session:
        seconds = query_earnings_lag_seconds(session, dependencies.warehouse, dependencies.now())
    waiting = sentence("the oldest conversion has waited {time} to be decided")
    return _check_lag(seconds, sentence("everything is decided"), waiting, sentence("See the log of `prm worker`."))


def _check_lag(seconds: float, done: Sentence, waiting: Sentence, remedy: Words) -> Answer:
    late = Sentence(waiting.text, {"time": _describe_time(seconds)})
    return _require(seconds < _LATE_SECONDS, late if seconds >= 1 else done, late, remedy)


def _check_dead_letters(dependencies: ApiDependencies) -> Answer:
    count = int(dependencies.redis.xlen(DEAD_LETTER))
    problem = count_sentence("{number} event could not be stored", "{number} events could not be stored", count)
    return _require(not count, _NONE, problem, sentence("See `prm dead-letter list`."))


def _check_mail(dependencies: ApiDependencies) -> Answer:
    if not dependencies.sends_mail:
        return HealthState.FINE, sentence("none is sent; each link is shown to be copied"), _NO_REMEDY
    with begin_read(dependencies.sessions) as session:
        counts = count_mails(session)
    waiting, failed = counts.get(MailState.QUEUED, 0), counts.get(MailState.FAILED, 0)
    answer = count_sentence("{number} waits", "{number} wait", waiting)
    problem = count_sentence(
        "{number} failed in the last thirty days", "{number} failed in the last thirty days", failed
    )
    return _require(not failed, answer, problem, sentence("See `prm mail list --state failed`."))


def _check_disk(dependencies: ApiDependencies) -> Answer:
    usage = shutil.disk_usage(dependencies.data_dir)
    free, total = (Figure(f"{each / 2**30:.1f}") for each in (usage.free, usage.total))
    answer = sentence("{free} of {total} GiB are free", free=free, total=total)
    is_fine = usage.free > _SMALLEST_FREE_SHARE * usage.total
    return _require(is_fine, answer, answer, sentence("Make room, or add a disk."))


def _check_damages(dependencies: ApiDependencies) -> Answer:
    files = list_damaged_files(dependencies.data_dir)
    if not files:
        return HealthState.FINE, _NONE, _NO_REMEDY
    moment = f"{max(each.put_aside_at for each in files):%Y-%m-%d %H:%M}"
    problem = count_sentence(
        "{number} damaged file was put aside, the last one on {moment} UTC",
        "{number} damaged files were put aside, the last one on {moment} UTC",
        len(files),
        moment=moment,
    )
    return HealthState.ATTENTION, problem, sentence("See `prm repair list`.")


def _check_backup(dependencies: ApiDependencies) -> Answer:
    try:
        last = json.loads(last_backup_record(dependencies.data_dir).read_bytes())
        made_at = datetime.fromisoformat(last["made_at"]).astimezone(UTC)
    except (OSError, ValueError, KeyError):
        remedy = sentence("Set `PRM_BACKUP_PLACE`, or run `prm backup`.")
        return HealthState.ATTENTION, sentence("none was made"), remedy
    seconds = (dependencies.now() - made_at).total_seconds()
    answer = sentence("{name}, made {time} ago", name=last["name"], time=_describe_time(seconds))
    is_fine = seconds < _LATE_HOURS * _HOUR
    return _require(is_fine, answer, answer, sentence("See the log of `prm up`, or run `prm backup`."))


def _check_versions(_: ApiDependencies) -> Answer:
    return HealthState.FINE, f"prm {version('prm')}, Python {platform.python_version()}", _NO_REMEDY


def _require(is_fine: bool, answer: Sentence, problem: Sentence, remedy: Words) -> Answer:
    return (HealthState.FINE, answer, _NO_REMEDY) if is_fine else (HealthState.ATTENTION, problem, remedy)


def _describe_time(seconds: float) -> Sentence:
    """In the largest unit of which there are two, so that nothing is rounded by much; below it in seconds."""
    whole = max(0, round(seconds))
    if whole >= 2 * _DAY:
        return count_sentence("{number} day", "{number} days", whole // _DAY)
    if whole >= 2 * _HOUR:
        return count_sentence("{number} hour", "{number} hours", whole // _HOUR)
    if whole >= 2 * _MINUTE:
        return count_sentence("{number} minute", "{number} minutes", whole // _MINUTE)
    return count_sentence("{number} second", "{number} seconds", whole)


_CHECKS: Mapping[HealthPart, Callable[[ApiDependencies], Answer]] = {
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
