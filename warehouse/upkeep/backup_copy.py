"""Copies the embedded directory while it is in use, and counts the rows that a copy must hold.

The engine freezes each table's parts with hard links. For one moment of all tables, writes must be paused meanwhile.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement

_SHADOW, _STORE = "shadow", "store"


def count_rows(warehouse: Warehouse) -> dict[str, int]:
    """The number of rows of each stored table."""
    rows = warehouse.query(read_statement("warehouse.upkeep", "stored_tables"))
    return dict(rows.parse_tuples(tuple[str, int]))


def copy_directory(warehouse: Warehouse, directory: Path, copy: Path, name: str, report: Callable[[str], None]) -> None:
    """Makes a directory at ``copy`` that can be opened; ``name`` is unique to it, ``report`` gets each frozen table."""
    shadow = directory / _SHADOW / name
    try:
        for table in count_rows(warehouse):
            warehouse.execute(" ".join(("alter table", table, "freeze with name", f"'{name}'")))
            report(table)
        shutil.copytree(directory / "metadata", copy / "metadata", symlinks=True)
        _copy_definitions(directory / _STORE, copy / _STORE)
        if shadow.exists():
            shutil.copytree(shadow / _STORE, copy / _STORE, dirs_exist_ok=True)
    finally:
        shutil.rmtree(shadow, ignore_errors=True)
    _sync_tree(copy)


def _copy_definitions(store: Path, copy: Path) -> None:
    """Copies what lies beside the parts: the tables' definitions and the version of their format."""
    for place in store.glob("*/*"):
        target = copy / place.relative_to(store)
        target.mkdir(parents=True)
        for file in (*place.glob("*.sql"), *place.glob("format_version.txt")):
            shutil.copy2(file, target)
        if (place / "detached").is_dir():
            (target / "detached").mkdir()


def _sync_tree(directory: Path) -> None:
    for path in (directory, *directory.rglob("*")):
        if not path.is_symlink():
            descriptor = os.open(path, os.O_RDONLY)
            os.fsync(descriptor)
            os.close(descriptor)
