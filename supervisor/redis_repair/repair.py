"""Cuts off a tail that was not synced when `prm up` starts; leaves out what is unreadable by `prm repair redis`.

What is cut off is kept beside the file first.
"""

import logging
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from settings.data_directory import damaged_redis_files, embedded_redis_socket
from settings.files import replace_file, sync_directory
from supervisor.errors import StartFailed
from supervisor.redis_repair.commands import find_command, scan_commands
from supervisor.redis_repair.damage import Damage, find_damage, map_file
from supervisor.redis_repair.dump import Bytes, find_dump_end
from supervisor.redis_repair.layout import list_append_only_files

LOG = logging.getLogger(__name__)


def cut_unsynced_tails(data_dir: Path) -> None:
    """To be called before Redis starts; raises :class:`StartFailed` where no unsynced tail explains a damage."""
    damages = find_damage(_list_files(data_dir))
    for damage in damages:
        if not damage.is_unsynced_tail:
            remedy = (
                f"Run `prm repair redis --yes --data-dir {data_dir}`: it leaves out what is unreadable, keeps a copy."
            )
            raise StartFailed(f"the file of Redis is damaged. {damage}", remedy)
    for damage in damages:
        kept = _cut_tail(damage, damaged_redis_files(data_dir))
        size = damage.size - damage.end
        LOG.warning(
            "cut off %d bytes of %s that were not synced (%s); kept as %s", size, damage.file, damage.problem, kept
        )


def leave_out_unreadable(data_dir: Path) -> list[tuple[Damage, int, Path]]:
    """Writes each damaged file again from what is readable; returns the bytes left out and the copy of each.

    Redis must not run. A file whose dump is unreadable stays as it is.
    """
    damages = find_damage(_list_files(data_dir), is_thorough=True)
    return [(damage, *_rewrite(damage.file, damaged_redis_files(data_dir))) for damage in damages]


def _list_files(data_dir: Path) -> list[Path]:
    return list_append_only_files(embedded_redis_socket(data_dir).parent)


def _cut_tail(damage: Damage, directory: Path) -> Path:
    kept = _name_copy(damage.file, directory)
    with map_file(damage.file) as data, kept.open("xb") as copy:
        copy.write(data[damage.end :])
        copy.flush()
        os.fsync(copy.fileno())
    sync_directory(directory)
    with damage.file.open("r+b") as file:
        file.truncate(damage.end)
        os.fsync(file.fileno())
    return kept


def _rewrite(file: Path, directory: Path) -> tuple[int, Path]:
    kept = _name_copy(file, directory)
    os.link(file, kept)
    sync_directory(directory)
    with map_file(file) as data, replace_file(file) as draft:
        with draft.open("wb") as written:
            for start, end in list_readable(data):
                written.write(data[start:end])
            written.flush()
            os.fsync(written.fileno())
        left_out = len(data) - draft.stat().st_size
    sync_directory(file.parent)
    return left_out, kept


def list_readable(data: Bytes) -> Iterator[tuple[int, int]]:
    """The parts, from start to end, with the dump and every whole command or transaction."""
    start: int | None = 0
    position: int | None = find_dump_end(data)
    while start is not None and position is not None:
        scan = scan_commands(data, position)
        if scan.end > start:
            yield start, scan.end
        start = position = find_command(data, scan.stop + 1) if scan.problem else None


def _name_copy(file: Path, directory: Path) -> Path:
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    return directory / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}.{file.name}"
