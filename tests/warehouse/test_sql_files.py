"""Statements are read from the .sql files beside the code."""

import pytest

from warehouse.sql_files import read_statement


def test_a_statement_is_read_once() -> None:
    assert "from schema_migrations" in read_statement("warehouse.upkeep", "applied_migrations")
    assert read_statement("warehouse.upkeep", "applied_migrations") is read_statement(
        "warehouse.upkeep", "applied_migrations"
    )


def test_a_statement_that_is_not_there_names_its_file() -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.sql"):
        read_statement("warehouse.upkeep", "nowhere")
