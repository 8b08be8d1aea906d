"""A .sql file is split at the semicolons that end statements, and at no other."""

import pytest

from warehouse.upkeep.sql_script import split_statements


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        ("", []),
        ("select 1", ["select 1"]),
        ("select 1;", ["select 1"]),
        ("select 1;\n\nselect 2;\n", ["select 1", "select 2"]),
        ("-- what; it answers\nselect 1;", ["-- what; it answers\nselect 1"]),
        ("select 1; -- done; really\n", ["select 1"]),
        ("/* a; b */ select 1;", ["/* a; b */ select 1"]),
        ("select ';', 'it''s; so', '\\';';", ["select ';', 'it''s; so', '\\';'"]),
        ('select `a;b`, "c;d";', ['select `a;b`, "c;d"']),
        ("select '-- no comment'; select 2;", ["select '-- no comment'", "select 2"]),
        ("select 1 - -1, 4 / 2;", ["select 1 - -1, 4 / 2"]),
        (";;\n-- only a comment\n;", []),
    ],
)
def test_statements_end_at_their_own_semicolons(text: str, statements: list[str]) -> None:
    assert split_statements(text) == statements
