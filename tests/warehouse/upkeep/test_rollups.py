"""Rebuilt roll-ups are what the events say."""

import pytest

from tests.fixtures.event_rows import at, make_event, store_events
from warehouse.interface import Warehouse
from warehouse.upkeep.months import list_months
from warehouse.upkeep.rollups import ROLLUPS, Sums, rebuild_rollups, sum_rollup


class Moved(Exception):
    """Something was written meanwhile."""


def store_some(warehouse: Warehouse) -> None:
    """Clicks and sales of two months around a new year."""
    for first in (0, 50):
        events = [
            make_event(
                first + n,
                at("2025-12-31T12:00:00", minutes=17 * (first + n)),
                type="sale" if n % 7 == 0 else "click",
                amount_minor=100 if n % 7 == 0 else None,
                currency="EUR" if n % 7 == 0 else "",
                ref="alice",
                link="spring",
                visitor_id=f"v{n % 9}",
            )
            for n in range(50)
        ]
        store_events(warehouse, events)


def test_the_sums_are_those_that_the_views_had_made(warehouse: Warehouse) -> None:
    store_some(warehouse)
    before = {rollup: sum_rollup(warehouse, rollup) for rollup in ROLLUPS}
    steps: list[tuple[str, int]] = []
    after = rebuild_rollups(warehouse, lambda: None, lambda rollup, month: steps.append((rollup, month)))
    assert steps == [(rollup, month) for rollup in ROLLUPS for month in (202512, 202601)]
    assert before == {rollup: Sums(clicks=84, visitors=9) for rollup in ROLLUPS}
    assert after == before


def test_what_was_missing_is_there_again_and_new_events_are_added(warehouse: Warehouse) -> None:
    store_some(warehouse)
    whole = {rollup: sum_rollup(warehouse, rollup) for rollup in ROLLUPS}
    for rollup in ROLLUPS:
        warehouse.execute("truncate table {table:Identifier}", {"table": rollup})
    rebuild_rollups(warehouse, lambda: None, lambda *_: None)
    store_events(warehouse, [make_event(500, at("2026-01-01"), ref="alice", link="spring", visitor_id="v0")])
    for rollup in ROLLUPS:
        again = sum_rollup(warehouse, rollup)
        assert (again.clicks, again.visitors) == (whole[rollup].clicks + 1, whole[rollup].visitors)


def test_nothing_is_exchanged_if_something_was_written_meanwhile(warehouse: Warehouse) -> None:
    store_some(warehouse)
    before = [sum_rollup(warehouse, rollup) for rollup in ROLLUPS]

    def complain() -> None:
        raise Moved

    with pytest.raises(Moved):
        rebuild_rollups(warehouse, complain, lambda *_: None)
    assert [sum_rollup(warehouse, rollup) for rollup in ROLLUPS] == before
    warehouse.execute("drop table rollup_partner_hours_draft")


def test_an_empty_warehouse_is_rebuilt_empty(warehouse: Warehouse) -> None:
    assert list_months(warehouse) == []
    after = rebuild_rollups(warehouse, lambda: None, lambda *_: None)
    assert after["rollup_partner_hours"] == Sums(0, 0)
