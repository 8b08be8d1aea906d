"""The list of conversions by kind, state, and the id of an order or customer: pages hold what fits and skip none."""

from datetime import timedelta
from typing import Any

import pytest

from console.api.reports import conversion_filter, conversions_list
from tests.fixtures.api import Api, Tenant
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from warehouse.interface import Warehouse

MARCH: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}
MONEY: dict[str, Any] = {"type": "sale", "amount_minor": 1000, "currency": "EUR"}


@pytest.fixture
def ledger(api: Api, shop: Tenant, warehouse: Warehouse) -> Api:
    """Alice's sales 1 to 4, 2 given back whole and 3 in part, her lead 5, nobody's sale 6; 4 is held by a person."""
    rows: list[dict[str, Any]] = []
    for number in range(1, 7):
        moment, site = at("2026-03-02", hours=number), {"site_id": shop.site_id}
        person = {"visitor_id": f"v{number}", "customer_id": f"c{number % 2}" if number < 4 else ""}
        if number != 6:
            rows.append(make_event(number + 100, moment, **site, visitor_id=f"v{number}", ref="alice"))
        what = {"type": "lead"} if number == 5 else {**MONEY, "order_id": f"o{number}"}
        rows.append(make_event(number, moment + timedelta(minutes=9), **site, **person, **what))
    for number, minor in ((2, 1000), (3, 400)):
        returned = {"type": "refund", "order_id": f"o{number}", "amount_minor": minor, "currency": "EUR"}
        rows.append(make_event(number + 200, at("2026-03-09"), site_id=shop.site_id, **returned))
    store_events(warehouse, rows)
    api.post("/fraud/run", shop.key, None)
    api.post("/commissions/decisions", shop.key, {"decision": "hold", "note": "odd", "event_ids": [event_id(4)]})
    return api


def list_numbers(api: Api, token: str, **query: object) -> list[int]:
    """The numbers of the conversions, newest first."""
    return [int(row["event_id"][-2:]) for row in api.get("/conversions", token, **MARCH, **query)["rows"]]


def test_a_filter_lists_what_fits(ledger: Api, shop: Tenant) -> None:
    expected: list[tuple[dict[str, str], list[int]]] = [
        ({}, [6, 5, 4, 3, 2, 1]),
        ({"conversion": "refunded"}, [3, 2]),
        ({"conversion": "lead"}, [5]),
        ({"conversion_state": "refunded"}, [2]),
        ({"conversion_state": "approved"}, [5, 3, 1]),
        ({"conversion_state": "held"}, [4]),
        ({"conversion_state": "not_partner"}, [6]),
        ({"conversion_state": "rejected"}, []),
        ({"conversion_state": "approved", "conversion": "sale"}, [3, 1]),
        ({"q": "o3"}, [3]),
        ({"q": " c1 "}, [3, 1]),
        ({"q": "c1", "partner": "alice"}, [3, 1]),
        ({"q": "c1", "partner": "bob"}, []),
        ({"q": "c1", "conversion": "refunded"}, [3]),
        ({"q": "nothing"}, []),
    ]
    for query, numbers in expected:
        assert list_numbers(ledger, shop.key, **query) == numbers, query
    assert len(ledger.get_csv("/conversions", shop.key, **MARCH, conversion_state="approved")) == 1 + 3


def test_pages_of_a_filter_follow_each_other(ledger: Api, shop: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    # One conversion is looked at for each page.
    monkeypatch.setattr(conversions_list, "_LOOK_ROWS", 1)
    monkeypatch.setattr(conversions_list, "_MOST_LOOKED_AT", 1)
    pages: list[list[int]] = []
    cursor: str | None = ""
    while cursor is not None:
        found = ledger.get("/conversions", shop.key, **MARCH, conversion_state="approved", limit=1, cursor=cursor)
        pages.append([int(row["event_id"][-2:]) for row in found["rows"]])
        cursor = found["next_cursor"]
    assert pages == [[], [5], [], [3], [], [1]]


def test_a_filter_that_is_none_is_named(ledger: Api, shop: Tenant) -> None:
    for query in ({"conversion": "x"}, {"conversion_state": "paid"}, {"stage": "x"}, {"assigned": "ada"}, {"q": "\n"}):
        [field] = query
        assert ledger.get("/conversions", shop.key, 400, **query)["error"]["field"] == field


def test_a_partner_searches_no_order_and_no_stage(ledger: Api, shop: Tenant, rival: Tenant) -> None:
    for query in ({"q": "o1"}, {"stage": "new"}, {"assigned": "nobody"}):
        ledger.get("/conversions", shop.alice, 403, **MARCH, **query)
    rows = ledger.get("/conversions", shop.alice, **MARCH, conversion_state="approved")["rows"]
    assert [row["event_id"] for row in rows] == [event_id(n) for n in (5, 3, 1)]
    assert not any("stage" in row for row in rows)
    assert list_numbers(ledger, rival.key, q="o1") == []


def test_too_many_leads_are_an_error_that_says_what_to_do(
    ledger: Api, shop: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(conversion_filter, "MOST_LEADS", 0)
    ledger.send("PATCH", f"/leads/{event_id(5)}", shop.key, 200, {}, {"stage": "won"})
    error = ledger.get("/conversions", shop.key, 400, **MARCH, stage="won")["error"]
    assert (error["field"], "shorter period" in error["message"]) == ("stage", True)
