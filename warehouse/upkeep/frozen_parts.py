"""Freezes the embedded tables by hard links, so that their files can be read while the engine goes on.

For one moment of all tables, writes must be paused meanwhile. A part never changes once it is written.
"""

import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement

_SHADOW, _STORE = "shadow", "store"
# Of the freezes that are ours.
_PREFIX = "prm"


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A table with rows on disk, of which ``row_count`` are visible."""

    name: str
    engine: str
    uuid: str
    row_count: int

    @property
    def keeps_rows(self) -> bool:
        """Whether merges leave the number of rows as it is."""
        return self.engine.removeprefix("Replicated") == "MergeTree"


@dataclass(frozen=True, slots=True)
class FrozenPart:
    """The files of a part below ``path``; ``place`` is where they belong in the engine's directory."""

    table: str
    path: Path
    place: Path
    row_count: int
    # Of what the part says of its files: a part of the same place may hold something else in another installation.
    digest: str


def list_stored_tables(warehouse: Warehouse) -> list[StoredTable]:
    """By name."""
    return warehouse.query(read_statement("warehouse.upkeep", "stored_tables")).parse(StoredTable)


def freeze_tables(warehouse: Warehouse, directory: Path) -> list[FrozenPart]:
    """The parts of all tables; ``directory`` is the engine's."""
    tables = list_stored_tables(warehouse)
    # Letters and digits: ClickHouse escapes everything else in the name of the directory.
    token = secrets.token_hex(8)
    for table in tables:
        warehouse.execute(" ".join(("alter table", table.name, "freeze with name", f"'{_PREFIX}{token}'")))
    frozen = directory / _SHADOW / f"{_PREFIX}{token}"
    if not frozen.is_dir() and any(table.row_count for table in tables):
        raise FileNotFoundError(f"the engine froze its tables elsewhere than in {frozen}")
    return [part for table in tables for part in _list_parts(table, frozen)]


def list_definitions(directory: Path) -> Iterable[Path]:
    """What lies beside the parts: databases, the tables' definitions and the version of their format."""
    yield from (path for path in (directory / "metadata").rglob("*") if path.is_symlink() or path.is_file())
    for place in sorted((directory / _STORE).glob("*/*")):
        yield from place.glob("*.sql")
        yield from place.glob("format_version.txt")


def unfreeze_tables(directory: Path) -> None:
    """Removes every freeze of ours, also what a killed process left."""
    for frozen in (directory / _SHADOW).glob(f"{_PREFIX}*"):
        shutil.rmtree(frozen)


def _list_parts(table: StoredTable, frozen: Path) -> Iterable[FrozenPart]:
    place = Path(_STORE, table.uuid[:3], table.uuid)
    for path in sorted((frozen / place).glob("*")):
        digest = blake2b((path / "checksums.txt").read_bytes(), digest_size=8).hexdigest()
        yield FrozenPart(table.name, path, place / path.name, int((path / "count.txt").read_text()), digest)
