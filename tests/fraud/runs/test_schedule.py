"""Scheduled runs cover new events of every site once, in one process at a time."""

import threading
import time
from datetime import timedelta

import pytest
from redis import Redis

from database.sessions import Sessions, begin_change
from events.keys import FRAUD_LOCK
from fraud.errors import FraudRunBusy
from fraud.runs.run_log import query_last_run
from fraud.runs.schedule import pause_fraud_runs, run_new, run_on_schedule
from registry.partners import create_code, create_partner
from tests.fixtures.event_rows import at, make_event, store_events
from tests.fraud.one_rule import save_one_rule
from tests.reports.conftest import NOW, Tenant
from warehouse.interface import Warehouse

SECRET = b"a secret of the tests"
RUNS = "select site_id, max(run) as runs from fraud_runs group by site_id order by site_id"
MARKS = "select subject_id from marks final where is_active = 1"
PATIENCE_SECONDS = 120


@pytest.fixture
def replayed(warehouse: Warehouse, shop: Tenant) -> None:
    """A bought click and what came of it."""
    who = {"site_id": shop.site_id, "visitor_id": "v1", "ref": "alice"}
    money = {"type": "sale", "order_id": "o1", "amount_minor": 500, "currency": "EUR"}
    click = make_event(1, at("2026-03-01"), **who) | {"click_id_kind": "gclid"}
    sale = make_event(2, at("2026-03-01T01:00:00"), **who, **money) | {"click_id_kind": ""}
    store_events(warehouse, [click, sale])
    save_one_rule(warehouse, shop.site_id)


def test_new_events_of_every_site_are_covered_once(
    warehouse: Warehouse, sessions: Sessions, shop: Tenant, rival: Tenant, replayed: None
) -> None:
    _look(warehouse, sessions)
    assert len(warehouse.query(MARKS)) == 1
    assert _count_runs(warehouse) == {shop.site_id: 1, rival.site_id: 1}
    warehouse.execute("truncate table arrivals")
    _look(warehouse, sessions)
    assert _count_runs(warehouse) == {shop.site_id: 1, rival.site_id: 1}


def test_an_arrival_that_becomes_visible_behind_the_mark_is_covered(
    warehouse: Warehouse, sessions: Sessions, shop: Tenant, rival: Tenant, replayed: None
) -> None:
    _look(warehouse, sessions)
    warehouse.execute("truncate table arrivals")
    mark = query_last_run(warehouse, shop.site_id).watermark
    late = {"site_id": shop.site_id, "stored_at": mark - timedelta(seconds=1), "happened_from": at("2026-03-01")}
    warehouse.insert("arrivals", {name: [value] for name, value in {**late, "visitor_id": "v1"}.items()})
    for _ in range(2):
        _look(warehouse, sessions)
        assert _count_runs(warehouse) == {shop.site_id: 2, rival.site_id: 1}


def test_an_event_that_was_ahead_of_the_clock_is_covered_in_its_time(
    warehouse: Warehouse, sessions: Sessions, shop: Tenant, rival: Tenant, replayed: None
) -> None:
    for moment in (at("2026-03-01T00:30"), at("2026-03-01T00:45"), NOW):
        run_new(warehouse, sessions, SECRET, moment, threading.Event())
        warehouse.execute("truncate table arrivals")
    assert _count_runs(warehouse)[shop.site_id] == 2
    assert len(warehouse.query("select event_id from judged_conversions")) == 1


def test_a_code_that_takes_over_clicks_starts_a_run_and_a_new_partner_with_an_own_code_does_not(
    warehouse: Warehouse, sessions: Sessions, shop: Tenant, rival: Tenant, replayed: None
) -> None:
    _look(warehouse, sessions)
    warehouse.execute("truncate table arrivals")
    with begin_change(sessions) as session:
        carla, _ = create_partner(session, shop.site_id, "carla", "Carla")
    _look(warehouse, sessions)
    assert _count_runs(warehouse)[shop.site_id] == 1
    with begin_change(sessions) as session:
        create_code(session, shop.site_id, carla.id, "carlas")
    _look(warehouse, sessions)
    assert _count_runs(warehouse) == {shop.site_id: 2, rival.site_id: 1}


def test_a_site_with_two_years_of_backdated_months_does_not_hold_up_another(
    warehouse: Warehouse, sessions: Sessions, shop: Tenant, rival: Tenant
) -> None:
    money = {"type": "sale", "amount_minor": 500, "currency": "EUR"}
    moments = [at(f"{year}-{month:02}-07") for year in (2024, 2025) for month in range(1, 13)]
    backdated = [make_event(n, each, site_id=shop.site_id, order_id=f"o{n}", **money) for n, each in enumerate(moments)]
    store_events(
        warehouse, [*backdated, make_event(99, at("2026-03-01"), site_id=rival.site_id, order_id="o", **money)]
    )
    save_one_rule(warehouse, shop.site_id, rival.site_id)
    assert shop.site_id < rival.site_id
    assert run_new(warehouse, sessions, SECRET, NOW, threading.Event(), months=2), "the rest waits for another turn"
    rows = warehouse.query("select site_id, count() from judged_conversions group by site_id order by site_id")
    assert rows.columns == ([shop.site_id, rival.site_id], [2, 1])


def test_what_needs_the_tables_as_they_are_keeps_other_runs_away(redis: Redis) -> None:
    with pause_fraud_runs(redis):
        with pytest.raises(FraudRunBusy), pause_fraud_runs(redis, wait_seconds=0.1):
            pass
        # Its lock has expired meanwhile and is another's now.
        redis.set(FRAUD_LOCK, "another")
    assert redis.get(FRAUD_LOCK) == b"another"


def test_of_several_processes_one_runs(warehouse: Warehouse, sessions: Sessions, redis: Redis, replayed: None) -> None:
    stop = threading.Event()
    arguments = (warehouse, sessions, redis, SECRET, 1, stop, lambda: NOW)
    thread = threading.Thread(target=run_on_schedule, args=arguments)
    elsewhere = redis.lock(FRAUD_LOCK)
    elsewhere.acquire()
    thread.start()
    try:
        # One round later there was no run, because another process holds the lock.
        assert not stop.wait(2.5)
        assert _count_runs(warehouse) == {}
        elsewhere.release()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not len(warehouse.query(MARKS)):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        stop.set()
        thread.join()


def _look(warehouse: Warehouse, sessions: Sessions) -> None:
    run_new(warehouse, sessions, SECRET, NOW, threading.Event())


def _count_runs(warehouse: Warehouse) -> dict[object, object]:
    rows = warehouse.query(RUNS)
    return dict(zip(*rows.columns, strict=True)) if len(rows) else {}
