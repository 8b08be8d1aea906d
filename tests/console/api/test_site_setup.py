"""How far a site's setup is, and the latest event of each of its hosts."""

from datetime import timedelta
from typing import Any

from tests.fixtures.api import NOW, Api, Tenant
from tests.fixtures.event_rows import make_event, store_events
from warehouse.interface import Warehouse


def store(warehouse: Warehouse, shop: Tenant, number: int, url: str, minutes_ago: float, **more: Any) -> None:
    moment = NOW - timedelta(minutes=minutes_ago)
    fields = {"site_id": shop.site_id, "visitor_id": "v", "url": url, "source": "browser", **more}
    store_events(warehouse, [make_event(number, moment, **fields)])


def test_a_new_site_has_nothing_yet_and_each_step_shows(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    one = f"/sites/{shop.site_id}/setup"
    before = api.get(one, shop.key)
    assert (before["has_events"], before["has_terms"], before["partners"]) == (False, False, 2)
    assert api.get(f"/sites/{shop.site_id}/last-events", shop.key)["rows"] == []
    store(warehouse, shop, 1, "https://shop.example/", 1)
    api.post("/terms", shop.key, {"rules": {"rewards": [{"id": "sale", "percent": "10"}]}}, 201)
    after = api.get(one, shop.key)
    assert (after["has_events"], after["has_terms"], after["has_keys"]) == (True, True, True)


def test_the_latest_event_of_each_host_comes_first(api: Api, shop: Tenant, rival: Tenant, warehouse: Warehouse) -> None:
    store(warehouse, shop, 1, "https://shop.example/old", 90)
    store(warehouse, shop, 2, "https://shop.example/cart?x=1", 2, ref="alice")
    store(warehouse, shop, 3, "http://localhost:8600/", 5)
    store(warehouse, shop, 6, "https://shop.example/cart", 1.5, type="event", ref="alice")
    store(warehouse, shop, 4, "", 1, type="sale", source="server", order_id="o", amount_minor=100, currency="EUR")
    store(warehouse, shop, 5, "https://gone.example/", 60 * 24 * 9)
    path = f"/sites/{shop.site_id}/last-events"
    rows = api.get(path, shop.key)["rows"]
    assert [(row["host"], row["path"], row["source"], row["events"]) for row in rows] == [
        ("", "", "server", 1),
        ("shop.example", "/cart", "browser", 3),
        ("localhost", "/", "browser", 1),
    ]
    assert rows[1]["received_at"] == (NOW - timedelta(minutes=1.5)).isoformat()
    [click] = api.get(path, shop.key, ref="alice")["rows"]
    assert (click["path"], click["type"], click["events"]) == ("/cart", "click", 1)
    assert api.get(path, shop.key, ref="nobody")["rows"] == []
    api.get(path, rival.key, 403)
    assert api.get(f"/sites/{rival.site_id}/last-events", rival.key)["rows"] == []
