"""Recognises the directory of the embedded warehouse: one that was deleted or exchanged is not made again, empty.

A file in the directory names it; the data directory remembers the name beside it.
"""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from settings.files import write_file
from warehouse.interface import WarehouseMissing, WarehouseUnavailable

_FILE = "identity"


@dataclass(frozen=True, slots=True)
class DirectoryIdentity:
    """The directory as it was when it was opened."""

    directory: Path
    name: str
    inode: int

    def check(self) -> None:
        """Raises ``WarehouseUnavailable`` once the directory is not the one that was opened."""
        try:
            inode = os.stat(self.directory / _FILE).st_ino
        except OSError:
            inode = 0
        if inode != self.inode:
            raise WarehouseUnavailable(
                f"{self.directory} was deleted or exchanged while it was open; nothing is stored"
            )


def identify_directory(directory: Path) -> DirectoryIdentity:
    """The identity of an open directory, which is given a name if it has none."""
    file = directory / _FILE
    if not file.exists():
        write_file(file, [secrets.token_hex(16).encode()], is_synced=True)
    return DirectoryIdentity(directory, file.read_text().strip(), file.stat().st_ino)


def check_remembered(directory: Path, memory: Path) -> None:
    """Raises :class:`WarehouseMissing` where ``memory`` names a warehouse and ``directory`` holds none, or another."""
    if not memory.exists():
        return
    name = memory.read_text().strip()
    file = directory / _FILE
    # A directory that was put back from elsewhere need not have a name.
    found = file.read_text().strip() if file.exists() else name if _holds_tables(directory) else ""
    if found != name:
        what = "is another warehouse than before" if found else "is gone"
        raise WarehouseMissing(
            f"the warehouse {directory} {what}",
            "Put it back, or restore a backup into a new --data-dir (prm restore). To begin with an empty one: delete"
            f" {memory}.",
        )


def remember(identity: DirectoryIdentity, memory: Path) -> None:
    """From now on an empty directory is an error."""
    if not memory.exists() or memory.read_text().strip() != identity.name:
        write_file(memory, [identity.name.encode()], is_synced=True)


def _holds_tables(directory: Path) -> bool:
    return (directory / "store").is_dir()
