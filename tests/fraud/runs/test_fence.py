"""Fraud runs and erasures exclude each other, whatever becomes of their processes."""

import threading
import time

import pytest
from redis import Redis

from events.keys import FRAUD_LOCK
from fraud.errors import FraudRunBusy
from fraud.runs.fence import wait_for_statements
from fraud.runs.run import run
from fraud.runs.schedule import pause_fraud_runs
from tests.fixtures.event_rows import at, make_event, store_events
from tests.fraud.filling import make_facts
from tests.fraud.one_rule import ONE_RULE
from tests.reports.conftest import NOW
from warehouse.fence import FencedWarehouse
from warehouse.interface import Warehouse
from warehouse.upkeep.erasure import Person, erase_person, find_mentions

ANNA = Person(1, frozenset({"visitor-of-anna-1"}), frozenset())
_DRAFT = (
    "insert into conversion_drafts (site_id, run, event_id, visitor_id) select 1, 1, generateUUIDv4(),"
    " concat('visitor-of-anna-', toString(1 + sleepEachRow(0.2))) from numbers(10)"
    " settings max_block_size = 1, function_sleep_max_microseconds_per_block = 10000000"
)
_PATIENCE_SECONDS = 120


def store_sale(warehouse: Warehouse) -> None:
    """Of Anna's browser."""
    money = {"order_id": "o1", "amount_minor": 500, "currency": "EUR"}
    store_events(warehouse, [make_event(1, at("2026-03-01"), type="sale", visitor_id="visitor-of-anna-1", **money)])


def test_a_run_that_lost_its_lock_writes_nothing_more(warehouse: Warehouse, redis: Redis) -> None:
    store_sale(warehouse)
    with pause_fraud_runs(redis) as lock:
        # The process was stopped for as long as the lock lives, and another has it.
        redis.set(FRAUD_LOCK, "an erasure")
        with pytest.raises(FraudRunBusy):
            run(FencedWarehouse(warehouse, lock.check), make_facts([], 1), ONE_RULE, NOW)
    assert find_mentions(warehouse, ANNA).keys() & {"conversion_drafts", "conversion_facts"} == set()


def test_a_run_that_has_its_lock_writes(warehouse: Warehouse, redis: Redis) -> None:
    store_sale(warehouse)
    with pause_fraud_runs(redis) as lock:
        run(FencedWarehouse(warehouse, lock.check), make_facts([], 1), ONE_RULE, NOW)
    assert find_mentions(warehouse, ANNA).keys() >= {"conversion_drafts", "conversion_facts"}


def test_the_last_statement_of_a_killed_run_is_waited_for(warehouse: Warehouse) -> None:
    thread = threading.Thread(target=warehouse.execute, args=(_DRAFT,))
    thread.start()
    _wait_until_it_runs(warehouse)
    with pytest.raises(FraudRunBusy):
        wait_for_statements(warehouse, wait_seconds=0)
    wait_for_statements(warehouse)
    thread.join()
    assert find_mentions(warehouse, ANNA) == {"conversion_drafts": 10}


def test_what_only_a_run_has_kept_of_a_person_is_erased(warehouse: Warehouse) -> None:
    store_sale(warehouse)
    run(warehouse, make_facts([], 1), ONE_RULE, NOW)
    others = ("conversion_reports", "standing_conversions", "identities", "visitor_identities", "people", "arrivals")
    for table in ("events", "click_facts", *others):
        warehouse.execute("truncate table {name:Identifier}", {"name": table})
    erase_person(warehouse, ANNA)
    assert find_mentions(warehouse, ANNA) == {}


def _wait_until_it_runs(warehouse: Warehouse) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            wait_for_statements(warehouse, wait_seconds=0)
        except FraudRunBusy:
            return
        assert time.monotonic() < deadline
        time.sleep(0.01)
