"""A refund or dispute that names a payment is one of the order whose sale names it too, whichever comes first."""

from pathlib import Path
from typing import Any

import pytest
from msgspec import structs
from redis import Redis

from events.keys import ACCEPTED
from ingest.worker import Worker
from settings import IngestSettings
from tests.ingest.builders import (
    SITE_ID,
    append_events,
    make_event,
    make_sale,
    make_settings,
    read_rows,
    run_until_settled,
)
from warehouse.interface import Warehouse
from warehouse.upkeep.derived.verification import make_plan, verify_only

RETURNS = (
    "select order_id, toString(type), amount_minor, toString(state), toString(source), import_id, customer_id"
    " from order_returns final join events using (site_id, event_id) where order_id != '' order by all"
)
PAYMENT = "pi_1"


@pytest.fixture
def settings(tmp_path: Path, redis_url: str) -> IngestSettings:
    return make_settings(tmp_path, redis_url=redis_url)


@pytest.fixture
def worker(settings: IngestSettings, redis: Redis, warehouse: Warehouse) -> Worker:
    return Worker(settings, redis, warehouse)


def refund(**fields: Any) -> Any:
    named = {"refund_id": "re_1", "payment_id": PAYMENT, "amount_minor": 300, "currency": "EUR"}
    return make_event(**{"type": "refund", "source": "server", "visitor_id": "", **named, **fields})


def sale(**fields: Any) -> Any:
    return make_sale(**{"source": "server", "payment_id": PAYMENT, **fields})


def store(redis: Redis, worker: Worker, *events: Any) -> None:
    """Each is stored before the next is sent."""
    for event in events:
        append_events(redis, [event])
        run_until_settled(worker, redis)


def list_returns(warehouse: Warehouse) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in read_rows(warehouse, RETURNS)]


@pytest.mark.parametrize("events", [(sale(), refund()), (refund(), sale())], ids=["sale first", "refund first"])
def test_a_refund_is_one_of_the_order_of_its_payment(
    redis: Redis, warehouse: Warehouse, worker: Worker, events: tuple[Any, ...]
) -> None:
    store(redis, worker, *events)
    assert list_returns(warehouse) == [("A-1", "refund", 300, "", "server", "", "")]
    # The refund is stored as it was reported too; what was sent again was accepted again.
    assert warehouse.query("select count() from events").parse_value(int) == 3
    assert sum(int(redis.hget(ACCEPTED % shard, str(SITE_ID)) or 0) for shard in range(2)) == 3
    assert [each.table for each in verify_only(warehouse, make_plan(warehouse)) if each.damaged] == []


def test_in_one_moment_neither_is_missed(redis: Redis, warehouse: Warehouse, worker: Worker) -> None:
    many = [
        (sale(order_id=f"A-{number}", payment_id=f"pi_{number}"), refund(payment_id=f"pi_{number}", customer_id="c-1"))
        for number in range(30)
    ]
    append_events(redis, [event for pair in many for event in pair], per_entry=1)
    run_until_settled(worker, redis)
    assert len(list_returns(warehouse)) == 30


def test_a_dispute_and_an_import_keep_what_they_say(redis: Redis, warehouse: Warehouse, worker: Worker) -> None:
    dispute = refund(type="dispute", refund_id="", state="opened", amount_minor=None, currency="", customer_id="c-9")
    imported = refund(refund_id="re_2", source="import", import_id="imp_1")
    store(redis, worker, dispute, imported, sale())
    assert list_returns(warehouse) == [
        ("A-1", "dispute", None, "opened", "server", "", "c-9"),
        ("A-1", "refund", 300, "", "import", "imp_1", ""),
    ]


def test_the_most_trusted_sale_says_whose_the_payment_is(redis: Redis, warehouse: Warehouse, worker: Worker) -> None:
    store(redis, worker, sale(order_id="forged", source="browser"), sale(order_id="A-1"), sale(order_id="A-2"))
    store(redis, worker, refund())
    assert [row[0] for row in list_returns(warehouse)] == ["A-1"]


@pytest.mark.parametrize(
    "apart",
    [{"site_id": SITE_ID + 1}, {"payment_id": "pi_2"}, {"traffic": "test"}],
    ids=["another site", "another payment", "a test"],
)
def test_what_is_of_something_else_stays_without_an_order(
    redis: Redis, warehouse: Warehouse, worker: Worker, apart: dict[str, object]
) -> None:
    store(redis, worker, sale(**apart), refund())
    assert list_returns(warehouse) == []


def test_a_refund_that_names_the_order_itself_is_sent_once(redis: Redis, warehouse: Warehouse, worker: Worker) -> None:
    store(redis, worker, sale(), refund(order_id="A-7"))
    assert [row[0] for row in list_returns(warehouse)] == ["A-7"]
    assert warehouse.query("select count() from events").parse_value(int) == 2


def test_repeated_it_is_the_same_event(redis: Redis, warehouse: Warehouse, worker: Worker) -> None:
    once = refund()
    store(redis, worker, once, sale(), once, sale(source="import"))
    assert len(list_returns(warehouse)) == 1


def test_a_payment_that_a_later_report_of_the_sale_names_is_known(
    redis: Redis, warehouse: Warehouse, worker: Worker
) -> None:
    store(redis, worker, sale(payment_id="", customer_id="c-1"), refund(), sale())
    assert [row[0] for row in list_returns(warehouse)] == ["A-1"]
    assert warehouse.query("select count() from standing_conversions final").parse_value(int) == 1


def test_a_refund_follows_the_report_that_is_believed_more(redis: Redis, warehouse: Warehouse, worker: Worker) -> None:
    store(redis, worker, sale(order_id="guessed", source="browser"), refund(), sale(order_id="A-1"))
    assert [row[0] for row in list_returns(warehouse)] == ["A-1", "guessed"]


def test_two_sites_that_send_one_event_do_not_disturb_each_other(
    redis: Redis, warehouse: Warehouse, worker: Worker
) -> None:
    here = refund()
    there = structs.replace(here, site_id=SITE_ID + 1, payment_id="", order_id="B-1")
    append_events(redis, [sale(), sale(site_id=SITE_ID + 1, order_id="B-2"), here, there], per_entry=10)
    run_until_settled(worker, redis)
    assert [row[0] for row in list_returns(warehouse)] == ["A-1", "B-1"]


def test_what_was_stored_and_never_sent_is_sent_when_it_comes_again(
    redis: Redis, warehouse: Warehouse, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = refund()
    with monkeypatch.context() as lost:
        lost.setattr("ingest.worker.send_matched", lambda *_: None)
        store(redis, worker, sale(), once)
    assert list_returns(warehouse) == []
    store(redis, worker, once)
    assert [row[0] for row in list_returns(warehouse)] == ["A-1"]
