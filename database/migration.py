"""Applies the Alembic revisions that the database lacks."""

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from database.engine import WRITES
from database.errors import DatabaseUnavailable

# Any number, as long as it is always this one: who holds it migrates, the others wait.
_POSTGRESQL_LOCK = 5_782_216
# A name and no import: the revisions follow the models, which import this package.
_SCRIPTS = "registry:migrations"


def migrate_database(engine: Engine) -> list[str]:
    """Applies what is missing in one transaction and returns the revisions applied; several may call at once."""
    try:
        with engine.connect().execution_options(**WRITES) as connection, connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _POSTGRESQL_LOCK})
            missing = list_missing_revisions(connection)
            if missing:
                command.upgrade(_configure(connection), "head")
            return missing
    except OperationalError as exc:
        raise DatabaseUnavailable(f"the database does not answer: {exc.orig}") from exc


def list_missing_revisions(connection: Connection) -> list[str]:
    """The revisions that this database lacks, oldest first."""
    script = ScriptDirectory.from_config(_configure(connection))
    reached = MigrationContext.configure(connection).get_current_revision()
    revisions = script.iterate_revisions("head", reached or "base")
    return [revision.revision for revision in revisions][::-1]


def _configure(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", _SCRIPTS)
    config.set_main_option("path_separator", "os")
    return config
