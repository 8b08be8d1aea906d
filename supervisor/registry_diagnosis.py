"""The checks of `prm doctor` that concern the registry: each returns what it found and what to do about it."""

from datetime import UTC, datetime

from database.migration import list_missing_revisions
from database.sessions import begin_read, open_sessions
from earnings.payouts.methods.sealing import PayoutKeysInvalid, find_key_id, parse_keys
from earnings.runs.lag import query_overdue_seconds
from events.keys import SNAPSHOT_VERSION
from registry.keys import list_strong_keys
from registry.payout_methods import list_key_prefixes
from registry.publication import read_snapshot
from settings import SettingInvalid
from settings.data_directory import payout_keys_file, read_payout_keys
from supervisor.addresses import read_addresses
from supervisor.key_description import describe_strong_key
from supervisor.machine_settings import MachineSettings
from supervisor.redis_client import connect_redis

# A run follows each fraud run; what waits longer is not followed at all.
_LATE_SECONDS = 3600


def check_registry(settings: MachineSettings) -> tuple[str, str]:
    """Whether its tables are those of this version."""
    sessions = open_sessions(settings)
    with begin_read(sessions) as session:
        missing = list_missing_revisions(session.connection())
    if missing:
        return f"lacks {', '.join(missing)}", "Run `prm migrate`."
    return "up to date", ""


def check_snapshot(settings: MachineSettings) -> tuple[str, str]:
    """Whether the edge has the registry as it is."""
    if not settings.redis_url and read_addresses(settings.data_dir) is None:
        return "not running", ""
    with connect_redis(settings) as redis:
        published = redis.get(SNAPSHOT_VERSION)
    with begin_read(open_sessions(settings)) as session:
        current = read_snapshot(session).version
    if published == current.encode():
        return "the edge has the current registry", ""
    return "the edge has an older registry", "Check that the console runs: it publishes within a second."


def check_earnings(settings: MachineSettings) -> tuple[str, str]:
    """Whether what is due is followed by commission runs."""
    with begin_read(open_sessions(settings)) as session:
        if list_missing_revisions(session.connection()):
            return "not known before the registry is up to date", ""
        overdue_seconds = query_overdue_seconds(session, datetime.now(UTC))
    if settings.test_clock or overdue_seconds < _LATE_SECONDS:
        return "nothing is overdue", ""
    answer = f"a commission has been due for {overdue_seconds / 3600:.1f} hours"
    return answer, "Start `prm worker`, or see its log: commission runs follow fraud runs."


def check_keys(settings: MachineSettings) -> tuple[str, str]:
    """The secret keys that may change the registry or pay, with their last use."""
    with begin_read(open_sessions(settings)) as session:
        if list_missing_revisions(session.connection()):
            return "not known before the registry is up to date", ""
        strong = [describe_strong_key(key, site) for key, site in list_strong_keys(session, datetime.now(UTC))]
    return "; ".join(strong) or "none has the scope admin or pay", ""


def check_payout_keys(settings: MachineSettings) -> tuple[str, str]:
    """Whether every stored payout method can be decrypted; nothing is decrypted, and no key is made."""
    with begin_read(open_sessions(settings)) as session:
        if list_missing_revisions(session.connection()):
            return "not known before the registry is up to date", ""
        used = {find_key_id(prefix) for prefix in list_key_prefixes(session)}
    if not used:
        return "no payout method is stored yet", ""
    remedy = f"Put {payout_keys_file(settings.data_dir)} back, or set PRM_PAYOUT_KEYS; docs/payouts.md says what else."
    try:
        known = {key.id for key in parse_keys(read_payout_keys(settings, may_make=False))}
    except (SettingInvalid, PayoutKeysInvalid) as exc:
        return str(exc), remedy
    if missing := sorted(used - known):
        return f"the keys {', '.join(missing)}, by which payout methods are encrypted, are missing", remedy
    return f"{len(known)}, which open every payout method; they are in no backup", ""
