"""A partner sees why a conversion is remarkable or not payable as the site does: in list, CSV file and `why`."""

import csv
from typing import Any

import pytest

from tests.fixtures.event_rows import at, event_id, store_duplicate, store_events
from tests.reports.attribution.questions import BROWSER, BY_CUSTOMER, MARCH, browser_click, click, identify, sale
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse


@pytest.fixture
def contradicted_order(warehouse: Warehouse) -> None:
    """Another report of the order names another amount."""
    order = sale(3, "2026-03-10")
    store_events(warehouse, [click(1, "2026-03-08", "alice"), order])
    said = {"amount_minor": 9900, "currency": "EUR", "conversion_key": "o:o3"}
    store_duplicate(warehouse, order, 4, "order_stored", **said)


@pytest.fixture
def late_click(warehouse: Warehouse) -> None:
    """A click that would have earned the sale came after it, so that an earlier one did."""
    late = browser_click(2, "2026-03-09", "bob", received_at=at("2026-03-11"))
    store_events(warehouse, [click(1, "2026-03-08", "alice"), late, sale(3, "2026-03-10")])


@pytest.fixture
def unsigned_identity(warehouse: Warehouse) -> None:
    """Only a browser says whose the click was."""
    store_events(warehouse, [browser_click(1, "2026-03-08"), identify(2, "2026-03-08", **BROWSER)])
    store_events(warehouse, [sale(3, "2026-03-10", **BY_CUSTOMER)])


@pytest.mark.parametrize("reason", ["contradicted_order", "late_click", "unsigned_identity"])
def test_a_partner_sees_the_reason(api: Api, shop: Tenant, request: pytest.FixtureRequest, reason: str) -> None:
    request.getfixturevalue(reason)
    for token in (shop.key, shop.alice):
        assert read_reasons(api, token) == ([reason], reason, [reason])
    assert api.get("/conversions", shop.bob, **MARCH)["rows"] == []
    assert "bob" not in str(api.get("/conversions", shop.alice, **MARCH)["rows"])


def read_reasons(api: Api, token: str) -> tuple[list[str], str, list[str]]:
    """Of the one sale: in the list, in the CSV file and in its why."""
    [row] = api.get("/conversions", token, **MARCH)["rows"]
    [line] = csv.DictReader(api.get_csv("/conversions", token, **MARCH))
    why: dict[str, Any] = api.get(f"/conversions/{event_id(3)}/why", token)
    return row["reasons"], line["reasons"], why["conversion"]["reasons"]
