"""Contract: every type of ClickHouse that we use comes back as the Python value that Rows promises."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from msgspec import ValidationError

from warehouse.interface import Warehouse

MAY = datetime(2024, 5, 1, 10, 0, 0, tzinfo=UTC)
ONE = "00000000-0000-0000-0000-000000000001"


@pytest.fixture
def far_zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """This process has a time zone that is not UTC."""
    monkeypatch.setenv("TZ", "Asia/Kathmandu")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("18446744073709551615", 2**64 - 1),
        ("-9223372036854775808", -(2**63)),
        ("toInt128('170141183460469231731687303715884105727')", 2**127 - 1),
        ("toFloat64(0.1)", 0.1),
        ("1 = 1", 1),
        ("true", True),
        ("toDecimal64('1.50', 2)", Decimal("1.50")),
        ("'ünï 💶'", "ünï 💶"),
        ("toLowCardinality('low')", "low"),
        ("cast('b', 'Enum8(\\'a\\' = 1, \\'b\\' = 2)')", "b"),
        ("null", None),
        ("cast(null, 'Nullable(Int64)')", None),
        ("cast(5, 'Nullable(Int64)')", 5),
        ("toDate('2024-05-01')", date(2024, 5, 1)),
        (f"toUUID('{ONE}')", ONE),
        (f"[toUUID('{ONE}')]", [ONE]),
        ("['a', 'b']", ["a", "b"]),
        ("[[1], []]", [[1], []]),
        ("map('a', 1, 'b', 2)", {"a": 1, "b": 2}),
        ("(1, 'a', [2])", (1, "a", [2])),
        ("cast((1, 'a'), 'Tuple(number UInt8, name String)')", (1, "a")),
        ("groupArray((number, toString(number)))", [(0, "0")]),
        ("quantiles(0.5, 0.9)(number)", [0.0, 0.0]),
    ],
)
def test_a_type_has_its_python_value(each_warehouse: Warehouse, expression: str, expected: object) -> None:
    value = _query(each_warehouse, f"select {expression} as value from numbers(1) group by ()")  # noqa: S608
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.usefixtures("far_zone")
@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("toDateTime64('2024-05-01 10:00:00.123', 3, 'UTC')", MAY.replace(microsecond=123000)),
        ("toDateTime64('2024-05-01 10:00:00.123', 3)", MAY.replace(microsecond=123000)),
        ("toDateTime('2024-05-01 10:00:00')", MAY),
        ("toDateTime('2024-05-01 12:00:00', 'Europe/Berlin')", MAY),
        (
            "[(toDateTime('2024-05-01 10:00:00'), map('at', toDateTime64('2024-05-01 10:00:00', 3)))]",
            [(MAY, {"at": MAY})],
        ),
        ("cast(null, 'Nullable(DateTime)')", None),
    ],
)
def test_a_moment_is_utc_wherever_this_process_lives(
    each_warehouse: Warehouse, expression: str, expected: object
) -> None:
    value = _query(each_warehouse, f"select {expression} as value")
    assert value == expected
    if isinstance(value, datetime):
        assert value.tzinfo is UTC


def test_rows_have_names_columns_length_and_dictionaries(each_warehouse: Warehouse) -> None:
    rows = each_warehouse.query("select number as n, toString(number) as text from numbers(2) order by n")
    assert rows.names == ("n", "text")
    assert [list(column) for column in rows.columns] == [[0, 1], ["0", "1"]]
    assert len(rows) == 2
    assert rows.dicts() == [{"n": 0, "text": "0"}, {"n": 1, "text": "1"}]


@pytest.mark.parametrize(
    "sql",
    [
        "select 1 as n, toLowCardinality('a') as text where 0",
        "-- nothing\nselect 1 as n, 'a' as text where 0;\n",
        "with 1 as one select one as n, 'a' as text where {no:UInt8} = 1 settings max_threads = 1",
    ],
)
def test_an_empty_answer_still_has_its_names(each_warehouse: Warehouse, sql: str) -> None:
    rows = each_warehouse.query(sql, {"no": 0})
    assert (len(rows), rows.dicts(), rows.tuples()) == (0, [], [])
    assert (rows.names, rows.columns) == (("n", "text"), ([], []))
    assert len(rows) == 0
    assert rows.dicts() == []


def test_many_blocks_are_one_answer_in_order(each_warehouse: Warehouse) -> None:
    rows = each_warehouse.query(
        "select number as n, toString(number) as text from numbers(200000) order by n settings max_block_size = 10000"
    )
    assert list(rows.columns[0]) == list(range(200_000))
    assert rows.columns[1][-1] == "199999"


def _query(warehouse: Warehouse, sql: str) -> object:
    ((value,),) = warehouse.query(sql).columns
    return value


@dataclass(frozen=True, slots=True)
class _Sale:
    order_id: str
    amount_minor: int | None


def test_rows_are_parsed_into_the_types_that_a_caller_names(warehouse: Warehouse) -> None:
    rows = warehouse.query("select number + 5 as amount_minor, 'a' as order_id from numbers(2)")
    assert rows.parse(_Sale) == [_Sale("a", 5), _Sale("a", 6)]
    assert rows.parse_tuples(tuple[int, str]) == [(5, "a"), (6, "a")]
    assert warehouse.query("select max(number) as newest from numbers(3)").parse_value(int) == 2


def test_a_value_of_another_type_is_not_parsed(warehouse: Warehouse) -> None:
    with pytest.raises(ValidationError):
        warehouse.query("select 'x' as order_id, 'y' as amount_minor").parse(_Sale)
