"""Which of the tables that the migrations create are not there."""

import re
from functools import cache

from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement
from warehouse.upkeep.migration import read_migrations

_CREATED = re.compile(r"create (?:table|materialized view) if not exists (\w+)", re.IGNORECASE)
_DROPPED = re.compile(r"drop (?:table|view) if exists (\w+)", re.IGNORECASE)


def list_missing_tables(warehouse: Warehouse) -> list[str]:
    """In alphabetical order; none once :func:`warehouse.upkeep.migration.migrate` has run."""
    existing = {str(name) for name in warehouse.query(read_statement("warehouse.upkeep", "existing_tables")).columns[0]}
    return sorted(list_required_tables() - existing)


@cache
def list_required_tables() -> frozenset[str]:
    """What all migrations together leave."""
    required: set[str] = set()
    for migration in read_migrations():
        for statement in migration.statements:
            required |= set(_CREATED.findall(statement))
            required -= set(_DROPPED.findall(statement))
    return frozenset(required)
