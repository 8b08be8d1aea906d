"""Connects to the configured database: SQLite with WAL, foreign keys and a busy timeout, or PostgreSQL by URL."""

import sqlite3
import time
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import ConnectionPoolEntry

from database.errors import DatabaseUnavailable
from database.sqlite_file import SqliteFile
from settings.data_directory import registry_url, remembered_registry
from settings.processes import RegistrySettings

# Execution options of a transaction that writes.
WRITES = {"prm_writes": True}
_BUSY_TIMEOUT_MS = 10_000
_RETRY_SECONDS = 0.01


def open_engine(settings: RegistrySettings) -> Engine:
    """The configured database; raises :class:`DatabaseUnavailable` when the URL itself is not usable."""
    try:
        url = make_url(registry_url(settings))
        if url.drivername == "postgresql":
            url = url.set(drivername="postgresql+psycopg")
        engine = create_engine(url, pool_pre_ping=True)
    except (ArgumentError, ImportError) as exc:
        raise DatabaseUnavailable(f"PRM_REGISTRY_URL is not usable: {exc}") from exc
    if engine.dialect.name == "sqlite":
        settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        _listen_to_sqlite(engine, settings)
    return engine


def _listen_to_sqlite(engine: Engine, settings: RegistrySettings) -> None:
    memory = None if settings.registry_url else remembered_registry(settings.data_dir)
    file = SqliteFile(Path(engine.url.database), memory) if engine.url.database else None
    if file is not None:
        event.listen(engine, "do_connect", lambda *_: file.check_before_opening())
    event.listen(engine, "connect", _prepare_sqlite)
    if file is not None:
        event.listen(engine, "connect", lambda connection, _: file.note_opened(connection))
        event.listen(engine, "begin", lambda _: file.check())
    event.listen(engine, "begin", _begin_sqlite)


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    try:
        _set_pragmas(connection)
    except sqlite3.Error as exc:
        # SQLAlchemy translates what its own calls raise, but not this.
        raise DatabaseUnavailable(f"the database cannot be used: {exc}") from exc


def _set_pragmas(connection: sqlite3.Connection) -> None:
    # The driver's own transaction control would commit before DDL and begin too late for a savepoint.
    connection.isolation_level = None
    connection.execute(f"pragma busy_timeout = {_BUSY_TIMEOUT_MS}")
    _switch_to_wal(connection)
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    # What is deleted is overwritten.
    connection.execute("pragma secure_delete = on")


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Retries: where several connections switch a new file at once, SQLite ignores the busy timeout.

    The switch turns a read lock into a write lock; SQLite never waits for that, since two could wait for each other.
    """
    deadline = time.monotonic() + _BUSY_TIMEOUT_MS / 1000
    while True:
        try:
            connection.execute("pragma journal_mode = wal")
            return
        except sqlite3.OperationalError as exc:
            is_busy = exc.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_busy or time.monotonic() > deadline:
                raise
        time.sleep(_RETRY_SECONDS)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("prm_writes")
    connection.exec_driver_sql("begin immediate" if writes else "begin")
