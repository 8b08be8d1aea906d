"""The registry of a data directory, for one command."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from cli.failures import CommandFailed
from cli.options import load_settings, set_up_command_logging
from database.columns import utc_now
from database.migration import migrate_database
from database.sessions import Sessions, begin_read, name_author, open_sessions
from registry.key_revocation import revoke_key
from registry.keys import COMMAND, create_key
from registry.partners import list_partners
from registry.publication import change_registry
from registry.sites import get_site, list_sites, resolve_site
from settings import RegistrySettings
from supervisor.redis_client import connect_redis


@contextmanager
def reading_registry(data_dir: Path | None) -> Iterator[Session]:
    """A transaction that reads the registry of the data directory."""
    settings = _existing_registry(data_dir)
    with open_registry(settings) as sessions, begin_read(sessions) as session:
        yield session


@contextmanager
def changing_registry(data_dir: Path | None, *, make: bool = False) -> Iterator[Session]:
    """A transaction that changes the registry and publishes it to the edge; ``make`` also creates a SQLite registry."""
    settings = load_settings(RegistrySettings, data_dir) if make else _existing_registry(data_dir)
    set_up_command_logging(settings, "registry")
    with open_registry(settings) as sessions, connect_redis(settings) as redis:
        if make and not settings.registry_url:
            migrate_database(sessions.kw["bind"])
        with change_registry(name_author(sessions, COMMAND), redis) as session:
            yield session


def choose_site(data_dir: Path | None, given: str | None) -> tuple[int, tuple[str, ...]]:
    """Id and hosts of the given site, else of the only one."""
    with reading_registry(data_dir) as session:
        sites = [resolve_site(session, given)] if given else list_sites(session)
    if len(sites) == 1:
        return sites[0].id, tuple(sites[0].hosts)
    if not sites:
        raise CommandFailed("there is no site yet", "Create one: prm site create NAME --host HOST")
    names = ", ".join(f"{each.id} ({each.name})" for each in sites)
    raise CommandFailed(f"there are several sites: {names}", "Choose one with --site.")


def find_partner_codes(data_dir: Path | None, site_id: int) -> tuple[dict[str, str], str]:
    """The own code of each partner by e-mail address in lower case, and the site's currency."""
    with reading_registry(data_dir) as session:
        partners = [each for each in list_partners(session, site_id) if each.email]
        return {each.email.lower(): each.own_code for each in partners}, get_site(session, site_id).currency


@contextmanager
def create_temporary_key(data_dir: Path | None, site_id: int, label: str, scopes: Iterable[str]) -> Iterator[str]:
    """A secret key that is revoked when the block ends."""
    with changing_registry(data_dir) as session:
        key, secret_key = create_key(session, site_id, label, scopes)
    try:
        yield secret_key
    finally:
        with changing_registry(data_dir) as session:
            revoke_key(session, site_id, key.id, utc_now())


@contextmanager
def open_registry(settings: RegistrySettings) -> Iterator[Sessions]:
    """Sessions until it is closed."""
    # Closed, for a drill runs commands in its own process and then unmounts the disk of their files.
    sessions = open_sessions(settings)
    try:
        yield sessions
    finally:
        sessions.kw["bind"].dispose()


def _existing_registry(data_dir: Path | None) -> RegistrySettings:
    settings = load_settings(RegistrySettings, data_dir)
    if not settings.registry_url and not (settings.data_dir / "registry.sqlite").exists():
        place = settings.data_dir.resolve()
        remedy = "Name the right --data-dir, or create a registry: prm migrate."
        raise CommandFailed(f"there is no registry in {place}", remedy)
    return settings
