"""Brings a database forward to the numbered ``.sql`` files of ``migrations/``; never back.

A file is recorded after its last statement. Killed before that, it runs again from its first, so every statement must
stand to run twice (``if not exists``); a test holds the files to it.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import cast

from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.cluster_ddl import spread_statement
from warehouse.upkeep.sql_script import split_statements

_FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+")


class MigrationChanged(Exception):
    """A released file is not what this database was built with; the message names it."""


class MigrationUnknown(Exception):
    """The database holds a migration that this program does not: a newer prm was here."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: ``name`` without ``.sql``, ``checksum`` the SHA-256 of its text."""

    number: int
    name: str
    checksum: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MigrationStatus:
    """A migration and when this database took it; None if not yet."""

    name: str
    applied_at: datetime | None


def migrate(warehouse: Warehouse, migrations: Sequence[Migration] | None = None, *, cluster: str = "") -> list[str]:
    """Applies what is missing, on every server of a ``cluster``, and returns its names.

    Safe to repeat, and to be killed at any statement.

    Raises ``MigrationChanged`` or ``MigrationUnknown`` before anything is touched.
    """
    migrations = read_migrations() if migrations is None else migrations
    applied = _read_applied(warehouse, cluster)
    _check_history(migrations, applied)
    missing = [migration for migration in migrations if migration.name not in applied]
    for migration in missing:
        _apply(warehouse, migration, cluster)
    return [migration.name for migration in missing]


def list_migrations(
    warehouse: Warehouse, migrations: Sequence[Migration] | None = None, *, cluster: str = ""
) -> list[MigrationStatus]:
    """Every migration of this program, in order, with the time at which the database took it."""
    applied = _read_applied(warehouse, cluster)
    migrations = read_migrations() if migrations is None else migrations
    return [MigrationStatus(m.name, applied[m.name].at if m.name in applied else None) for m in migrations]


def read_migrations() -> list[Migration]:
    """The files of this program in the order of their numbers."""
    folder = resources.files("warehouse") / "migrations"
    texts = {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".sql")}
    return [make_migration(name.removesuffix(".sql"), text) for name, text in sorted(texts.items())]


def make_migration(name: str, text: str) -> Migration:
    """A migration of the text of its file; raises ``ValueError`` for a name that is not ``NNNN_words``."""
    found = _FILE_NAME.fullmatch(name)
    if not found:
        raise ValueError(f"migration {name}: not named NNNN_words")
    return Migration(int(found[1]), name, hashlib.sha256(text.encode()).hexdigest(), tuple(split_statements(text)))


@dataclass(frozen=True, slots=True)
class _Applied:
    checksum: str
    at: datetime


def _read_applied(warehouse: Warehouse, cluster: str) -> dict[str, _Applied]:
    for statement in spread_statement(read_statement("warehouse.upkeep", "create_schema_migrations"), cluster):
        warehouse.execute(statement)
    rows = warehouse.query(read_statement("warehouse.upkeep", "applied_migrations"))
    return {str(row["name"]): _Applied(str(row["checksum"]), cast(datetime, row["applied_at"])) for row in rows.dicts()}


def _check_history(migrations: Iterable[Migration], applied: dict[str, _Applied]) -> None:
    known = {migration.name: migration.checksum for migration in migrations}
    for name, record in applied.items():
        if name not in known:
            raise MigrationUnknown(f"{name}.sql was applied by a newer prm; run that version or a later one")
        if known[name] != record.checksum:
            raise MigrationChanged(f"{name}.sql changed after it was applied; restore it and add a new migration")


def _apply(warehouse: Warehouse, migration: Migration, cluster: str) -> None:
    for statement in migration.statements:
        for spread in spread_statement(statement, cluster):
            warehouse.execute(spread)
    parameters: Parameters = {"number": migration.number, "name": migration.name, "checksum": migration.checksum}
    warehouse.execute(read_statement("warehouse.upkeep", "record_migration"), parameters)
