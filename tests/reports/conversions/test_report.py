"""Conversion by conversion: which partner earned it, what was decided, and why."""

from typing import Any

import pytest

from database.sessions import Sessions, begin_change
from events.ids import move_to_space
from events.moments import to_milliseconds
from registry.sites import list_programs
from tests.fixtures.event_rows import at, event_id, make_event, store_duplicate, store_events
from tests.fixtures.money import money
from tests.reports.attribution.questions import identify
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse

MARCH: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}


def sale(number: int, time: str, amount: int = 1000, **fields: object) -> dict[str, Any]:
    """A sale to visitor v in euros."""
    usual = {"type": "sale", "visitor_id": "v", "order_id": f"o{number}", "amount_minor": amount, "currency": "EUR"}
    return make_event(number, at(time), **{**usual, **fields})


def click(number: int, time: str, ref: str, **fields: object) -> dict[str, Any]:
    """A click of visitor v."""
    return make_event(number, at(time), **{"visitor_id": "v", "ref": ref, **fields})


def list_ids(answer: dict[str, Any]) -> list[str]:
    """The conversions of an answer in its order."""
    return [row["event_id"] for row in answer["rows"]]


def test_a_row_says_what_was_reported_and_decided(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    refund = make_event(9, at("2026-03-09"), type="refund", order_id="o2", amount_minor=300, currency="EUR")
    order = sale(2, "2026-03-02T10:00:00.123")
    store_events(warehouse, [click(1, "2026-03-01", "ALLY"), order, refund])
    store_duplicate(warehouse, order, 7, "order_stored")
    store_duplicate(warehouse, order, 8, "event_stored")
    [row] = api.get("/conversions", shop.key, **MARCH)["rows"]
    assert row == {
        "event_id": event_id(2),
        "type": "sale",
        "order_id": "o2",
        "timestamp": to_milliseconds(at("2026-03-02T10:00:00.123")),
        "ref": "ALLY",
        "partner": "alice",
        "partner_name": "Alice",
        "source": "server",
        "value": money(1000),
        "refunded": money(300),
        "decision": "pending",
        "state": "pending",
        "reasons": [],
        "awaits": "fraud_run",
        "duplicates": 2,
        "stage": "",
        "assigned_to": None,
        "assigned_name": "",
    }


def test_without_conversions_there_are_no_rows(api: Api, shop: Tenant) -> None:
    answer = api.get("/conversions", shop.key)
    assert (answer["rows"], answer["next_cursor"]) == ([], None)


def test_pages_go_from_the_newest_to_the_oldest_and_skip_nothing(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    same_moment = [sale(n, "2026-03-05") for n in range(3, 8)]
    store_events(warehouse, [sale(1, "2026-03-01"), sale(2, "2026-03-09"), *same_moment])
    pages: list[list[str]] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = api.get("/conversions", shop.key, **MARCH, limit=3, cursor=cursor)
        pages.append(list_ids(answer))
        cursor = answer["next_cursor"]
    assert [len(page) for page in pages] == [3, 3, 1]
    assert [each for page in pages for each in page] == [event_id(n) for n in (2, 7, 6, 5, 4, 3, 1)]


def test_sales_and_leads_are_separate(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    lead = make_event(2, at("2026-03-02"), type="lead", visitor_id="v")
    store_events(warehouse, [sale(1, "2026-03-01"), lead])
    assert list_ids(api.get("/conversions", shop.key, **MARCH)) == [event_id(2), event_id(1)]
    assert list_ids(api.get("/conversions", shop.key, **MARCH, conversion="lead")) == [event_id(2)]


def test_a_partner_and_whoever_asks_for_him_see_what_he_earned(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-01", "alice"), sale(2, "2026-03-02"), click(3, "2026-03-03", "bob")])
    store_events(warehouse, [sale(4, "2026-03-04"), sale(5, "2026-03-04", visitor_id="w", promo_code="alice10")])
    of_alice = [event_id(5), event_id(2)]
    assert list_ids(api.get("/conversions", shop.alice, **MARCH)) == of_alice
    assert list_ids(api.get("/conversions", shop.alice, **MARCH, partner="bob")) == of_alice
    for named in ("alice", "ally", shop.alice_id):
        assert list_ids(api.get("/conversions", shop.key, **MARCH, partner=named)) == of_alice
    assert list_ids(api.get("/conversions", shop.bob, **MARCH)) == [event_id(4)]


def test_why_shows_every_click_with_its_reason_and_credits_that_sum_to_the_sale(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    clicks = [
        click(1, "2026-01-01", "old"),
        click(2, "2026-03-01", "alice"),
        click(3, "2026-03-02", "alice", traffic="bot"),
        click(4, "2026-03-03", "bob", visitor_id="phone"),
        click(5, "2026-03-11", "alice"),
        click(6, "2026-03-03", "bob", visitor_id="outsider"),
    ]
    joins = [
        make_event(n, at("2026-03-20"), type="identify", visitor_id=visitor, customer_id="c")
        for n, visitor in [(7, "v"), (8, "phone")]
    ]
    refund = make_event(9, at("2026-03-12"), type="refund", order_id="o10", amount_minor=1, currency="EUR")
    order = sale(10, "2026-03-10", 1001)
    store_events(warehouse, [*clicks, *joins, refund, order])
    store_duplicate(warehouse, order, 11, "order_stored")
    answer = api.get(f"/conversions/{event_id(10)}/why", shop.key)
    assert [(touch["event_id"], touch["reason"], touch["share"], touch["credit"]) for touch in answer["touches"]] == [
        (event_id(1), "window_passed", 0, money(0)),
        (event_id(2), "model_gives_nothing", 0, money(0)),
        (event_id(3), "not_human", 0, money(0)),
        (event_id(4), "earns", 1, money(1000)),
        (event_id(5), "after_conversion", 0, money(0)),
    ]
    assert answer["touches"][3]["age_ms"] == 7 * 86_400_000
    assert answer["touches"][4]["age_ms"] == -86_400_000
    assert (answer["conversion"]["ref"], answer["net_value"], answer["credit"]) == ("bob", money(1000), money(1000))
    assert (answer["model"], answer["window_ms"], answer["marks"]) == ("last_click", 30 * 86_400_000, [])
    assert [(each["event_id"], each["reason"]) for each in answer["duplicates"]] == [(event_id(11), "order_stored")]


@pytest.mark.parametrize(("ref", "reason"), [("bob", "declared"), ("", "unattributed")])
def test_why_says_so_where_there_is_no_click(
    api: Api, shop: Tenant, warehouse: Warehouse, ref: str, reason: str
) -> None:
    store_events(warehouse, [sale(1, "2026-03-10", ref=ref)])
    [touch] = api.get(f"/conversions/{event_id(1)}/why", shop.key)["touches"]
    assert (touch["event_id"], touch["ref"], touch["reason"], touch["credit"]) == (
        event_id(1),
        ref,
        reason,
        money(1000),
    )


@pytest.mark.parametrize(
    ("events", "reasons"),
    [
        ([], ["no_visitor"]),
        ([sale(2, "2026-03-09", visitor_id="", customer_id="c")], ["no_visitor"]),
        # His customer leads to his browser, and to his clicks there.
        ([identify(2, "2026-03-09")], ["unattributed"]),
        ([click(3, "2026-03-01", "alice", customer_id="c")], ["earns"]),
        ([click(3, "2026-03-11", "alice", customer_id="c")], ["after_conversion", "unattributed"]),
    ],
    ids=["alone", "with another sale", "with a browser", "with a click", "with a later click"],
)
def test_why_says_that_a_sale_named_no_visitor_where_nothing_leads_to_a_click(
    api: Api, shop: Tenant, warehouse: Warehouse, events: list[dict[str, Any]], reasons: list[str]
) -> None:
    store_events(warehouse, [*events, sale(1, "2026-03-10", visitor_id="", customer_id="c")])
    touches = api.get(f"/conversions/{event_id(1)}/why", shop.key)["touches"]
    assert [touch["reason"] for touch in touches] == reasons


@pytest.mark.parametrize(("named", "reason"), [({"ref": "bob"}, "declared"), ({"promo_code": "ALICE10"}, "promo_code")])
def test_what_a_sale_without_a_visitor_names_still_earns(
    api: Api, shop: Tenant, warehouse: Warehouse, named: dict[str, Any], reason: str
) -> None:
    store_events(warehouse, [sale(1, "2026-03-10", visitor_id="", **named)])
    [touch] = api.get(f"/conversions/{event_id(1)}/why", shop.key)["touches"]
    assert touch["reason"] == reason


def test_why_shows_a_partner_his_own_part_alone(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-01", "bob"), click(2, "2026-03-02", "alice"), sale(3, "2026-03-03")])
    path = f"/conversions/{event_id(3)}/why"
    assert [touch["event_id"] for touch in api.get(path, shop.alice)["touches"]] == [event_id(2)]
    assert api.get(path, shop.bob, 404)["error"]["code"] == "not_found"


def test_why_names_no_rival_where_several_share(
    api: Api, shop: Tenant, warehouse: Warehouse, sessions: Sessions
) -> None:
    with begin_change(sessions) as session:
        list_programs(session, shop.site_id)[0].model = "linear"
    store_events(warehouse, [click(1, "2026-03-01", "alice"), click(2, "2026-03-02", "bob"), sale(3, "2026-03-03")])
    path = f"/conversions/{event_id(3)}/why"
    for token, code in ((shop.alice, "alice"), (shop.bob, "bob")):
        answer = api.get(path, token)
        assert (answer["conversion"]["ref"], answer["credit"]) == (code, money(500))
    assert "bob" not in str(api.get(path, shop.alice))


def test_why_shows_a_partner_what_his_promo_code_alone_earned(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [sale(1, "2026-03-10", promo_code="alice10")])
    answer = api.get(f"/conversions/{event_id(1)}/why", shop.alice)
    assert [(touch["reason"], touch["credit"]) for touch in answer["touches"]] == [("promo_code", money(1000))]


@pytest.mark.parametrize("source", ["browser", "signed"])
def test_why_finds_a_browsers_sale_by_the_id_that_its_page_sent(
    api: Api, shop: Tenant, warehouse: Warehouse, source: str
) -> None:
    stored_id = move_to_space(event_id(1), shop.site_id, source)
    store_events(warehouse, [sale(1, "2026-03-10", source=source) | {"event_id": stored_id}])
    assert list_ids(api.get("/conversions", shop.key, **MARCH)) == [stored_id]
    for asked in (event_id(1), event_id(1).upper(), stored_id):
        assert api.get(f"/conversions/{asked}/why", shop.key)["conversion"]["event_id"] == stored_id
    store_events(warehouse, [sale(1, "2026-03-11", order_id="2")])
    assert api.get(f"/conversions/{event_id(1)}/why", shop.key)["conversion"]["order_id"] == "2"


@pytest.mark.parametrize("number", [2, 3, 99], ids=["a click", "a test sale", "nothing"])
def test_why_knows_conversions_only(api: Api, shop: Tenant, warehouse: Warehouse, number: int) -> None:
    store_events(warehouse, [click(2, "2026-03-01", "bob"), sale(3, "2026-03-03", traffic="test")])
    assert api.get(f"/conversions/{event_id(number)}/why", shop.key, 404)["error"]["code"] == "not_found"


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("/conversions", {"limit": 0}, "limit"),
        ("/conversions", {"limit": "many"}, "limit"),
        ("/conversions", {"cursor": "x"}, "cursor"),
        ("/conversions", {"cursor": "1.x"}, "cursor"),
        ("/conversions", {"cursor": f"{10**20}.{event_id(1)}"}, "cursor"),
        ("/conversions", {"conversion": "gift"}, "conversion"),
        ("/conversions", {"partner": "nobody"}, "partner"),
        ("/conversions/abc/why", {}, "event_id"),
    ],
)
def test_a_bad_value_is_named(api: Api, shop: Tenant, path: str, query: dict[str, object], field: str) -> None:
    assert api.get(path, shop.key, 400, **query)["error"]["field"] == field
