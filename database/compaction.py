"""Removes from SQLite's files what its rows do not say any more; PostgreSQL does this by itself."""

import sqlite3
from contextlib import closing
from pathlib import Path

from database.errors import DatabaseUnavailable

_BUSY_SECONDS = 30.0


def compact_sqlite(path: Path) -> None:
    """Writes the file without its free pages and empties the log beside it; nothing where there is no file.

    What a reader keeps in the log leaves it with the next change. Raises :class:`DatabaseUnavailable`.
    """
    if not path.exists():
        return
    try:
        with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
            connection.execute("vacuum")
            connection.execute("pragma wal_checkpoint(truncate)")
    except sqlite3.Error as exc:
        raise DatabaseUnavailable(f"the registry cannot be compacted: {exc}") from exc
