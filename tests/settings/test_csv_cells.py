"""A text of others never becomes a formula, wherever a spreadsheet cuts the cell, and is the same when read again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from settings.csv_cells import guard_cell, unguard_cell


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("", ""),
        ("alice", "alice"),
        ("a-b=c", "a-b=c"),
        ("=1+1", "'=1+1"),
        ("@sum", "'@sum"),
        ("＝1", "'＝1"),
        ("a;=1", "a;'=1"),
        ("a,-1|+2", "a,'-1|'+2"),
        ("a\t=1", "a\t'=1"),
        ("a\r=1", "a\r'=1"),
        ("\t=1", "'\t'=1"),
        ("'=1", "''=1"),
        ("o'clock", "o'clock"),
    ],
)
def test_a_sign_that_could_begin_a_formula_is_guarded(text: str, cell: str) -> None:
    assert guard_cell(text) == cell


@given(st.text(alphabet="a=;'\t\r\n,|-@", max_size=12))
def test_a_guarded_text_is_read_as_it_was(text: str) -> None:
    assert unguard_cell(guard_cell(text)) == text
