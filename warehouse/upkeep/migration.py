"""Applies the numbered ``.sql`` files of ``migrations/`` to a database, forward only.

A file is recorded after its last statement. Killed before that, it runs again from its first, so every statement must
be repeatable (``if not exists``); a test checks that.
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
from warehouse.upkeep.cluster_ddl import distribute_statement
from warehouse.upkeep.sql_script import split_statements

_FILE_NAME = re.compile(r"(\d{4})_[a-z0-9_]+")
_FILL = re.compile(r"^insert into", re.MULTILINE)


class MigrationChanged(Exception):
    """A file differs from the one that was applied; the message names it."""


class MigrationUnknown(Exception):
    """The database has a migration that this version lacks: a newer prm applied it."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file; ``name`` is without ``.sql``, ``checksum`` is the SHA-256 of its text."""

    number: int
    name: str
    checksum: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MigrationStatus:
    """A migration and when it was applied; None if it is not."""

    name: str
    applied_at: datetime | None


def migrate(warehouse: Warehouse, migrations: Sequence[Migration] | None = None, *, cluster: str = "") -> list[str]:
    """Applies the missing migrations, on every server of a ``cluster``, and returns their names.

    Can be repeated, and killed at any statement. Raises ``MigrationChanged`` or ``MigrationUnknown`` before anything
    is changed.
    """
    migrations = read_migrations() if migrations is None else migrations
    applied = _query_applied(warehouse, cluster)
    _check_history(migrations, applied)
    missing = [migration for migration in migrations if migration.name not in applied]
    for migration in missing:
        _apply(warehouse, migration, cluster)
    return [migration.name for migration in missing]


def repeat_migrations(warehouse: Warehouse, cluster: str) -> None:
    """Makes the tables and views of all migrations once more, for servers that were added to the cluster.

    What fills a table from another is left out: rows that are stored would be written again, to other servers.
    """
    for migration in read_migrations():
        statements = tuple(each for each in migration.statements if not _FILL.search(each))
        _run_statements(warehouse, statements, cluster)


def list_migrations(
    warehouse: Warehouse, migrations: Sequence[Migration] | None = None, *, cluster: str = ""
) -> list[MigrationStatus]:
    """Every migration of this version, in order, with the time at which it was applied."""
    applied = _query_applied(warehouse, cluster)
    migrations = read_migrations() if migrations is None else migrations
    return [MigrationStatus(m.name, applied[m.name].at if m.name in applied else None) for m in migrations]


def read_migrations() -> list[Migration]:
    """The files of this version in the order of their numbers."""
    folder = resources.files("warehouse") / "migrations"
    texts = {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".sql")}
    return [make_migration(name.removesuffix(".sql"), text) for name, text in sorted(texts.items())]


def make_migration(name: str, text: str) -> Migration:
    """A migration from its name and text; raises ``ValueError`` for a name that is not like ``0001_events``."""
    found = _FILE_NAME.fullmatch(name)
    if not found:
        raise ValueError(f"migration {name}: name it like 0001_events")
    return Migration(int(found[1]), name, hashlib.sha256(text.encode()).hexdigest(), tuple(split_statements(text)))


@dataclass(frozen=True, slots=True)
class _Applied:
    checksum: str
    at: datetime


def _query_applied(warehouse: Warehouse, cluster: str) -> dict[str, _Applied]:
    for statement in distribute_statement(read_statement("warehouse.upkeep", "create_schema_migrations"), cluster):
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
    _run_statements(warehouse, migration.statements, cluster)
    parameters: Parameters = {"number": migration.number, "name": migration.name, "checksum": migration.checksum}
    warehouse.execute(read_statement("warehouse.upkeep", "record_migration"), parameters)


def _run_statements(warehouse: Warehouse, statements: Iterable[str], cluster: str) -> None:
    for statement in statements:
        for each in distribute_statement(statement, cluster):
            warehouse.execute(each)
