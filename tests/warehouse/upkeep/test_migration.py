"""Migrations go forward, once each, and survive being killed between two statements."""

from dataclasses import replace

import pytest

from warehouse.interface import Warehouse
from warehouse.upkeep.migration import (
    MigrationChanged,
    MigrationUnknown,
    list_migrations,
    make_migration,
    migrate,
    read_migrations,
)


def test_a_migrated_database_has_every_migration_with_its_time(warehouse: Warehouse) -> None:
    assert [status.name for status in list_migrations(warehouse)] == [m.name for m in read_migrations()]
    assert all(status.applied_at for status in list_migrations(warehouse))


def test_migrating_again_applies_nothing(warehouse: Warehouse) -> None:
    assert migrate(warehouse) == []


def test_a_changed_released_file_is_named_and_nothing_is_applied(warehouse: Warehouse) -> None:
    first, *rest = read_migrations()
    with pytest.raises(MigrationChanged, match=r"0001_events\.sql"):
        migrate(warehouse, [replace(first, checksum="another"), *rest])


def test_a_database_of_a_newer_version_raises(warehouse: Warehouse) -> None:
    with pytest.raises(MigrationUnknown, match=r"0005_rollups\.sql"):
        migrate(warehouse, read_migrations()[:4])


def test_no_two_migrations_have_one_number() -> None:
    numbers = [migration.number for migration in read_migrations()]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("name", ["1_short", "0001", "0001_Upper", "0001-dash", "x0001_events"])
def test_a_file_name_without_number_and_words_raises(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        make_migration(name, "select 1")


def test_every_statement_of_every_migration_may_run_twice(warehouse: Warehouse) -> None:
    before = _query_schema(warehouse)
    for migration in read_migrations():
        for statement in migration.statements:
            warehouse.execute(statement)
    assert _query_schema(warehouse) == before


def _query_schema(warehouse: Warehouse) -> list[dict[str, object]]:
    return warehouse.query(
        "select name, create_table_query from system.tables where database = currentDatabase() order by name"
    ).dicts()
