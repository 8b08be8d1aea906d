"""GET /attribution/series sums up to the totals of GET /attribution, whatever is asked."""

from typing import Any

import pytest

from tests.fixtures.api import Api, Tenant
from tests.fixtures.event_rows import at, make_event, store_events
from warehouse.interface import Warehouse

PERIOD: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-03-08"}


@pytest.fixture
def sales(warehouse: Warehouse) -> None:
    """Three sales and a lead of one week: of Alice and Bob together, of nobody, and in two currencies."""
    money = {"type": "sale", "amount_minor": 1000, "currency": "EUR"}
    events = [
        make_event(1, at("2026-03-01"), visitor_id="v1", ref="alice", channel="partner"),
        make_event(2, at("2026-03-02"), visitor_id="v1", ref="bob", channel="partner"),
        make_event(3, at("2026-03-03"), visitor_id="v1", **money, order_id="1"),
        make_event(4, at("2026-03-03"), visitor_id="v2", **{**money, "currency": "CHF"}, order_id="2"),
        make_event(5, at("2026-03-05"), visitor_id="v1", **money, order_id="3"),
        make_event(6, at("2026-03-05"), visitor_id="v1", type="lead"),
    ]
    store_events(warehouse, events)


@pytest.mark.parametrize("conversion", ["sale", "lead", "all"])
@pytest.mark.parametrize(
    ("model", "by"), [("last_click", "partner"), ("linear", "ref"), ("first_click", "channel"), ("markov", "partner")]
)
def test_it_sums_up_to_the_totals(api: Api, shop: Tenant, sales: None, model: str, by: str, conversion: str) -> None:
    asked = {**PERIOD, "model": model, "by": by, "conversion": conversion}
    totals = api.get("/attribution", shop.key, **asked)["totals"]
    rows = api.get("/attribution/series", shop.key, **asked)["rows"]
    assert len(rows) == 7
    for name in ("conversions", "sales", "leads"):
        assert sum(row[name] for row in rows) == pytest.approx(totals[name])
    money: dict[str, int] = {}
    for each in (each for row in rows for each in row["revenue"]):
        money[each["currency"]] = money.get(each["currency"], 0) + each["minor"]
    assert money == {each["currency"]: each["minor"] for each in totals["revenue"]}


def test_a_partner_sees_his_own_part_day_by_day(api: Api, shop: Tenant, sales: None) -> None:
    rows = api.get("/attribution/series", shop.alice, **PERIOD, model="linear")["rows"]
    assert [row["sales"] for row in rows] == [0, 0, 0.5, 0, 0.5, 0, 0]
    weeks = api.get("/attribution/series", shop.bob, **PERIOD, model="linear", interval="total")["rows"]
    assert [(row["start"], row["sales"]) for row in weeks] == [("2026-03-01T00:00:00+00:00", 1.0)]
