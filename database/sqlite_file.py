"""Recognises the file of an SQLite database: one that was deleted or exchanged is neither made again nor written to."""

import os
import sqlite3
from pathlib import Path

from database.errors import DatabaseMissing


class SqliteFile:
    """The file of one engine; ``memory`` exists once it held tables."""

    def __init__(self, path: Path, memory: Path | None) -> None:
        self._path = path
        self._memory = memory
        self._inode = 0

    def check_before_opening(self) -> None:
        """Raises ``DatabaseMissing`` where SQLite would make an empty file in place of a lost one."""
        if self._inode:
            self.check()
        elif self._memory is not None and self._memory.exists() and not self._path.exists():
            raise DatabaseMissing(
                f"the registry {self._path} is gone",
                "Put it back, or restore a backup into a new --data-dir (prm restore). To begin with an empty one:"
                f" delete {self._memory}.",
            )

    def note_opened(self, connection: sqlite3.Connection) -> None:
        """The first connection decides which file it is."""
        if self._inode:
            return
        self._inode = os.stat(self._path).st_ino
        has_tables = connection.execute("select count(*) from sqlite_master").fetchone()[0]
        if has_tables and self._memory is not None:
            self._memory.touch()

    def check(self) -> None:
        """Raises ``DatabaseMissing`` once the path leads to no file, or to another one."""
        try:
            inode = os.stat(self._path).st_ino
        except OSError:
            inode = 0
        if inode != self._inode:
            raise DatabaseMissing(
                f"{self._path} was deleted or exchanged while it was open", "Put it back, then restart this process."
            )
