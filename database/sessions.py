"""Sessions on the configured database, and transactions that read or change it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, TimeoutError
from sqlalchemy.orm import Session, sessionmaker

from database.engine import WRITES, open_engine
from database.errors import ChangedConcurrently, DatabaseUnavailable
from settings.processes import RegistrySettings

Sessions = sessionmaker[Session]
# In the `info` of a session: who changes something by it.
AUTHOR = "author"


def open_sessions(settings: RegistrySettings) -> Sessions:
    """Sessions on the configured database; nothing is sent yet."""
    return sessionmaker(open_engine(settings), expire_on_commit=False)


def name_author(sessions: Sessions, author: str) -> Sessions:
    """The same sessions, in which ``author``, like ``member:7``, makes every change."""
    return sessionmaker(**{**sessions.kw, "info": {AUTHOR: author}})


@contextmanager
def begin_read(sessions: Sessions) -> Iterator[Session]:
    """One transaction that only reads."""
    with _translate_errors(), sessions() as session:
        yield session


@contextmanager
def begin_change(sessions: Sessions, author: str = "") -> Iterator[Session]:
    """One transaction that writes: committed at the end, rolled back by an exception.

    SQLite takes its write lock at once: a transaction that reads first and asks for the lock later is refused
    without waiting when another one wrote in between. ``author``: see :func:`name_author`.
    """
    with _translate_errors(), sessions.begin() as session:
        if author:
            session.info[AUTHOR] = author
        session.connection(execution_options=WRITES)
        yield session


@contextmanager
def _translate_errors() -> Iterator[None]:
    try:
        yield
    except IntegrityError as exc:
        raise ChangedConcurrently("changed concurrently; retry") from exc
    except DataError:
        # A value that no column takes; no wait helps.
        raise
    except DBAPIError as exc:
        raise DatabaseUnavailable(f"the database cannot be used: {exc.orig}") from exc
    except TimeoutError as exc:
        raise DatabaseUnavailable("all connections to the database are in use") from exc
