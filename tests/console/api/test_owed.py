"""What is owed by state and date, whose money waits for a person, and what people posted by hand."""

from datetime import timedelta
from typing import Any

import pytest

from console.cookies import MEMBER_COOKIE
from tests.fixtures.api import NOW, Api, Tenant
from tests.fixtures.event_rows import event_id, make_event, store_events
from tests.fraud.one_rule import save_one_rule
from warehouse.interface import Warehouse

RULES = {"rewards": [{"id": "sale", "percent": "10"}], "payout": {"minimum": {"EUR": 700}}}


@pytest.fixture
def earned(api: Api, shop: Tenant, warehouse: Warehouse) -> Api:
    """Alice has a sale of ten days ago, of 99.90, and one of forty days ago, of 50.00."""
    sold = {"site_id": shop.site_id, "type": "sale", "currency": "EUR", "ref": "alice"}
    rows = [
        make_event(1, NOW - timedelta(days=40), **sold, order_id="o0", amount_minor=5000, customer_id="c0"),
        make_event(2, NOW - timedelta(days=10), **sold, order_id="o1", amount_minor=9990, customer_id="c1"),
    ]
    store_events(warehouse, rows)
    save_one_rule(warehouse, shop.site_id)
    api.post("/terms", shop.key, {"rules": RULES}, 201)
    run(api, shop)
    return api


def run(api: Api, shop: Tenant) -> None:
    api.post("/fraud/run", shop.key, None)
    api.post("/earnings/run", shop.key, None)


def list_queue(api: Api, shop: Tenant, queue: str = "all") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = api.get("/commissions/queue", shop.key, queue=queue)["rows"]
    return rows


def decide(api: Api, shop: Tenant, decision: str) -> None:
    body = {"decision": decision, "note": "we look at it", "event_ids": [event_id(2)]}
    api.post("/commissions/decisions", shop.key, body)
    api.post("/earnings/run", shop.key, None)


def test_what_is_owed_has_a_state_a_date_and_what_stands_in_the_way(earned: Api, shop: Tenant) -> None:
    answer = earned.get("/balances/due", shop.key)
    [alice] = answer["rows"]
    assert (alice["partner_name"], alice["payable"]["minor"], alice["pending"]["minor"]) == ("Alice", 500, 999)
    assert alice["next_due_at"] == (NOW + timedelta(days=20)).isoformat()
    assert alice["obstacle"] == "no_payout_method"
    day = (NOW + timedelta(days=20)).date().isoformat()
    assert answer["days"] == [{"day": day, "amount": {"minor": 999, "currency": "EUR", "amount": "9.99"}}]


def test_the_obstacle_is_that_of_a_run(owed: Api, shop: Tenant) -> None:
    rows = owed.get("/balances/due", shop.key)["rows"]
    assert [(row["partner"], row["obstacle"]) for row in rows] == [("alice", ""), ("bob", "no_payout_method")]


def test_what_waits_can_be_held_and_is_gone_from_the_queue_when_it_is_approved(earned: Api, shop: Tenant) -> None:
    [row] = list_queue(earned, shop)
    assert (row["event_id"], row["order_id"], row["partner_names"]) == (event_id(2), "o1", ["Alice"])
    assert (row["pending"]["minor"], row["ruling"], row["said"], row["said_at"]) == (999, "pay", "", None)
    assert list_queue(earned, shop, "held") == []
    decide(earned, shop, "hold")
    [held] = list_queue(earned, shop, "held")
    assert (held["held"]["minor"], held["ruling"], held["waits_for"]) == (999, "hold", "person")
    assert (held["said"], held["note"], held["said_at"]) == ("hold", "we look at it", NOW.isoformat())
    assert held["said_by_name"].startswith("key")
    assert list_queue(earned, shop, "pending") == []
    decide(earned, shop, "undo")
    [again] = list_queue(earned, shop)
    assert (again["said"], again["note"]) == ("", "")
    decide(earned, shop, "approve")
    assert list_queue(earned, shop) == []
    [review] = earned.get("/commissions/reviews", shop.key)["rows"]
    assert (review["said"], review["order_id"], review["value"]["minor"]) == ("approve", "o1", 9990)


def test_what_people_posted_is_listed_with_who_and_why(owed: Api, shop: Tenant) -> None:
    said = {"partner": "alice", "reason": "penalty", "currency": "EUR", "minor": -250, "note": "late"}
    owed.post("/adjustments", shop.key, said, 201)
    first = owed.get("/adjustments", shop.key, limit=1)
    [row] = first["rows"]
    assert (row["cause"], row["amount"]["minor"], row["partner_name"], row["note"]) == (
        "penalty",
        -250,
        "Alice",
        "late",
    )
    rest = owed.get("/adjustments", shop.key, cursor=first["next_cursor"])
    assert [each["amount"]["minor"] for each in rest["rows"]] == [2000, 1000]


def test_programs_stand_with_their_terms_partners_and_debts(earned: Api, shop: Tenant) -> None:
    program = earned.post("/programs", shop.key, {"name": "Agencies"}, 201)["program_id"]
    default, other = earned.get("/programs/figures", shop.key)["rows"]
    assert default["sentences"][0] == "10 % of each sale, paid 30 days after the sale."
    assert (default["partners"], [each["minor"] for each in default["owed"]]) == (2, [1499])
    assert (other["program_id"], other["terms_version"], other["partners"], other["owed"]) == (program, None, 0, [])


@pytest.mark.parametrize(
    "path", ["/balances/due", "/commissions/queue", "/commissions/reviews", "/adjustments", "/programs/figures"]
)
def test_who_sees_it(earned: Api, shop: Tenant, rival: Tenant, path: str) -> None:
    earned.get(path, shop.alice, 403)
    earned.get(path, "", 401)
    rows = earned.get(path, rival.key)["rows"]
    assert rows == [] or (path == "/programs/figures" and [row["owed"] for row in rows] == [[]])
    earned.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    earned.get(path, "")
