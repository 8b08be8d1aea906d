"""Which promo codes have leaked."""

from typing import Any

from tests.fixtures.event_rows import at, make_event, store_events
from tests.fixtures.money import money
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse

MARCH: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}


def redeem(number: int, who: str, code: str, prefix: str) -> dict[str, Any]:
    """A sale with a code."""
    paid = {"amount_minor": 100, "currency": "EUR", "order_id": f"o{number}", "ip_prefix": prefix}
    return make_event(number, at("2026-03-09"), type="sale", visitor_id=who, promo_code=code, **paid)


def test_a_code_that_many_networks_redeem_without_a_click_has_leaked(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    clicks = [make_event(n, at("2026-03-01"), visitor_id=f"clicked{n}", ref="alice") for n in (1, 2)]
    late = make_event(3, at("2026-03-10"), visitor_id="outsider0", ref="alice")
    outsiders = [redeem(10 + n, f"outsider{n}", "Alice10", f"10.0.{n}.0/24") for n in range(5)]
    clicked = [redeem(20 + n, f"clicked{n}", "ALICE10", "10.9.9.0/24") for n in (1, 2)]
    once = [redeem(30, "outsider9", "UNKNOWN", "10.8.8.0/24"), redeem(31, "outsider9", "", "10.8.8.0/24")]
    store_events(warehouse, [*clicks, late, *outsiders, *clicked, *once])
    usual = {"code": "alice10", "partner": "alice", "partner_name": "Alice", "value": [money(700)]}
    assert api.get("/promo-codes/redemptions", shop.key, **MARCH)["rows"] == [
        {**usual, "redemptions": 7, "without_click": 5, "networks": 5, "leaked": True},
        {
            "code": "unknown",
            "partner": "",
            "partner_name": "",
            "redemptions": 1,
            "without_click": 1,
            "networks": 1,
            "leaked": False,
            "value": [money(100)],
        },
    ]


def test_without_codes_there_are_no_rows(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [redeem(1, "v", "", "10.0.0.0/24")])
    assert api.get("/promo-codes/redemptions", shop.key, **MARCH)["rows"] == []
