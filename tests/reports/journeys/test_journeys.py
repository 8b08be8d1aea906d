"""Paths that people took to a conversion, and what the people of one week bought later."""

from typing import Any

from tests.fixtures.event_rows import at, make_event, store_events
from tests.fixtures.money import money
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse

MARCH: dict[str, Any] = {"from_": "2026-03-02", "to": "2026-03-16"}


def click(number: int, who: str, day: int, ref: str) -> dict[str, Any]:
    """A click in March."""
    return make_event(number, at(f"2026-03-{day:02}"), visitor_id=who, ref=ref)


def sale(number: int, who: str, day: int, **fields: object) -> dict[str, Any]:
    """A sale of ten euros in March."""
    paid = {"amount_minor": 1000, "currency": "EUR", "order_id": f"o{number}"}
    return make_event(number, at(f"2026-03-{day:02}"), **{"type": "sale", "visitor_id": who, **paid, **fields})


def test_paths_are_counted_with_repeated_keys_taken_together(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "v", 2, "alice"), click(2, "v", 3, "Ally"), click(3, "v", 4, "bob")])
    store_events(warehouse, [click(4, "w", 2, "alice"), click(5, "w", 3, "bob"), sale(6, "v", 5), sale(7, "w", 5)])
    store_events(warehouse, [sale(8, "x", 6, currency="JPY")])
    answer = api.get("/paths", shop.key, **MARCH)
    assert answer["conversions"] == 3
    assert [row.pop("labels") for row in answer["rows"]] == [["Alice", "Bob"], ["unattributed"]]
    assert answer["rows"] == [
        {
            "steps": ["alice", "bob"],
            "conversions": 2,
            "share": 2 / 3,
            "revenue": [money(2000)],
            "mean_touches": 2.5,
            "median_seconds": 3 * 86_400,
        },
        {
            "steps": ["unattributed"],
            "conversions": 1,
            "share": 1 / 3,
            "revenue": [money(1000, "JPY")],
            "mean_touches": 1,
            "median_seconds": 0,
        },
    ]


def test_without_conversions_there_are_neither_paths_nor_cohorts(api: Api, shop: Tenant) -> None:
    assert api.get("/paths", shop.key, **MARCH)["rows"] == []
    assert api.get("/cohorts", shop.key, **MARCH)["rows"] == []


def test_a_cohort_is_who_first_came_in_one_week_by_any_of_his_browsers(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    joins = [
        make_event(n, at("2026-03-20"), type="identify", visitor_id=visitor, customer_id="c")
        for n, visitor in [(1, "v"), (2, "phone")]
    ]
    store_events(warehouse, [*joins, click(3, "v", 2, "alice"), click(4, "w", 3, ""), click(5, "phone", 10, "bob")])
    store_events(warehouse, [sale(6, "v", 3), sale(7, "phone", 11), sale(8, "w", 12), sale(9, "never", 12)])
    answer = api.get("/cohorts", shop.key, **MARCH)
    usual = {"cohort": "2026-03-02", "people": 2}
    assert answer["people"] == 2
    assert answer["rows"] == [
        {**usual, "week": 0, "buyers": 1, "repeaters": 0, "revenue": [money(1000)], "repeat_revenue": [money(0)]},
        {**usual, "week": 1, "buyers": 2, "repeaters": 1, "revenue": [money(2000)], "repeat_revenue": [money(1000)]},
    ]


def test_a_week_in_which_nobody_bought_stands_with_noughts(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    early, bare = make_event(1, at("2026-02-16"), visitor_id="v"), make_event(2, at("2026-02-24"), visitor_id="w")
    store_events(warehouse, [early, bare, sale(3, "v", 11), sale(4, "v", 12, currency="JPY")])
    rows = api.get("/cohorts", shop.key, from_="2026-02-16", to="2026-03-02")["rows"]
    assert [(row["cohort"], row["week"], row["buyers"], row["revenue"]) for row in rows] == [
        *(("2026-02-16", week, 0, [money(0), money(0, "JPY")]) for week in (0, 1, 2)),
        ("2026-02-16", 3, 1, [money(1000), money(1000, "JPY")]),
        *(("2026-02-23", week, 0, [money(0), money(0, "JPY")]) for week in (0, 1, 2)),
    ]


def test_the_money_of_cohorts_is_that_of_the_attribution(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    refunds = [
        make_event(number, at("2026-03-13"), type="refund", order_id=order, **returned)
        for number, order, returned in [
            (20, "o10", {"amount_minor": 300, "currency": "EUR"}),
            (21, "o11", {}),
            (22, "o12", {"amount_minor": 300, "currency": "USD"}),
        ]
    ]
    sales = [sale(10, "v", 3), sale(11, "v", 4), sale(12, "w", 12), sale(13, "v", 12, currency="JPY")]
    store_events(warehouse, [click(1, "v", 2, "alice"), click(2, "w", 9, "bob"), *sales])
    store_events(warehouse, refunds)
    cohorts = api.get("/cohorts", shop.key, **MARCH)["rows"]
    earned = api.get("/attribution", shop.key, **MARCH)["totals"]["revenue"]
    sums = [
        sum(amount["minor"] for amount in amounts) for amounts in zip(*(row["revenue"] for row in cohorts), strict=True)
    ]
    assert sums == [amount["minor"] for amount in earned]
    assert earned == [money(1700), money(1000, "JPY")]
    assert [row["repeat_revenue"][0] for row in cohorts if row["cohort"] == "2026-03-02"] == [money(0), money(0)]
