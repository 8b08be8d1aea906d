"""One command at a time sends an import or takes it back."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from transfer.errors import TransferFailed


@contextmanager
def hold_import(data_dir: Path, import_id: str) -> Iterator[None]:
    """Holds the import for as long as the block lasts; a command that was killed holds nothing any more.

    Raises :class:`TransferFailed` if another command of this installation's data directory holds it.
    """
    path = data_dir / "backfill" / f"{import_id}.lock"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        if not _lock(file, path):
            raise TransferFailed(
                f"{import_id} is still being sent or taken back by another command",
                "Wait until that one has ended, or end it (Ctrl-C), then run this one again.",
            )
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _lock(file: IO[str], path: Path) -> bool:
    """Whether the file is locked, and still has its name: whoever held it before has removed it."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except (BlockingIOError, FileNotFoundError):
        return False
