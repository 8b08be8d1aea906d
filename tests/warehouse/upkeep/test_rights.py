"""The grants that `prm doctor` looks for are those of the recipe in docs/scale.md."""

from tests.warehouse.native_server.rights import read_rights
from warehouse.upkeep.rights import CONSOLE_TABLES, INGEST_TABLES


def test_the_recipe_grants_what_is_looked_for() -> None:
    for user, tables in (("prm_ingest", INGEST_TABLES), ("prm_console", CONSOLE_TABLES)):
        granted = {table for privilege, table in read_rights(user) or () if privilege == "insert"}
        assert granted == set(tables), user
