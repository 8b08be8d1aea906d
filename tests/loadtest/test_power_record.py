"""What the power drill counts as wrong, on real tables."""

from loadtest.power_record import PowerFigures
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement

_NOON = at("2026-03-01T12:00")
_SALE = make_event(1, _NOON, type="sale", order_id="A-1", amount_minor=900, currency="EUR")
_REFUND = make_event(2, _NOON, type="refund", order_id="A-1", amount_minor=300, currency="EUR")
_UNREFUNDED = make_event(3, _NOON, type="sale", order_id="A-2", amount_minor=50, currency="EUR")
_CLICK = make_event(4, _NOON, ref="alice")


def test_equal_tables_have_no_difference(warehouse: Warehouse) -> None:
    store_events(warehouse, [_SALE, _REFUND, _UNREFUNDED, _CLICK])
    assert not _query_differences(warehouse)
    assert warehouse.query(read_statement("loadtest", "power_revenue")).parse_value(int) == 650


def test_a_batch_that_is_stored_twice_is_seen_in_every_table(warehouse: Warehouse) -> None:
    for _ in range(2):
        store_events(warehouse, [_SALE, _REFUND, _CLICK])
    found = _query_differences(warehouse)
    doubled = {"events": 3, "event_ids": 3}
    assert {name: each[0] for name, each in found.items() if each[0]} == doubled


def test_rows_that_are_missing_or_without_their_event_are_seen(warehouse: Warehouse) -> None:
    store_events(warehouse, [_SALE, _REFUND, _CLICK])
    warehouse.execute("truncate table order_returns")
    warehouse.execute("truncate table rollup_partner_hours")
    warehouse.execute("alter table events delete where event_id = {id:UUID}", {"id": event_id(1)})
    found = {name: missing for name, (_, missing) in _query_differences(warehouse).items()}
    assert found == {
        "event_ids": -1,
        "conversion_reports": -1,
        "standing_conversions": -1,
        "order_returns": 1,
        "rollup_partner_hours": 1,
    }


def test_each_kind_of_damage_is_a_problem() -> None:
    sound = PowerFigures(9, 0, 3, 0.7, {}, {}, 650, 650, 0, 0)
    damaged = PowerFigures(9, 1, 0, 3.2, {"events": 2}, {"orders": -1}, 650, 649, 1, 1)
    assert sound.list_problems() == []
    assert len(damaged.list_problems()) == 6


def _query_differences(warehouse: Warehouse) -> dict[str, tuple[int, int]]:
    rows = warehouse.query(read_statement("loadtest", "power_tables")).parse_tuples(tuple[str, int, int])
    return {name: (doubled, missing) for name, doubled, missing in rows if doubled or missing}
