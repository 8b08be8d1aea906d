"""Repeated events and orders are stored once, and the others are kept as counted facts."""

from pathlib import Path

import pytest
from redis import Redis

from events.enums import DuplicateReason, Traffic
from events.ids import make_event_id, move_to_space
from ingest.worker import Worker
from tests.ingest.builders import (
    NOW_MS,
    append_events,
    count_rows,
    make_event,
    make_sale,
    make_settings,
    read_rows,
    read_settled,
    run_until_settled,
)
from warehouse.interface import Warehouse

pytestmark = pytest.mark.redis_contract

REASONS = "select reason, event_id, original_event_id from duplicates"


def test_an_event_twice_in_a_batch_is_stored_once(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    event = make_event()
    append_events(redis, [event, event])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    (duplicate,) = read_rows(warehouse, REASONS)
    assert count_rows(warehouse, "events") == 1
    assert duplicate["reason"] == DuplicateReason.EVENT_IN_BATCH
    assert duplicate["event_id"] == duplicate["original_event_id"] == event.event_id
    assert read_settled(redis) == {"7:stored": 1, "7:duplicates": 1}


def test_an_event_that_comes_again_later_is_stored_once(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    event = make_event()
    for _ in range(2):
        append_events(redis, [event])
        run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    (duplicate,) = read_rows(warehouse, REASONS)
    assert count_rows(warehouse, "events") == 1
    assert duplicate["reason"] == DuplicateReason.EVENT_STORED
    assert read_settled(redis) == {"7:stored": 1, "7:duplicates": 1}


@pytest.mark.parametrize("per_batch", [1, 4])
def test_a_servers_sale_counts_though_a_browser_guessed_its_id(
    redis: Redis, warehouse: Warehouse, tmp_path: Path, per_batch: int
) -> None:
    # As the edge moves the ids of browsers; each of the two is sent twice.
    guessed = "00000000-0000-5000-8000-000000001042"
    forged = make_event(event_id=move_to_space(guessed, 7, "browser"), visitor_id="x")
    sale = make_sale(source="server", event_id=guessed)
    events = [forged, sale, forged, sale]
    for first in range(0, len(events), per_batch):
        append_events(redis, events[first : first + per_batch])
        run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    stored = read_rows(warehouse, "select toString(event_id) as id, type from events order by type")
    assert stored == [{"id": forged.event_id, "type": "click"}, {"id": guessed, "type": "sale"}]
    assert read_settled(redis) == {"7:stored": 2, "7:duplicates": 2}


def test_an_order_twice_in_a_batch_is_one_sale(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    first, second = make_sale(), make_sale(visitor_id="")
    append_events(redis, [first, second])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    (duplicate,) = read_rows(warehouse, REASONS)
    assert count_rows(warehouse, "events") == 1
    assert duplicate["reason"] == DuplicateReason.ORDER_IN_BATCH
    assert (duplicate["event_id"], duplicate["original_event_id"]) == (second.event_id, first.event_id)


def test_browser_and_server_report_of_an_order_meet_in_one_sale(
    redis: Redis, warehouse: Warehouse, tmp_path: Path
) -> None:
    server, browser = make_sale(source="server", visitor_id="", customer_id="c1"), make_sale()
    for event in (server, browser):
        append_events(redis, [event])
        run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    (duplicate,) = read_rows(
        warehouse, "select reason, original_event_id, visitor_id, amount_minor, conversion_key from duplicates"
    )
    assert read_rows(warehouse, "select source, sum(amount_minor) as amount from events group by source") == [
        {"source": "server", "amount": 1000}
    ]
    assert duplicate == {
        "reason": DuplicateReason.ORDER_STORED,
        "original_event_id": server.event_id,
        "visitor_id": "v1",
        "amount_minor": 1000,
        "conversion_key": "o:A-1",
    }


@pytest.mark.parametrize("at_once", [True, False])
@pytest.mark.parametrize("first", [Traffic.TEST, Traffic.HUMAN])
def test_a_test_sale_and_a_real_one_of_the_same_order_are_both_stored(
    redis: Redis, warehouse: Warehouse, tmp_path: Path, first: Traffic, at_once: bool
) -> None:
    second = Traffic.HUMAN if first == Traffic.TEST else Traffic.TEST
    sales = [make_sale(traffic=first.value), make_sale(traffic=second.value)]
    for batch in [sales] if at_once else [[sale] for sale in sales]:
        append_events(redis, batch)
        run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    assert count_rows(warehouse, "events") == 2
    append_events(redis, [make_sale(traffic=first.value), make_sale(traffic=second.value)])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    originals = read_rows(warehouse, "select toString(original_event_id) as id from duplicates order by id")
    assert [row["id"] for row in originals] == sorted(sale.event_id for sale in sales)
    assert read_rows(warehouse, "select sum(amount_minor) as amount from standing_conversions final") == [
        {"amount": 1000}
    ]


def test_two_sites_may_use_the_same_ids_and_orders(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    event_id = make_event_id(NOW_MS)
    append_events(redis, [make_sale(site_id=1, event_id=event_id), make_sale(site_id=2, event_id=event_id)])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    assert count_rows(warehouse, "events") == 2
    assert read_settled(redis) == {"1:stored": 1, "2:stored": 1}


def test_events_of_two_sites_without_an_address_share_a_batch(
    redis: Redis, warehouse: Warehouse, tmp_path: Path
) -> None:
    append_events(
        redis, [make_event(site_id=site, ip="", visitor_id="v1") for site in (1, 2) for _ in range(4)], shards=1
    )
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    assert count_rows(warehouse, "events") == 8


def test_sales_without_an_order_are_all_stored(redis: Redis, warehouse: Warehouse, tmp_path: Path) -> None:
    append_events(redis, [make_sale(order_id=""), make_sale(order_id="")])
    run_until_settled(Worker(make_settings(tmp_path), redis, warehouse), redis)
    assert count_rows(warehouse, "events") == 2
    assert read_rows(warehouse, "select conversion_key from conversion_reports") == [{"conversion_key": ""}] * 2


def test_twenty_thousand_events_with_a_tenth_repeated_are_stored_once_each(
    redis: Redis, warehouse: Warehouse, tmp_path: Path
) -> None:
    events = [make_event(visitor_id=f"v{number % 500}") for number in range(18_000)]
    append_events(redis, [*events[:9_000], *events[:1_000], *events[9_000:], *events[4_000:5_000]], per_entry=40)
    run_until_settled(Worker(make_settings(tmp_path, batch_events="3000"), redis, warehouse), redis)
    assert read_rows(warehouse, "select count() as rows, uniqExact(event_id) as ids from events") == [
        {"rows": 18_000, "ids": 18_000}
    ]
    assert count_rows(warehouse, "event_ids") == 18_000
    assert count_rows(warehouse, "duplicates") == 2_000
    assert read_settled(redis) == {"7:stored": 18_000, "7:duplicates": 2_000}
