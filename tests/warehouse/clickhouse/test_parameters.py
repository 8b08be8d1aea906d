"""Contract: a typed parameter arrives as the value that was given, whatever it holds."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse.interface import StatementFailed, Value, Warehouse

NASTY = 'it\'s "q" \\ \\n \t\n\r\0\b\f\a\v {x:String} -- ; ünï 💶'
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
many_examples = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@many_examples
@given(text=st.text())
def test_any_text_arrives_as_it_was(each_warehouse: Warehouse, text: str) -> None:
    assert _query(each_warehouse, "select {value:String} as value", text) == text


@many_examples
@given(texts=st.lists(st.text()))
def test_any_list_of_texts_arrives_as_it_was(each_warehouse: Warehouse, texts: list[str]) -> None:
    assert _query(each_warehouse, "select {value:Array(String)} as value", texts) == texts


@many_examples
@given(number=st.floats(allow_nan=False))
def test_any_float_arrives_to_the_last_bit(each_warehouse: Warehouse, number: float) -> None:
    assert _query(each_warehouse, "select {value:Float64} as value", number) == number


@many_examples
@given(numbers=st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_any_list_of_integers_arrives_as_it_was(each_warehouse: Warehouse, numbers: list[int]) -> None:
    assert _query(each_warehouse, "select {value:Array(Int64)} as value", numbers) == numbers


@many_examples
@given(milliseconds=st.integers(0, 7_000_000_000_000), zone=st.timezones())
def test_any_moment_arrives_to_the_millisecond(each_warehouse: Warehouse, milliseconds: int, zone: tzinfo) -> None:
    moment = EPOCH + timedelta(milliseconds=milliseconds)
    sql = "select {value:DateTime64(3, 'UTC')} as value"
    assert _query(each_warehouse, sql, moment.astimezone(zone)) == moment


@pytest.mark.parametrize(
    ("sql", "value", "expected"),
    [
        ("select {value:String} as value", NASTY, NASTY),
        ("select {value:Array(String)} as value", [NASTY, ""], [NASTY, ""]),
        ("select {value:String} as value", "", ""),
        ("select {value:Array(String)} as value", [], []),
        ("select {value:UInt64} as value", 2**64 - 1, 2**64 - 1),
        ("select {value:Bool} as value", True, True),
        ("select {value:Array(Float64)} as value", (1.5, -2.0), [1.5, -2.0]),
        ("select {value:Date} as value", date(2024, 2, 29), date(2024, 2, 29)),
        ("select {value:DateTime} as value", datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 5, 1, tzinfo=UTC)),
        (
            "select {value:DateTime64(6)} as value",
            datetime(2024, 5, 1, 2, 0, 0, 123456, tzinfo=timezone(timedelta(hours=2))),
            datetime(2024, 5, 1, 0, 0, 0, 123456, tzinfo=UTC),
        ),
        ("select count() as value from numbers(10) where number in {value:Array(UInt64)}", [1, 3, 11], 2),
        ("select count() as value from numbers(10) limit {value:UInt64}", 1, 10),
        ("select count() as value from {value:Identifier}", "events", 0),
        ("select '{}' as value where {value:UInt8} = 1", 1, "{}"),
        ("select '100 %' as value where {value:UInt8} = 1", 1, "100 %"),
    ],
)
def test_a_value_arrives_by_its_type(each_warehouse: Warehouse, sql: str, value: Value, expected: object) -> None:
    assert _query(each_warehouse, sql, value) == expected


def test_a_parameter_stands_inside_a_parametric_function(each_warehouse: Warehouse) -> None:
    sql = "select windowFunnel({value:UInt64})(toUInt64(number), number = 1, number = 2) as value from numbers(4)"
    assert _query(each_warehouse, sql, 2) == 2


def test_a_moment_without_a_zone_fails(each_warehouse: Warehouse) -> None:
    with pytest.raises(StatementFailed, match="time zone"):
        each_warehouse.query("select {value:DateTime} as value", {"value": datetime(2024, 5, 1)})  # noqa: DTZ001


def test_a_missing_parameter_fails(each_warehouse: Warehouse) -> None:
    with pytest.raises(StatementFailed, match="value"):
        each_warehouse.query("select {value:String} as value")


def test_text_in_place_of_a_number_fails(each_warehouse: Warehouse) -> None:
    with pytest.raises(StatementFailed):
        each_warehouse.query("select {value:UInt64} as value", {"value": "1; drop table events"})


def _query(warehouse: Warehouse, sql: str, value: Value) -> object:
    (column,) = warehouse.query(sql, {"value": value}).columns
    return column[0]
