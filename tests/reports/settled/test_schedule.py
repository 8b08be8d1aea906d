"""The settler gives every site its turns, in one process at a time, and nobody else settles what a command removes."""

import threading

import pytest
from redis import Redis

from database.sessions import Sessions
from events.keys import SETTLER_LOCK
from reports.errors import SettlerBusy
from reports.settled.schedule import pause_settler, settle_new
from reports.settled.turn_log import query_last_turn
from reports.settled.turns import settle_turn
from tests.fixtures.event_rows import at, make_event, store_events
from tests.reports.conftest import Tenant
from tests.reports.settled.shops import WINDOW_MS
from warehouse.fence import FencedWarehouse
from warehouse.interface import Warehouse


def store_months(warehouse: Warehouse, site_id: int, months: int) -> None:
    """A sale in each of the first months of the year."""
    sold = {"site_id": site_id, "type": "sale", "amount_minor": 500, "currency": "EUR"}
    moments = [at(f"2026-{month:02}-01") for month in range(1, months + 1)]
    numbered = enumerate(moments, site_id * 100)
    store_events(warehouse, [make_event(n, moment, **sold, order_id=f"o{n}") for n, moment in numbered])


def look(warehouse: Warehouse, sessions: Sessions) -> bool:
    """One turn of every site; whether any has months left."""
    return settle_new(warehouse, sessions, WINDOW_MS, threading.Event())


def test_a_long_history_does_not_keep_other_sites_waiting(
    warehouse: Warehouse, sessions: Sessions, shop: Tenant, rival: Tenant
) -> None:
    store_months(warehouse, shop.site_id, 3)
    store_months(warehouse, rival.site_id, 1)
    left = []
    while look(warehouse, sessions):
        turns = [query_last_turn(warehouse, each.site_id) for each in (shop, rival)]
        left.append([len(turn.waiting_months) for turn in turns])
    assert left == [[3, 1], [2, 0], [1, 0]]
    assert query_last_turn(warehouse, shop.site_id).is_readable


def test_the_newest_month_is_settled_first(warehouse: Warehouse, shop: Tenant) -> None:
    store_months(warehouse, shop.site_id, 2)
    for _ in range(2):
        settle_turn(warehouse, shop.site_id, WINDOW_MS)
    assert [str(month) for month in query_last_turn(warehouse, shop.site_id).waiting_months] == ["2026-01-01"]


def test_where_nothing_arrived_there_is_no_turn(warehouse: Warehouse, shop: Tenant) -> None:
    store_months(warehouse, shop.site_id, 1)
    while settle_turn(warehouse, shop.site_id, WINDOW_MS, overlap_ms=0):
        pass
    turn = query_last_turn(warehouse, shop.site_id).turn
    assert settle_turn(warehouse, shop.site_id, WINDOW_MS, overlap_ms=0) is None
    assert query_last_turn(warehouse, shop.site_id).turn == turn


def test_a_settler_that_lost_its_lock_writes_nothing_more(warehouse: Warehouse, redis: Redis, shop: Tenant) -> None:
    store_months(warehouse, shop.site_id, 1)
    with pause_settler(redis) as lock:
        with pytest.raises(SettlerBusy), pause_settler(redis, wait_seconds=0.1):
            pass
        # The process was stopped for as long as the lock lives, and another has it.
        redis.set(SETTLER_LOCK, "an erasure")
        with pytest.raises(SettlerBusy):
            settle_turn(FencedWarehouse(warehouse, lock.check), shop.site_id, WINDOW_MS)
    assert redis.get(SETTLER_LOCK) == b"an erasure"
    assert query_last_turn(warehouse, shop.site_id).turn == 0
