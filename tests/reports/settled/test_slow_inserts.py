"""What an INSERT stamps and shows only after the settler has passed that moment is settled all the same."""

from reports.settled.turn_log import Turn, query_last_turn, record_turn
from tests.fixtures.event_rows import store_events
from tests.reports.attribution.questions import click, sale
from tests.reports.settled.shops import WINDOW_MS, count_unsettled, settle
from tests.reports.settled.test_changes import MARCH, ask
from warehouse.arrivals import count_arrivals
from warehouse.interface import Warehouse

READ = "select * from arrivals where stored_at >= fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')"


def hide_arrivals(warehouse: Warehouse) -> dict[str, list[object]]:
    """Takes away what arrived since the mark, as if its INSERT had not ended, and moves the mark on."""
    last = query_last_turn(warehouse, 1)
    rows = warehouse.query(READ, {"since_ms": last.watermark_ms})
    hidden = {name: list(column) for name, column in zip(rows.names, rows.columns, strict=True)}
    warehouse.execute("truncate table arrivals")
    mark_ms = query_last_turn(warehouse, 1).stored_now_ms
    seen = count_arrivals(warehouse, 1, mark_ms)
    record_turn(warehouse, 1, Turn(last.turn + 1, last.generation, WINDOW_MS, mark_ms, (), 0, 0, 0, seen, last.turn))
    return hidden


def test_an_arrival_that_becomes_visible_behind_the_mark(warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-02", "alice"), sale(2, "2026-03-10")])
    settle(warehouse, 1)
    store_events(warehouse, [click(3, "2026-03-09", "bob")])
    hidden = hide_arrivals(warehouse)
    assert count_unsettled(warehouse, MARCH) == 0
    warehouse.insert("arrivals", hidden)
    for left in (1, 0):
        assert count_unsettled(warehouse, MARCH) == left
        assert ask(warehouse) == {"bob": 1.0}
        settle(warehouse, 1)
