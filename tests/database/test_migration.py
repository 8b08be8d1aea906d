"""The migrations make the tables that the models describe, and may be run again and at once."""

import threading

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from database.engine import open_engine
from database.migration import list_missing_revisions, migrate_database
from registry.models import Base
from settings import RegistrySettings


# SQLite does not report how an index on an expression was written; the uniqueness itself has its own tests.
@pytest.mark.filterwarnings("ignore:autogenerate skipping:UserWarning")
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection")
def test_the_migrations_make_exactly_what_the_models_describe(empty_database: RegistrySettings) -> None:
    engine = open_engine(empty_database)
    assert migrate_database(engine)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        assert list_missing_revisions(connection) == []
    engine.dispose()


def test_a_second_run_changes_nothing(empty_database: RegistrySettings) -> None:
    engine = open_engine(empty_database)
    migrate_database(engine)
    assert migrate_database(engine) == []
    engine.dispose()


def test_several_processes_may_migrate_at_once(empty_database: RegistrySettings) -> None:
    engines = [open_engine(empty_database) for _ in range(4)]
    applied: list[list[str]] = []
    threads = [threading.Thread(target=lambda each=each: applied.append(migrate_database(each))) for each in engines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(len, applied))[:3] == [0, 0, 0]
    assert len(applied) == 4
    assert "sites" in inspect(engines[0]).get_table_names()
    for engine in engines:
        engine.dispose()
