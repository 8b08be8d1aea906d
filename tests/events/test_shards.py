"""What must meet in one place shares a shard."""

import pytest
from msgspec.structs import replace

from events.event import Event
from events.shards import choose_shard

SALE = Event(1, "018bcfe5-6800-75c8-a76a-90c9a77bd834", "sale", 1, 1, "browser", "human", "full", order_id="A-1")


def test_browser_and_server_reports_of_one_order_share_a_shard() -> None:
    browser = replace(SALE, visitor_id="visitor")
    server = replace(SALE, customer_id="customer", source="server")
    assert choose_shard(browser, 64) == choose_shard(server, 64)


def test_all_events_of_a_visitor_share_a_shard() -> None:
    visit = replace(SALE, order_id="", visitor_id="visitor")
    assert len({choose_shard(replace(visit, event_id=str(n), customer_id=str(n)), 64) for n in range(50)}) == 1


def test_visitors_spread_over_all_shards() -> None:
    visits = (replace(SALE, order_id="", visitor_id=f"visitor {n}") for n in range(400))
    assert {choose_shard(visit, 8) for visit in visits} == set(range(8))


@pytest.mark.parametrize("kind", ["refund", "dispute"])
def test_what_follows_an_order_shares_its_shard(kind: str) -> None:
    later = replace(SALE, type=kind, customer_id="customer", source="server")
    assert choose_shard(later, 64) == choose_shard(replace(SALE, visitor_id="visitor"), 64)


@pytest.mark.parametrize("known", ["order_id", "customer_id", "email_hash", "visitor_id"])
def test_reports_of_one_lead_share_a_shard_by_what_it_is_recognised_by(known: str) -> None:
    names = ["order_id", "customer_id", "email_hash", "visitor_id"]
    lead = replace(SALE, **{"type": "lead", "order_id": "", known: "the same"})
    further = names[names.index(known) + 1 :]
    reports = [replace(lead, **dict.fromkeys(further, f"{n}")) for n in range(9)]
    assert {choose_shard(each, 64) for each in reports} == {choose_shard(lead, 64)}


def test_an_event_with_an_order_stays_with_its_visitor() -> None:
    step = replace(SALE, type="event", visitor_id="visitor")
    assert choose_shard(step, 64) == choose_shard(replace(step, order_id=""), 64)
