"""A refund lowers only a sale of its own currency."""

import pytest

from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.fixtures.money import money
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse


@pytest.mark.parametrize(
    ("refunds", "net"),
    [
        ([("EUR", 300)], 700),
        ([("USD", 300)], 1000),
        ([("USD", 300), ("EUR", 200)], 800),
        ([("", 100)], 900),
        ([("", None)], 0),
    ],
    ids=["same", "other", "both", "unnamed", "full"],
)
def test_only_the_currency_of_the_sale_is_taken_off(
    api: Api, shop: Tenant, warehouse: Warehouse, refunds: list[tuple[str, int | None]], net: int
) -> None:
    order = {"order_id": "o1", "amount_minor": 1000, "currency": "EUR"}
    given_back = [
        make_event(10 + n, at("2026-03-05"), type="refund", order_id="o1", amount_minor=amount, currency=currency)
        for n, (currency, amount) in enumerate(refunds)
    ]
    click = make_event(1, at("2026-03-01"), visitor_id="v", ref="alice")
    sale = make_event(2, at("2026-03-02"), type="sale", visitor_id="v", **order)
    store_events(warehouse, [click, sale, *given_back])
    march = {"from_": "2026-03-01", "to": "2026-04-01"}
    [alice, _] = api.get("/partners/stats", shop.key, **march)["rows"]
    assert alice["revenue"] == [money(net)]
    [row] = api.get("/conversions", shop.key, **march)["rows"]
    assert row["refunded"] == money(1000 - net)
    assert api.get(f"/conversions/{event_id(2)}/why", shop.key)["net_value"] == money(net)
