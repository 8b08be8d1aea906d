"""The registry of a data directory, for one command."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from cli.failures import CommandFailed
from cli.options import choose_settings, log_quietly
from database.columns import utc_now
from database.migration import migrate_database
from database.sessions import begin_read, open_sessions
from registry.keys import create_key, revoke_key
from registry.publication import change_registry
from registry.sites import list_sites, resolve_site
from settings import RegistrySettings
from supervisor.redis_client import connect_redis


@contextmanager
def reading_registry(data_dir: Path | None) -> Iterator[Session]:
    """A transaction that reads the registry of the data directory."""
    settings = _existing_registry(data_dir)
    with begin_read(open_sessions(settings)) as session:
        yield session


@contextmanager
def changing_registry(data_dir: Path | None, *, make: bool = False) -> Iterator[Session]:
    """A transaction that changes the registry; the edge is told. ``make`` also makes a SQLite registry."""
    settings = choose_settings(RegistrySettings, data_dir) if make else _existing_registry(data_dir)
    log_quietly(settings, "registry")
    sessions = open_sessions(settings)
    if make and not settings.registry_url:
        migrate_database(sessions.kw["bind"])
    with connect_redis(settings) as redis, change_registry(sessions, redis) as session:
        yield session


def choose_site(data_dir: Path | None, given: str | None) -> tuple[int, str]:
    """Id and first host of the site that is named, or of the only one."""
    with reading_registry(data_dir) as session:
        sites = [resolve_site(session, given)] if given else list_sites(session)
    if len(sites) == 1:
        return sites[0].id, sites[0].hosts[0].removeprefix("*.")
    if not sites:
        raise CommandFailed("there is no site yet", "Make one: prm site create NAME --host HOST")
    names = ", ".join(f"{each.id} ({each.name})" for each in sites)
    raise CommandFailed(f"there are several sites: {names}", "Choose one with --site.")


@contextmanager
def borrow_key(data_dir: Path | None, site_id: int, label: str, scopes: Iterable[str]) -> Iterator[str]:
    """A secret key for as long as the block lasts."""
    with changing_registry(data_dir) as session:
        key, secret_key = create_key(session, site_id, label, scopes)
    try:
        yield secret_key
    finally:
        with changing_registry(data_dir) as session:
            revoke_key(session, site_id, key.id, utc_now())


def _existing_registry(data_dir: Path | None) -> RegistrySettings:
    settings = choose_settings(RegistrySettings, data_dir)
    if not settings.registry_url and not (settings.data_dir / "registry.sqlite").exists():
        place = settings.data_dir.resolve()
        raise CommandFailed(f"there is no registry in {place}", "Name the right --data-dir, or make one: prm migrate.")
    return settings
