"""What happened to one conversion, in order: reports, refunds, disputes, decisions, with who and when."""

from typing import Any

from ingest.duplicates.reports import ConversionKey
from ingest.folding import fold_conversions
from tests.fixtures.api import Api, Tenant
from tests.fixtures.event_rows import at, event_id, make_event, store_duplicate, store_events
from tests.fixtures.money import money
from warehouse.interface import Warehouse

EUR: dict[str, Any] = {"currency": "EUR"}


def store_history(warehouse: Warehouse, site_id: int) -> None:
    """A browser's sale, the server's report of it, the same once more, a refund in part, a dispute."""
    site = {"site_id": site_id, "order_id": "o1"}
    sale = make_event(1, at("2026-03-02"), **site, **EUR, type="sale", source="browser", amount_minor=1000)
    later = {"conversion_id": event_id(1), "report_number": 1, "received_at": at("2026-03-03")}
    server = make_event(2, at("2026-03-02"), **site, **EUR, type="sale", source="server", amount_minor=1000, **later)
    rows = [sale, server]
    rows.append(make_event(4, at("2026-03-05"), **site, **EUR, type="refund", amount_minor=400))
    rows.append(make_event(5, at("2026-03-06"), **site, **EUR, type="dispute", amount_minor=600, state="opened"))
    for row in rows:
        store_events(warehouse, [row])
    fold_conversions(warehouse, [ConversionKey(site_id, "o:o1", is_test=False)])
    store_duplicate(warehouse, {**sale, "received_at": at("2026-03-04")}, 3, "order_stored")


def test_everything_is_listed_in_its_order(api: Api, shop: Tenant, rival: Tenant, warehouse: Warehouse) -> None:
    store_history(warehouse, shop.site_id)
    api.post("/commissions/decisions", shop.key, {"decision": "hold", "note": "odd", "event_ids": [event_id(1)]})
    rows = api.get(f"/conversions/{event_id(1)}/history", shop.reading_key)["rows"]
    assert [(row["kind"], row["word"], row["amount"], row["note"]) for row in rows] == [
        ("made", "", money(1000), ""),
        ("reported_again", "stands", None, ""),
        ("reported_again", "order_stored", None, ""),
        ("refund", "", money(400), ""),
        ("dispute", "opened", money(600), ""),
        ("decision", "hold", None, "odd"),
    ]
    assert rows[0]["at"] < rows[-1]["at"]
    assert (rows[-1]["by"].partition(":")[0], rows[-1]["by_name"]) == ("key", "key “all”")
    # By the id of another report too.
    assert api.get(f"/conversions/{event_id(2)}/history", shop.key)["rows"] == rows
    for token, named, status in ((rival.key, 1, 404), (shop.key, 99, 404), (shop.alice, 1, 403)):
        api.get(f"/conversions/{event_id(named)}/history", token, status)
    api.get("/conversions/x/history", shop.key, 400)
