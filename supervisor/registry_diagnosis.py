"""The checks of `prm doctor` that concern the registry: each returns what it found and what to do about it."""

from datetime import UTC, datetime

from database.migration import list_missing_revisions
from database.sessions import begin_read, open_sessions
from events.keys import SNAPSHOT_VERSION
from registry.keys import list_strong_keys
from registry.publication import read_snapshot
from supervisor.addresses import read_addresses
from supervisor.key_description import describe_strong_key
from supervisor.machine_settings import MachineSettings
from supervisor.redis_client import connect_redis


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


def check_keys(settings: MachineSettings) -> tuple[str, str]:
    """The secret keys that may change the registry or pay, with their last use."""
    with begin_read(open_sessions(settings)) as session:
        if list_missing_revisions(session.connection()):
            return "not known before the registry is up to date", ""
        strong = [describe_strong_key(key, site) for key, site in list_strong_keys(session, datetime.now(UTC))]
    return "; ".join(strong) or "none has the scope admin or pay", ""
