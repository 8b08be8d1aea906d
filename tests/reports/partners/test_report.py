"""What each partner brought, in total and over time."""

from typing import Any

import pytest

from tests.fixtures.event_rows import at, make_event, store_events
from tests.fixtures.money import money
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse

MARCH: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}
EMPTY = {
    "clicks": 0,
    "visitors": 0,
    "leads": 0,
    "sales": 0,
    "revenue": [],
    "conversion_rate": None,
    "bot_clicks": 0,
    "prefetch_clicks": 0,
    "preview_clicks": 0,
    "test_clicks": 0,
}


def click(number: int, time: str, ref: str, visitor: str = "v", **fields: object) -> dict[str, Any]:
    """A click by a partner's code."""
    return make_event(number, at(time), ref=ref, visitor_id=visitor, **fields)


def sale(number: int, time: str, visitor: str = "v", amount: int = 1000, **fields: object) -> dict[str, Any]:
    """A sale in euros."""
    paid = {"type": "sale", "order_id": f"o{number}", "amount_minor": amount, "currency": "EUR"}
    return make_event(number, at(time), visitor_id=visitor, **{**paid, **fields})


def test_clicks_visitors_and_credit_of_each_partner(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    events = [
        click(1, "2026-03-01", "alice"),
        click(2, "2026-03-01", "Ally"),
        click(3, "2026-03-02", "alice", "w"),
        click(4, "2026-03-02", "alice", "b", traffic="bot"),
        click(5, "2026-03-02", "alice", "b", traffic="preview"),
        click(6, "2026-03-02", "bob", "x"),
        click(7, "2026-03-02", "nobody", "y"),
        sale(8, "2026-03-03"),
        sale(9, "2026-03-03", "x", 500),
        sale(10, "2026-03-03", "y", 99),
        make_event(11, at("2026-03-03"), type="lead", visitor_id="w"),
    ]
    store_events(warehouse, events)
    answer = api.get("/partners/stats", shop.key, **MARCH)
    alice, bob = answer["rows"]
    assert alice == EMPTY | {
        "partner": "alice",
        "partner_id": shop.alice_id,
        "name": "Alice",
        "clicks": 3,
        "visitors": 2,
        "leads": 1,
        "sales": 1,
        "revenue": [money(1000)],
        "conversion_rate": pytest.approx(1 / 3),
        "bot_clicks": 1,
        "preview_clicks": 1,
    }
    assert (bob["clicks"], bob["sales"], bob["revenue"]) == (1, 1, [money(500)])
    assert answer["totals"] == EMPTY | {
        "clicks": 4,
        "visitors": 3,
        "leads": 1,
        "sales": 2,
        "revenue": [money(1500)],
        "conversion_rate": 0.5,
        "bot_clicks": 1,
        "preview_clicks": 1,
    }


def test_without_events_every_partner_stands_with_zeros(api: Api, shop: Tenant) -> None:
    answer = api.get("/partners/stats", shop.key, from_="2026-03-01", to="2026-03-03")
    assert [row["partner"] for row in answer["rows"]] == ["alice", "bob"]
    assert answer["totals"] == EMPTY
    assert answer["series"] == [
        {"start": "2026-03-01T00:00:00+00:00", **EMPTY},
        {"start": "2026-03-02T00:00:00+00:00", **EMPTY},
    ]


def test_the_figures_are_those_of_the_attribution_page(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    clicks = [click(n, f"2026-03-{n:02}", ["alice", "bob", "ALLY", ""][n % 4], f"v{n % 5}") for n in range(1, 20)]
    sales = [
        sale(100 + n, f"2026-03-{n:02}T01:00:00", f"v{n % 7}", 100 + n, ref="bob" if n % 3 else "")
        for n in range(1, 25)
    ]
    refund = make_event(200, at("2026-03-30"), type="refund", order_id="o105")
    store_events(warehouse, [*clicks, *sales, refund])
    stats = api.get("/partners/stats", shop.key, **MARCH)
    credits = {row["key"]: row for row in api.get("/attribution", shop.key, **MARCH)["rows"]}
    for row in stats["rows"]:
        assert (row["sales"], row["revenue"]) == (credits[row["partner"]]["sales"], credits[row["partner"]]["revenue"])
    assert sum(point["sales"] for point in stats["series"]) == stats["totals"]["sales"] > 0
    assert sum(point["clicks"] for point in stats["series"]) == stats["totals"]["clicks"] > 0


@pytest.mark.parametrize(
    ("interval", "from_", "to", "starts"),
    [
        ("day", "2026-03-28", "2026-03-31", ["03-28T00:00:00+01:00", "03-29T00:00:00+01:00", "03-30T00:00:00+02:00"]),
        ("hour", "2026-03-29T01:00", "2026-03-29T04:00", ["03-29T01:00:00+01:00", "03-29T03:00:00+02:00"]),
        ("week", "2026-03-25", "2026-04-01", ["03-25T00:00:00+01:00", "03-30T00:00:00+02:00"]),
        ("month", "2026-03-31", "2026-05-02", ["03-31T00:00:00+02:00", "04-01T00:00:00+02:00", "05-01T00:00:00+02:00"]),
        ("total", "2026-03-28", "2026-03-31", ["03-28T00:00:00+01:00"]),
    ],
)
def test_buckets_follow_the_clock_of_the_viewer(
    api: Api, shop: Tenant, interval: str, from_: str, to: str, starts: list[str]
) -> None:
    answer = api.get("/partners/stats", shop.key, from_=from_, to=to, tz="Europe/Berlin", interval=interval)
    assert [point["start"] for point in answer["series"]] == [f"2026-{start}" for start in starts]


def test_the_days_of_clock_changes_have_23_and_25_hours(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    for number, (before, first, last, after) in enumerate(
        [
            ("2026-03-28T22:59:59", "2026-03-28T23:00:00", "2026-03-29T21:59:59", "2026-03-29T22:00:00"),
            ("2026-10-24T21:59:59", "2026-10-24T22:00:00", "2026-10-25T22:59:59", "2026-10-25T23:00:00"),
        ]
    ):
        day = ("2026-03-29", "2026-10-25")[number]
        times = (before, first, last, after)
        store_events(warehouse, [click(number * 10 + n, time, "alice", f"v{n}") for n, time in enumerate(times)])
        berlin = {"tz": "Europe/Berlin", "from_": day, "to": f"{day}T23:59:59.999"}
        [point] = api.get("/partners/stats", shop.key, **berlin)["series"]
        assert (point["clicks"], point["visitors"]) == (2, 2)
        hours = api.get("/partners/stats", shop.key, **berlin, interval="hour")["series"]
        assert (len(hours), sum(hour["clicks"] for hour in hours)) == ((23, 25)[number], 2)


def test_the_hour_that_autumn_repeats_is_two_buckets(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-10-25T00:30:00", "alice"), click(2, "2026-10-25T01:30:00", "alice")])
    period = {"from_": "2026-10-25T02:00:00+02:00", "to": "2026-10-25T03:00:00+01:00", "tz": "Europe/Berlin"}
    series = api.get("/partners/stats", shop.key, **period, interval="hour")["series"]
    assert [(point["start"], point["clicks"]) for point in series] == [
        ("2026-10-25T02:00:00+02:00", 1),
        ("2026-10-25T02:00:00+01:00", 1),
    ]


def test_a_partner_sees_his_own_figures_alone(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(
        warehouse, [click(1, "2026-03-01", "alice"), click(2, "2026-03-01", "bob", "w"), sale(3, "2026-03-02")]
    )
    of_alice = api.get("/partners/stats", shop.key, **MARCH, partner="alice")
    assert [row["partner"] for row in of_alice["rows"]] == ["alice"]
    assert (of_alice["totals"]["clicks"], of_alice["totals"]["sales"]) == (1, 1)
    own = api.get("/partners/stats", shop.alice, **MARCH)
    assert (own["rows"], own["totals"], own["series"]) == (of_alice["rows"], of_alice["totals"], of_alice["series"])
    assert api.get("/partners/stats", shop.bob, **MARCH)["totals"]["sales"] == 0


def test_an_archived_partner_stays_where_he_earned(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-01", "alice")])
    api.send("DELETE", f"/partners/{shop.alice_id}", shop.key, 200, {})
    assert [row["partner"] for row in api.get("/partners/stats", shop.key, **MARCH)["rows"]] == ["alice", "bob"]
    february = {"from_": "2026-02-01", "to": "2026-03-01"}
    assert [row["partner"] for row in api.get("/partners/stats", shop.key, **february)["rows"]] == ["bob"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"interval": "year"}, "interval"),
        ({"interval": "hour", "from_": "2000-01-01"}, "interval"),
        ({"tz": "Mars/Base"}, "tz"),
    ],
)
def test_a_bad_value_is_named(api: Api, shop: Tenant, query: dict[str, object], field: str) -> None:
    assert api.get("/partners/stats", shop.key, 400, **query)["error"]["field"] == field
