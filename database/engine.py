"""Opens the registry's database: SQLite with WAL, foreign keys and patience, or PostgreSQL by URL."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, IntegrityError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

from database.errors import ChangedConcurrently, DatabaseUnavailable
from settings.data_directory import registry_url
from settings.processes import RegistrySettings

RegistrySessions = sessionmaker[Session]
CHANGING = {"prm_changes": True}
_BUSY_TIMEOUT_MS = 10_000


def open_registry(settings: RegistrySettings) -> RegistrySessions:
    """Sessions on the configured database."""
    return sessionmaker(open_engine(settings), expire_on_commit=False)


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
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def begin_reading(sessions: RegistrySessions) -> Iterator[Session]:
    """One transaction that only reads."""
    with _told_plainly(), sessions() as session:
        yield session


@contextmanager
def begin_change(sessions: RegistrySessions) -> Iterator[Session]:
    """One transaction that writes: committed at the end, undone by an exception.

    SQLite takes its write lock at once: a transaction that reads first and asks for the lock later is refused
    without waiting when somebody else wrote in between.
    """
    with _told_plainly(), sessions.begin() as session:
        session.connection(execution_options=CHANGING)
        yield session


@contextmanager
def _told_plainly() -> Iterator[None]:
    try:
        yield
    except (OperationalError, ProgrammingError) as exc:
        raise DatabaseUnavailable(f"the registry cannot be used: {exc.orig}") from exc
    except IntegrityError as exc:
        raise ChangedConcurrently("changed concurrently; retry") from exc


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own transaction control would commit before DDL and begin too late for a savepoint.
    connection.isolation_level = None
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = full")
    connection.execute("pragma foreign_keys = on")
    connection.execute(f"pragma busy_timeout = {_BUSY_TIMEOUT_MS}")


def _begin_sqlite(connection: Connection) -> None:
    changes = connection.get_execution_options().get("prm_changes")
    connection.exec_driver_sql("begin immediate" if changes else "begin")
