"""What is wrong with the append-only files, and whether a tail that was not synced explains it."""

import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from supervisor.redis_repair.commands import Scan, find_command, find_hole, scan_commands
from supervisor.redis_repair.dump import Bytes, DumpUnknown, find_dump_end

# Checked at a start; what lies before it was synced long ago, and Redis itself reports a defect there.
_CHECKED_BYTES = 256 << 20
# Redis syncs every second, and waits two for a slow disk; the operating system writes after 30 by itself.
_UNSYNCED_MS = 60_000
# Where no entry has a time: as much as a few flushes write.
_UNSYNCED_BYTES = 1 << 20
_NEARBY_BYTES = 1 << 20
# The id of an entry of a stream is the time at which it was added.
_ENTRY_ID = re.compile(rb"\r\n(\d{13})-\d{1,10}\r\n")


@dataclass(frozen=True, slots=True)
class Damage:
    """A file that Redis would not load whole: ``end``: the last whole command ends there; ``size`` of the file."""

    file: Path
    end: int
    size: int
    problem: str
    is_unsynced_tail: bool

    def __str__(self) -> str:
        return f"{self.file}: {self.problem}; readable up to byte {self.end} of {self.size}"


def find_damage(files: list[Path], *, is_thorough: bool = False) -> list[Damage]:
    """The damage of each file, in order; ``is_thorough`` reads large files from their beginning."""
    newest_ms = max(map(_read_newest_ms, files), default=0)
    found = (_find_damage(file, newest_ms, is_thorough) for file in files)
    return [damage for damage in found if damage is not None]


@contextmanager
def map_file(file: Path) -> Iterator[Bytes]:
    """The bytes of a file, read when they are looked at."""
    with file.open("rb") as opened:
        if not file.stat().st_size:
            yield b""
            return
        with mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            yield mapped


def _find_damage(file: Path, newest_ms: int, is_thorough: bool) -> Damage | None:
    with map_file(file) as data:
        try:
            scan = scan_commands(data, _find_start(data, is_thorough))
        except DumpUnknown:
            # Redis loads what it wrote, or says why not.
            return None
        if not scan.problem:
            return None
        return Damage(file, scan.end, len(data), scan.problem, _is_unsynced_tail(data, scan, newest_ms))


def _find_start(data: Bytes, is_thorough: bool) -> int:
    if not is_thorough and len(data) > _CHECKED_BYTES:
        start = find_command(data, len(data) - _CHECKED_BYTES)
        if start is not None:
            return start
    return find_dump_end(data)


def _is_unsynced_tail(data: Bytes, scan: Scan, newest_ms: int) -> bool:
    """Whether nothing readable follows, or a hole and only what was written within the same minute."""
    readable_again = find_command(data, scan.stop + 1)
    if readable_again is not None and find_hole(data, scan.stop, readable_again, shortest=1) == readable_again:
        return False
    before_ms = _find_newest_ms(data, scan.end - _NEARBY_BYTES, scan.end)
    if before_ms and newest_ms:
        return newest_ms - before_ms <= _UNSYNCED_MS
    return readable_again is None or len(data) - scan.end <= _UNSYNCED_BYTES


def _read_newest_ms(file: Path) -> int:
    with map_file(file) as data:
        return _find_newest_ms(data, len(data) - _NEARBY_BYTES, len(data))


def _find_newest_ms(data: Bytes, start: int, stop: int) -> int:
    """The newest entry added in this part, in milliseconds since 1970; 0 without any."""
    return max((int(found) for found in _ENTRY_ID.findall(data[max(start, 0) : stop])), default=0)
