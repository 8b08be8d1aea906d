"""`prm backup` and `prm restore`: the embedded warehouse, registry, secret and geography, as one directory."""

import json
import secrets
import shutil
import sqlite3
from contextlib import ExitStack, closing
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import click

from cli.failures import CommandFailed
from cli.ingest_pause import holding_ingest
from cli.options import choose_settings, data_dir_option, log_quietly
from settings import ConsoleSettings
from settings.data_directory import embedded_warehouse, read_secret
from supervisor.addresses import read_addresses
from supervisor.data_lock import lock_data_directory
from supervisor.redis_client import connect_redis
from supervisor.warehouse_access import using_warehouse
from warehouse.connection import open_warehouse
from warehouse.upkeep.backup_copy import copy_directory, count_rows

_REGISTRY, _SECRET, _GEOGRAPHY, _CONTENTS = "registry.sqlite", "secret", "geo", "backup.json"


@click.command()
@click.argument("destination", type=click.Path(path_type=Path))
@data_dir_option
def backup(destination: Path, data_dir: Path | None) -> None:
    """Copy everything stored to DESTINATION, a new directory. `prm up` may run: ingest stands still meanwhile."""
    settings = choose_settings(ConsoleSettings, data_dir)
    log_quietly(settings)
    _refuse_servers(settings)
    if destination.exists():
        raise CommandFailed(f"{destination} exists already", "Name a directory that is to be made.")
    draft = destination.with_name(destination.name + ".part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    with ExitStack() as stack:
        warehouse = stack.enter_context(using_warehouse(settings))
        if read_addresses(settings.data_dir):
            redis = stack.enter_context(connect_redis(settings))
            stack.enter_context(holding_ingest(redis, settings.shards))
        name = f"prm{secrets.token_hex(8)}"
        directory = embedded_warehouse(settings.data_dir)
        copy_directory(warehouse, directory, draft / "warehouse", name, lambda table: click.echo(table, err=True))
        rows = count_rows(warehouse)
        _copy_registry(settings.data_dir / _REGISTRY, draft / _REGISTRY)
    _copy_geography(settings.data_dir, draft)
    (draft / _SECRET).write_bytes(read_secret(settings))
    (draft / _SECRET).chmod(0o600)
    contents = {"prm": version("prm"), "made_at": datetime.now(UTC).isoformat(), "rows": rows}
    (draft / _CONTENTS).write_text(json.dumps(contents, indent=1))
    draft.replace(destination)
    click.echo(
        f"{rows.get('events', 0):,} events and the registry in {destination}; it holds the secret, keep it as such."
        " Not in it: what waits in Redis and the spool, and databases that PRM_GEO_DB and the like name elsewhere."
    )


@click.command()
@click.argument("source", type=click.Path(exists=True, file_okay=False, path_type=Path))
@data_dir_option
def restore(source: Path, data_dir: Path | None) -> None:
    """Make a data directory of a backup. It must be new, and nothing may run on it."""
    settings = choose_settings(ConsoleSettings, data_dir)
    log_quietly(settings)
    _refuse_servers(settings)
    contents = _read_contents(source)
    place = settings.data_dir
    if place.exists() and any(place.iterdir()):
        raise CommandFailed(f"{place} is not empty", "Name another --data-dir, or move that one away.")
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with lock_data_directory(place):
        for name in (_REGISTRY, _SECRET):
            if (source / name).exists():
                shutil.copy2(source / name, place / name)
        _copy_geography(source, place)
        shutil.copytree(source / "warehouse", embedded_warehouse(place), symlinks=True)
        with closing(open_warehouse(settings)) as warehouse:
            rows = count_rows(warehouse)
    differing = sorted(table for table, count in contents["rows"].items() if rows.get(table) != count)
    if differing:
        raise CommandFailed(f"the backup is damaged: other numbers of rows in {', '.join(differing)}")
    click.echo(f"{rows.get('events', 0):,} events and the registry in {place}, as of {contents['made_at']}")


def _refuse_servers(settings: ConsoleSettings) -> None:
    if settings.clickhouse_url:
        raise CommandFailed("the warehouse is a server", "Use ClickHouse's own BACKUP and RESTORE there.")
    if settings.registry_url:
        raise CommandFailed(
            "the registry is a server", "Use its own tool (pg_dump); the rest with PRM_REGISTRY_URL empty."
        )


def _copy_registry(registry: Path, copy: Path) -> None:
    """By SQLite's own means, so that a change under way is in it as a whole or not at all."""
    if registry.exists():
        with closing(sqlite3.connect(registry)) as opened, closing(sqlite3.connect(copy)) as written:
            opened.backup(written)


def _copy_geography(place: Path, copy: Path) -> None:
    """What `prm geo install` made; a database is replaced as a whole, so each is copied as one."""
    if (place / _GEOGRAPHY).is_dir():
        shutil.copytree(place / _GEOGRAPHY, copy / _GEOGRAPHY, ignore=shutil.ignore_patterns("draft.*"))


def _read_contents(source: Path) -> dict[str, dict[str, int]]:
    try:
        contents: dict[str, dict[str, int]] = json.loads((source / _CONTENTS).read_text())
    except (OSError, ValueError) as exc:
        raise CommandFailed(f"{source} is no backup of prm: {exc}") from exc
    return contents
