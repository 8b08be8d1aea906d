"""The last backup that succeeded, for metrics and `prm doctor`; and the lock of everything that makes one."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from settings.data_directory import last_backup_record, run_directory
from settings.files import write_file
from transfer.errors import TransferFailed


class BackupRecord(msgspec.Struct, frozen=True):
    """``made_at`` is the moment of what it holds; of its ``bytes`` so many were sent, the place had the others."""

    made_at: datetime
    place: str
    name: str
    bytes: int
    sent_bytes: int
    seconds: float


def read_record(data_dir: Path) -> BackupRecord | None:
    """None before the first backup."""
    try:
        return msgspec.json.decode(last_backup_record(data_dir).read_bytes(), type=BackupRecord)
    except (FileNotFoundError, msgspec.DecodeError):
        return None


def write_record(data_dir: Path, record: BackupRecord) -> None:
    write_file(last_backup_record(data_dir), [msgspec.json.encode(record)])


def measure_age_seconds(data_dir: Path) -> float | None:
    """How old the last backup is; None if there is none."""
    record = read_record(data_dir)
    return None if record is None else (datetime.now(UTC) - record.made_at).total_seconds()


@contextmanager
def lock_backups(data_dir: Path, wait_seconds: float = 0) -> Iterator[None]:
    """No backup of this data directory begins or goes on meanwhile; raises :class:`TransferFailed`.

    The lock ends with the process that holds it.
    """
    path = run_directory(data_dir) / "backup.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + wait_seconds
    try:
        while not _try_lock(descriptor):
            if time.monotonic() >= deadline:
                raise TransferFailed("a backup is being made", "Run the command again when it has ended.")
            time.sleep(0.2)
        yield
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
