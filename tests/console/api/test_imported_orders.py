"""The shop confirms what only browsers reported by importing the orders that were paid."""

from typing import Any

import pytest

from events.moments import to_milliseconds
from ingest.enrich.lookups import Lookups
from tests.fixtures.api import Api, Tenant
from tests.fixtures.event_rows import at
from tests.ingest.builders import make_event, make_lookups, make_sale
from tests.ingest.power_cut import make_entries, write
from warehouse.interface import Warehouse

MARCH: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}
BOUGHT_MS = to_milliseconds(at("2026-03-02T12:00:00"))


@pytest.fixture
def lookups(tmp_path_factory: pytest.TempPathFactory) -> Lookups:
    """Without databases of addresses."""
    return make_lookups(tmp_path_factory.mktemp("lookups"))


def read_orders(api: Api, shop: Tenant) -> dict[str, tuple[object, ...]]:
    """Order → partner, source, amount, decision, reasons."""
    rows = api.get("/conversions", shop.key, **MARCH)["rows"]
    return {
        row["order_id"]: (row["partner"], row["source"], row["value"]["minor"], row["decision"], row["reasons"])
        for row in rows
    }


def test_an_import_of_the_paid_orders_confirms_them(
    api: Api, shop: Tenant, warehouse: Warehouse, lookups: Lookups
) -> None:
    common: dict[str, Any] = {"site_id": shop.site_id, "received_ms": BOUGHT_MS, "timestamp_ms": BOUGHT_MS}
    events = []
    for order in ("paid", "forged", "changed"):
        who = {**common, "visitor_id": order}
        events += [make_event(**{**who, "timestamp_ms": BOUGHT_MS - 3_600_000, "ref": "alice"})]
        events += [make_event(**{**who, "timestamp_ms": BOUGHT_MS - 3_590_000, "type": "engage"})]
        events += [make_sale(**who, order_id=order)]
    write(warehouse, lookups, make_entries(events), in_doubt=False)
    api.post("/fraud/run", shop.key, None)
    unconfirmed = ("alice", "browser", 1000, "pending", ["unconfirmed"])
    assert read_orders(api, shop) == {"paid": unconfirmed, "forged": unconfirmed, "changed": unconfirmed}
    imported = {**common, "source": "import", "received_ms": BOUGHT_MS + 86_400_000}
    paid = [
        make_sale(**imported, visitor_id="paid", order_id="paid"),
        make_sale(**imported, visitor_id="changed", order_id="changed", amount_minor=900),
    ]
    write(warehouse, lookups, make_entries(paid, 100), in_doubt=False)
    api.post("/fraud/run", shop.key, None)
    assert read_orders(api, shop) == {
        "paid": ("alice", "import", 1000, "pay", []),
        "forged": unconfirmed,
        "changed": ("alice", "import", 900, "pay", ["contradicted_order"]),
    }
