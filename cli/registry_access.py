"""The registry of a data directory, for one command."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from cli.failures import CommandFailed
from cli.options import choose_settings, log_quietly
from cli.redis_client import connect_redis
from registry.migrating import migrate_registry
from registry.opening import begin_reading, open_registry
from registry.publishing import change_registry
from settings import RegistrySettings


@contextmanager
def reading_registry(data_dir: Path | None) -> Iterator[Session]:
    """A transaction that reads the registry of the data directory."""
    settings = _existing_registry(data_dir)
    with begin_reading(open_registry(settings)) as session:
        yield session


@contextmanager
def changing_registry(data_dir: Path | None, *, make: bool = False) -> Iterator[Session]:
    """A transaction that changes the registry; the edge is told. ``make`` also makes a SQLite registry."""
    settings = choose_settings(RegistrySettings, data_dir) if make else _existing_registry(data_dir)
    log_quietly(settings, "registry")
    sessions = open_registry(settings)
    if make and not settings.registry_url:
        migrate_registry(sessions.kw["bind"])
    with connect_redis(settings) as redis, change_registry(sessions, redis) as session:
        yield session


def _existing_registry(data_dir: Path | None) -> RegistrySettings:
    settings = choose_settings(RegistrySettings, data_dir)
    if not settings.registry_url and not (settings.data_dir / "registry.sqlite").exists():
        place = settings.data_dir.resolve()
        raise CommandFailed(f"there is no registry in {place}", "Name the right --data-dir, or make one: prm migrate.")
    return settings
