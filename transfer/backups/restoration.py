"""A data directory from a backup: nothing of it is in place before all of it is there and was compared."""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from redis import Redis

from settings import BackupSettings
from settings.data_directory import embedded_redis_socket, restore_draft
from transfer.backups.contents import BackupContents
from transfer.backups.extraction import check_piece, extract_piece
from transfer.backups.piece import CHUNK_BYTES
from transfer.backups.place import BackupPlace
from transfer.backups.redis_state import apply_commands
from transfer.backups.snapshot import REDIS_COMMANDS
from transfer.errors import TransferFailed
from warehouse.connection import open_warehouse
from warehouse.upkeep.frozen_parts import list_stored_tables

# The one file of Redis 6; a younger Redis takes it over.
_AOF = "appendonly.aof"
# Of processes and commands, not of what is stored.
_IGNORED = {"run", restore_draft(Path()).name}


def check_backup(place: BackupPlace, contents: BackupContents) -> None:
    """Reads every piece; raises :class:`TransferFailed` for the first that is missing or not what was sent."""
    for name, record in contents.pieces.items():
        check_piece(name, place.read_piece(name), record)


def make_data_directory(directory: Path) -> None:
    """Raises :class:`TransferFailed` for a directory that holds anything but what a killed restore left."""
    if directory.exists() and {path.name for path in directory.iterdir()} - _IGNORED:
        raise TransferFailed(f"{directory} is not empty", "Name another --data-dir, or move this one away.")
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)


def restore_backup(
    settings: BackupSettings, redis: Redis | None, place: BackupPlace, contents: BackupContents
) -> dict[str, int]:
    """The rows by table; ``redis`` is the server of PRM_REDIS_URL, None for the embedded one.

    Raises :class:`TransferFailed` if anything is not as it was in the backup.
    """
    draft = restore_draft(settings.data_dir)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    for name, record in contents.pieces.items():
        extract_piece(name, place.read_piece(name), record, draft)
    rows = _compare_rows(replace(settings, data_dir=draft), contents)
    _restore_redis(draft, redis, settings.shards)
    for path in draft.iterdir():
        path.rename(settings.data_dir / path.name)
    draft.rmdir()
    return rows


def _compare_rows(draft: BackupSettings, contents: BackupContents) -> dict[str, int]:
    """Merges of the opened engine may already have fewer rows of a table that keeps the last of several."""
    with closing(open_warehouse(draft)) as warehouse:
        tables = list_stored_tables(warehouse)
    expected = Counter(contents.rows)
    differing = [
        table.name
        for table in tables
        if table.row_count != expected[table.name]
        and (table.keeps_rows or not 0 < table.row_count < expected[table.name])
    ]
    missing = set(expected) - {table.name for table in tables}
    if differing or missing:
        raise TransferFailed(f"the backup is damaged: rows differ in {', '.join(sorted({*differing, *missing}))}")
    shutil.rmtree(draft.data_dir / "run", ignore_errors=True)
    return {table.name: table.row_count for table in tables}


def _restore_redis(draft: Path, redis: Redis | None, shards: int) -> None:
    commands = draft / REDIS_COMMANDS
    if not commands.exists():
        return
    if redis is not None:
        apply_commands(redis, _read_chunks(commands), shards)
        commands.unlink()
        return
    directory = embedded_redis_socket(draft).parent
    directory.mkdir(mode=0o700, exist_ok=True)
    commands.rename(directory / _AOF)


def _read_chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            yield chunk
