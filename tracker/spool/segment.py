"""One file of the spool, locked for as long as a process writes or drains it; the lock dies with the process."""

import contextlib
import fcntl
import os
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from events.spool import SUFFIX, Record, Waiting, decode_records, name_segment, parse_segment_name
from settings.files import sync_directory


@dataclass(frozen=True, slots=True)
class Rest:
    """The records that are not drained, where the last of them ends in the segment, and the number of damaged bytes."""

    records: list[Record]
    end: int
    damaged_bytes: int


class Segment:
    """Records are appended at the end and drained from the beginning; ``size`` bytes are on disk for certain."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self.path = path
        self.size = os.fstat(descriptor).st_size
        self.drained = 0
        # Events by site, and records by shard.
        self.waiting: Counter[int] = Counter()
        self.records: Counter[int] = Counter()
        self._drained_of: dict[int, int] = {}
        self._descriptor = descriptor
        self._is_damaged = False

    @property
    def name(self) -> str:
        """Its name in Redis."""
        return self.path.stem

    @property
    def since_ms(self) -> int:
        """Its events were accepted at that time or later."""
        return parse_segment_name(self.path.name)

    def describe(self) -> Waiting:
        """What it holds, for processes that cannot see the file."""
        return Waiting(self.since_ms, dict(self.waiting))

    @property
    def shards(self) -> set[int]:
        """The shards of which something waits."""
        return {shard for shard, records in self.records.items() if records > 0}

    def note_waiting(self, shard: int, accepted: Mapping[int, int]) -> None:
        """Counts one more record."""
        self.waiting.update(accepted)
        self.records[shard] += 1

    def note_drained(self, record: Record, begin: int) -> None:
        """A record that was read from offset ``begin`` on is on its stream; those of one shard go in order."""
        self.waiting.subtract(record.accepted)
        self.records[record.shard] -= 1
        self._drained_of[record.shard] = begin + record.end

    def has_drained(self, record: Record, begin: int) -> bool:
        """Whether it is on its stream already."""
        return begin + record.end <= self._drained_of.get(record.shard, 0)

    def append(self, records: bytes) -> None:
        """Returns once they are on disk; after an ``OSError`` the segment is as it was."""
        try:
            _write_all(self._descriptor, records, self.size)
            os.fdatasync(self._descriptor)
        except OSError:
            # These records are not acknowledged. Should they stay all the same, the next ones overwrite them.
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, self.size)
            raise
        self.size += len(records)

    def read_rest(self) -> Rest:
        """Everything from the drained offset on; raises ``OSError``."""
        content = os.pread(self._descriptor, self.size - self.drained, self.drained)
        records = list(decode_records(content))
        damaged_bytes = len(content) - sum(record.end - record.begin for record in records)
        self._is_damaged |= damaged_bytes > 0
        return Rest(records, self.drained + len(content), damaged_bytes)

    def remove(self) -> None:
        """Removes the file; one with damage is renamed and kept for inspection."""
        with contextlib.suppress(FileNotFoundError):
            if self._is_damaged:
                self.path.rename(self.path.with_suffix(".damaged"))
            else:
                self.path.unlink()
        self.close()

    def close(self) -> None:
        """Releases the lock."""
        os.close(self._descriptor)


def create_segment(directory: Path, now_ms: int) -> Segment:
    """A new one that survives a crash of the machine; raises ``OSError``."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = directory / name_segment(now_ms, secrets.token_hex(4))
    draft = path.with_suffix(".draft")
    descriptor = os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        # Locked before it has its name, or another process may adopt it as left behind.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        draft.rename(path)
        sync_directory(directory)
    except OSError:
        draft.unlink(missing_ok=True)
        os.close(descriptor)
        raise
    return Segment(path, descriptor)


def adopt_segment(path: Path) -> Segment | None:
    """The segment of a process that is gone; None if another has it; raises ``OSError``."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        exists = os.fstat(descriptor).st_nlink > 0 and path.suffix == SUFFIX
        segment = Segment(path, descriptor) if exists else None
    except BlockingIOError:
        segment = None
    if segment is None:
        os.close(descriptor)
        return None
    for record in segment.read_rest().records:
        segment.note_waiting(record.shard, record.accepted)
    return segment


def _write_all(descriptor: int, content: bytes, offset: int) -> None:
    left = memoryview(content)
    while left:
        written = os.pwrite(descriptor, left, offset)
        left, offset = left[written:], offset + written
