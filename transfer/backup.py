"""The embedded warehouse, registry, secret and geolocation databases as one directory, and back."""

import json
import secrets
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from settings import ConsoleSettings
from settings.data_directory import embedded_warehouse, read_secret
from transfer.errors import TransferFailed
from warehouse.connection import open_warehouse
from warehouse.interface import Warehouse
from warehouse.upkeep.backup_copy import copy_directory, count_rows

_REGISTRY, _SECRET, _GEOGRAPHY, _CONTENTS = "registry.sqlite", "secret", "geo", "backup.json"


@dataclass(frozen=True, slots=True)
class BackupContents:
    """What a backup says of itself; ``rows`` by table."""

    made_at: str
    rows: dict[str, int]


def check_backup_possible(settings: ConsoleSettings) -> None:
    """Raises :class:`TransferFailed` where a store is a server."""
    if settings.clickhouse_url:
        raise TransferFailed("the warehouse is a server", "Use ClickHouse's own BACKUP and RESTORE there.")
    if settings.registry_url:
        raise TransferFailed(
            "the registry is a server", "Back it up with pg_dump, and everything else with PRM_REGISTRY_URL unset."
        )


def make_draft(destination: Path) -> Path:
    """An empty directory beside ``destination``; raises :class:`TransferFailed` if that exists."""
    if destination.exists():
        raise TransferFailed(f"{destination} already exists", "Name a new directory.")
    draft = destination.with_name(destination.name + ".part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    return draft


def copy_stores(
    settings: ConsoleSettings, warehouse: Warehouse, draft: Path, show_table: Callable[[str], None]
) -> dict[str, int]:
    """Warehouse and registry, at one moment while ingest is paused; the rows by table."""
    name = f"prm{secrets.token_hex(8)}"
    copy_directory(warehouse, embedded_warehouse(settings.data_dir), draft / "warehouse", name, show_table)
    rows = count_rows(warehouse)
    _copy_registry(settings.data_dir / _REGISTRY, draft / _REGISTRY)
    return rows


def finish_backup(settings: ConsoleSettings, draft: Path, destination: Path, rows: dict[str, int]) -> None:
    """Adds geolocation databases, secret and contents; ``destination`` appears when it is complete."""
    _copy_geography(settings.data_dir, draft)
    (draft / _SECRET).write_bytes(read_secret(settings))
    (draft / _SECRET).chmod(0o600)
    contents = {"prm": version("prm"), "made_at": datetime.now(UTC).isoformat(), "rows": rows}
    (draft / _CONTENTS).write_text(json.dumps(contents, indent=1))
    draft.replace(destination)


def read_contents(source: Path) -> BackupContents:
    """Raises :class:`TransferFailed` for a directory that is no backup."""
    try:
        contents = json.loads((source / _CONTENTS).read_text())
        return BackupContents(contents["made_at"], contents["rows"])
    except (OSError, ValueError, KeyError) as exc:
        raise TransferFailed(f"{source} is not a backup of prm: {exc}") from exc


def make_data_directory(place: Path) -> None:
    """Raises :class:`TransferFailed` for a directory that holds anything."""
    if place.exists() and any(place.iterdir()):
        raise TransferFailed(f"{place} is not empty", "Name another --data-dir, or move this one away.")
    place.mkdir(parents=True, exist_ok=True, mode=0o700)


def restore_backup(settings: ConsoleSettings, source: Path, contents: BackupContents) -> dict[str, int]:
    """The rows by table; raises :class:`TransferFailed` if they are not those of the backup."""
    place = settings.data_dir
    for name in (_REGISTRY, _SECRET):
        if (source / name).exists():
            shutil.copy2(source / name, place / name)
    _copy_geography(source, place)
    shutil.copytree(source / "warehouse", embedded_warehouse(place), symlinks=True)
    with closing(open_warehouse(settings)) as warehouse:
        rows = count_rows(warehouse)
    differing = sorted(table for table, count in contents.rows.items() if rows.get(table) != count)
    if differing:
        raise TransferFailed(f"the backup is damaged: row counts differ in {', '.join(differing)}")
    return rows


def _copy_registry(registry: Path, copy: Path) -> None:
    """By SQLite's backup API, so that a change under way is in it as a whole or not at all."""
    if registry.exists():
        with closing(sqlite3.connect(registry)) as opened, closing(sqlite3.connect(copy)) as written:
            opened.backup(written)


def _copy_geography(place: Path, copy: Path) -> None:
    """What `prm geo install` installed; a database is replaced as a whole, so each is copied as one."""
    if (place / _GEOGRAPHY).is_dir():
        shutil.copytree(place / _GEOGRAPHY, copy / _GEOGRAPHY, ignore=shutil.ignore_patterns("draft.*"))
