"""Gathers everything of one moment, ingest and fraud runs being paused: links and small copies, so it is short.

What was gathered stays in the data directory until it is sent: frozen parts in the warehouse, the rest in a directory
of its own. Both are removed after the backup, or before the next one if this one is killed.
"""

import os
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from hashlib import blake2b, file_digest
from pathlib import Path

from redis import Redis

from events.keys import STREAM
from events.spool import list_segments
from settings import BackupSettings
from settings.data_directory import (
    embedded_redis_socket,
    embedded_warehouse,
    geography_directory,
    read_secret,
    spool_directory,
)
from settings.files import write_file
from transfer.backups.piece import Piece, list_files
from transfer.backups.redis_state import read_commands
from warehouse.interface import Warehouse
from warehouse.upkeep.frozen_parts import FrozenPart, freeze_tables, list_definitions, unfreeze_tables

_STAGING = "backup.part"
REGISTRY, SECRET, REDIS_COMMANDS = "registry.sqlite", "secret", "redis.commands"
WAREHOUSE, SPOOL, GEOGRAPHY, REDIS = "warehouse", "spool", "geo", "redis"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Pieces to send, the rows of each table in them, and what waited in Redis and the spool."""

    pieces: tuple[Piece, ...]
    rows: dict[str, int]
    waiting_entries: int
    spool_segments: int


def gather_snapshot(settings: BackupSettings, warehouse: Warehouse, redis: Redis | None, name: str) -> Snapshot:
    """``redis`` is None where the embedded one does not run: then its file is copied."""
    (settings.data_dir / _STAGING).mkdir(mode=0o700)
    staging = settings.data_dir / _STAGING / "state"
    staging.mkdir()
    parts = freeze_tables(warehouse, embedded_warehouse(settings.data_dir))
    _stage_definitions(embedded_warehouse(settings.data_dir), staging / WAREHOUSE)
    _copy_registry(settings.data_dir / REGISTRY, staging / REGISTRY)
    (staging / SECRET).write_bytes(read_secret(settings))
    segments = _stage_spool(settings.data_dir, staging / SPOOL)
    waiting = _stage_redis(settings, redis, staging, segments)
    rows: Counter[str] = Counter()
    for part in parts:
        rows[part.table] += part.row_count
    pieces = (
        *map(_describe_part, parts),
        *_stage_geography(settings.data_dir),
        Piece(f"state-{name}.tar", list_files(staging, Path())),
    )
    return Snapshot(pieces, dict(rows), waiting, len(segments))


def discard_snapshot(data_dir: Path) -> None:
    """Removes what was gathered, by us or by a killed process."""
    unfreeze_tables(embedded_warehouse(data_dir))
    shutil.rmtree(data_dir / _STAGING, ignore_errors=True)


def identify_installation(settings: BackupSettings) -> str:
    """The same for as long as the secret is."""
    return blake2b(read_secret(settings), digest_size=16, person=b"prm backup").hexdigest()


def _describe_part(part: FrozenPart) -> Piece:
    _, _, uuid, name = part.place.parts
    return Piece(f"part-{uuid}-{name}-{part.digest}.tar", list_files(part.path, Path(WAREHOUSE) / part.place))


def _stage_geography(data_dir: Path) -> Iterable[Piece]:
    """What `prm geo install` installed; a database is replaced as a whole, so each is a piece that seldom changes."""
    for path in sorted(geography_directory(data_dir).glob("*.mmdb")):
        staged = data_dir / _STAGING / path.name
        os.link(path, staged)
        with staged.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()[:16]
        yield Piece(f"geo-{path.stem}-{digest}.tar", [(staged, Path(GEOGRAPHY, path.name))])


def _stage_definitions(directory: Path, staged: Path) -> None:
    for path in list_definitions(directory):
        place = staged / path.relative_to(directory)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, place, follow_symlinks=False)


def _copy_registry(registry: Path, copy: Path) -> None:
    """By SQLite's backup API, so that a change under way is in it as a whole or not at all."""
    if registry.exists():
        with closing(sqlite3.connect(registry)) as opened, closing(sqlite3.connect(copy)) as written:
            opened.backup(written)


def _stage_spool(data_dir: Path, staged: Path) -> list[str]:
    """Links: a segment only grows, and what is drained meanwhile is removed by name. Returns their names in Redis."""
    segments = []
    for path in list_segments(spool_directory(data_dir)):
        place = staged / path.relative_to(spool_directory(data_dir))
        place.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(path, place)
        except FileNotFoundError:
            # Drained: its events are in Redis, which is read later.
            continue
        segments.append(path.stem)
    return segments


def _stage_redis(settings: BackupSettings, redis: Redis | None, staged: Path, segments: list[str]) -> int:
    """Returns the stream entries that wait; 0 where the embedded Redis does not run, its file is copied unread."""
    if redis is None:
        directory = embedded_redis_socket(settings.data_dir).parent
        for path in (*directory.glob("*.aof"), *directory.glob("appendonlydir/*")):
            place = staged / REDIS / path.relative_to(directory)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(path, place)
        return 0
    write_file(staged / REDIS_COMMANDS, read_commands(redis, settings.shards, segments))
    return sum(redis.xlen(STREAM % shard) for shard in range(settings.shards))
