"""A partner sees keyed names in place of order ids, unless the site shows its orders on purpose."""

import re
from typing import Any

from database.sessions import Sessions, begin_change
from registry.sites import update_site
from tests.fixtures.api import Api, Tenant
from tests.fixtures.event_rows import at, event_id, make_event, store_duplicate, store_events
from warehouse.interface import Warehouse

MARCH = {"from": "2026-03-01", "to": "2026-04-01"}


def store_sales(warehouse: Warehouse) -> None:
    """Two orders of Alice's visitor, and a lead without an order."""
    money = {"amount_minor": 1000, "currency": "EUR", "visitor_id": "v"}
    store_events(
        warehouse,
        [
            make_event(1, at("2026-03-01"), visitor_id="v", ref="alice"),
            make_event(2, at("2026-03-02"), type="sale", order_id="1001", **money),
            make_event(3, at("2026-03-03"), type="sale", order_id="1002", **money),
            make_event(4, at("2026-03-04"), type="lead", visitor_id="v"),
        ],
    )


def list_orders(api: Api, token: str) -> list[str]:
    rows = api.get("/conversions", token, **MARCH)["rows"]
    return [row["order_id"] for row in rows]


def explain(api: Api, token: str) -> dict[str, Any]:
    """Of the first order."""
    why = api.get(f"/conversions/{event_id(2)}/why", token)
    return {name: part for name, part in why.items() if name != "meta"}


def test_a_partner_cannot_guess_the_next_order(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_sales(warehouse)
    lead, *orders = list_orders(api, shop.alice)
    assert lead == ""
    assert all(re.fullmatch("#[0-9a-f]{8}", order) for order in orders)
    assert len(set(orders)) == 2
    assert list_orders(api, shop.key) == ["", "1002", "1001"]
    why = api.get(f"/conversions/{event_id(3)}/why", shop.alice)
    assert why["conversion"]["order_id"] == orders[0]
    file = api.get_csv("/conversions", shop.alice, **MARCH)
    assert not any("100" + digit in line.split(",")[2] for line in file[1:] for digit in "12")


def test_a_site_may_show_its_orders(api: Api, shop: Tenant, warehouse: Warehouse, sessions: Sessions) -> None:
    store_sales(warehouse)
    with begin_change(sessions) as session:
        update_site(session, shop.site_id, partners_see_orders=True)
    assert list_orders(api, shop.alice) == ["", "1002", "1001"]
    assert api.get(f"/conversions/{event_id(3)}/why", shop.alice)["conversion"]["order_id"] == "1002"


def test_a_partner_cannot_confirm_a_guessed_order(
    api: Api, shop: Tenant, warehouse: Warehouse, sessions: Sessions
) -> None:
    store_sales(warehouse)
    order = make_event(2, at("2026-03-02"), type="sale", order_id="1001", visitor_id="v")
    rows = api.get("/conversions", shop.alice, **MARCH)["rows"]
    why = explain(api, shop.alice)
    # He reports the order himself, by a browser, with the amount that he sees.
    store_duplicate(warehouse, {**order, "amount_minor": 1000, "currency": "EUR"}, 9, "order_stored", source="browser")
    assert api.get("/conversions", shop.alice, **MARCH)["rows"] == rows
    assert explain(api, shop.alice) == why
    api.get(f"/conversions/{event_id(9)}/why", shop.alice, 404)
    assert len(explain(api, shop.key)["duplicates"]) == 1
    # The second report of the shop itself is shown.
    store_duplicate(warehouse, order, 10, "order_stored", source="server")
    said = explain(api, shop.alice)
    assert [each["source"] for each in said["duplicates"]] == ["server"]
    assert said["conversion"]["duplicates"] == 1
    with begin_change(sessions) as session:
        update_site(session, shop.site_id, partners_see_orders=True)
    assert len(api.get(f"/conversions/{event_id(9)}/why", shop.alice)["duplicates"]) == 2
