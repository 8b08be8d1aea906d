"""Contract: dictionary-encoded columns and arrays of numbers are stored like the values they stand for."""

import numpy as np
import pytest

from warehouse.dictionary_column import (
    DictionaryColumn,
    DictionaryEncoder,
    combine_columns,
    encode_values,
    repeat_value,
)
from warehouse.interface import Columns, StatementFailed, Warehouse

ID = "019a0000-0000-7000-8000-00000000000%d"
ROWS = 600
TYPES = [f"type {number % 300}" for number in range(ROWS)]


def test_a_column_knows_its_rows() -> None:
    column = encode_values(["b", "a", "b"])
    assert (list(column), column.values, len(column)) == (["b", "a", "b"], ["b", "a"], 3)
    assert list(column[1:]) == ["a", "b"]
    assert list(column.derive(str.upper)) == ["B", "A", "B"]
    assert column.derive(len).values == [1]


def test_a_column_answers_like_a_sequence() -> None:
    column = encode_values(["b", "a", "b"])
    assert (column[0], column[-1]) == ("b", "b")
    assert "a" in column
    assert "c" not in column
    assert "a" not in column[2:]
    assert encode_values(column) is column


def test_a_column_that_comes_in_pieces_is_the_column_of_all() -> None:
    encoder = DictionaryEncoder()
    for piece in (["a", "a"], [], ["b", "a", "c"], ["c"]):
        encoder.add(piece)
    column = encoder.finish()
    assert (list(column), column.values) == (["a", "a", "b", "a", "c", "c"], ["a", "b", "c"])


@pytest.mark.parametrize("left", [["a", "b", "a", "a"], ["a", "a", "a", "a"]])
def test_pairs_are_those_of_the_rows(left: list[str]) -> None:
    right = [1, 1, 2, 1]
    pairs = combine_columns(encode_values(left), encode_values(right))
    assert list(pairs) == list(zip(left, right, strict=True))
    assert len(pairs.values) == len(set(pairs.values)) == len(set(left)) + 1


def test_columns_may_be_empty() -> None:
    nothing = encode_values([])
    assert list(combine_columns(nothing, nothing.derive(str))) == []


@pytest.mark.parametrize("few", [1, 255, 256, 300])
def test_repeating_values_are_stored_in_their_rows(each_warehouse: Warehouse, few: int) -> None:
    types = [f"type {number % few}" for number in range(ROWS)]
    columns: Columns = {
        "site_id": repeat_value(7, ROWS),
        "event_id": [f"019a0000-0000-7000-8000-{number:012x}" for number in range(ROWS)],
        "type": encode_values(types),
        "url": encode_values(types),
        "agent_hash": np.arange(ROWS, dtype=np.uint64),
    }
    each_warehouse.insert("events", columns)
    rows = each_warehouse.query("select site_id, event_id, type, url, agent_hash from events order by event_id")
    assert [list(column) for column in rows.columns] == [list(column) for column in columns.values()]


def test_a_slice_of_a_column_is_stored(each_warehouse: Warehouse) -> None:
    column = DictionaryColumn(["a", "b"], np.array([0, 1, 1], np.uint32))
    each_warehouse.insert("events", {"event_id": [ID % 1, ID % 2], "type": column[1:]})
    assert list(each_warehouse.query("select type from events").columns[0]) == ["b", "b"]


@pytest.mark.parametrize("wrong", ["019a0000-0000-7000-8000-00000000 0 1", "x" * 36])
def test_a_text_that_only_looks_like_an_id_is_no_id(each_warehouse: Warehouse, wrong: str) -> None:
    with pytest.raises(StatementFailed):
        each_warehouse.insert("events", {"event_id": [ID % 1, wrong]})
    assert len(each_warehouse.query("select event_id from events")) == 0
