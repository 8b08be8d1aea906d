"""`why` explains a conversion by the id of every report of it."""

from typing import Any

import pytest

from events.ids import list_stored_ids, move_to_space
from tests.fixtures.event_rows import at, event_id, make_event, store_duplicate, store_events
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse

NOBODY = {"event_id": "00000000-0000-0000-0000-000000000000"}
SPACES = ["", "signed", "browser", "pixel"]


def sale(number: int, **fields: object) -> dict[str, Any]:
    """A sale of order A-1 to visitor v."""
    usual = {"type": "sale", "visitor_id": "v", "order_id": "A-1", "amount_minor": 1000, "currency": "EUR"}
    return make_event(number, at("2026-03-10"), **{**usual, **fields})


def click(number: int, ref: str = "alice") -> dict[str, Any]:
    """A click of visitor v, before the sales."""
    return make_event(number, at("2026-03-01"), visitor_id="v", ref=ref)


def store_in_space(number: int, site_id: int, space: str) -> str:
    """Under which id the event of this number is stored."""
    return move_to_space(event_id(number), site_id, space) if space else event_id(number)


def explain(api: Api, number: int, token: str) -> str:
    """The conversion that the answer is about."""
    found: str = api.get(f"/conversions/{event_id(number)}/why", token)["conversion"]["event_id"]
    return found


def assert_explained(api: Api, shop: Tenant, rival: Tenant, number: int, conversion_id: str) -> None:
    """The site gets the conversion by the id of any report; the partner who earned it by its own alone."""
    finding, others = [shop.key], [shop.bob, rival.key]
    is_own = conversion_id in list_stored_ids(event_id(number), shop.site_id)
    (finding if is_own else others).append(shop.alice)
    for token in finding:
        assert explain(api, number, token) == conversion_id
    for token in others:
        assert api.get(f"/conversions/{event_id(number)}/why", token, 404)["error"]["code"] == "not_found"


@pytest.mark.parametrize("space", SPACES)
def test_by_the_id_of_a_later_report(api: Api, shop: Tenant, rival: Tenant, warehouse: Warehouse, space: str) -> None:
    later = {"event_id": store_in_space(3, shop.site_id, space), "conversion_id": event_id(2), "report_number": 1}
    store_events(warehouse, [click(1)])
    store_events(warehouse, [{**sale(2), "conversion_id": event_id(2), "report_number": 0}, {**sale(3), **later}])
    assert_explained(api, shop, rival, 3, event_id(2))


@pytest.mark.parametrize("space", SPACES)
def test_by_the_id_of_a_repeat(api: Api, shop: Tenant, rival: Tenant, warehouse: Warehouse, space: str) -> None:
    order = sale(2)
    store_events(warehouse, [click(1), order])
    store_duplicate(warehouse, order, 3, "order_stored", event_id=store_in_space(3, shop.site_id, space))
    assert_explained(api, shop, rival, 3, event_id(2))


def test_by_the_servers_own_id_where_a_browser_reported_first(
    api: Api, shop: Tenant, rival: Tenant, warehouse: Warehouse
) -> None:
    first = move_to_space(event_id(2), shop.site_id, "browser")
    later = {**sale(3), "conversion_id": first, "report_number": 1}
    store_events(warehouse, [click(1)])
    browsers = sale(2, source="browser") | {"event_id": first, "conversion_id": first, "report_number": 0}
    store_events(warehouse, [browsers, later])
    for number in (2, 3):
        assert_explained(api, shop, rival, number, first)


@pytest.mark.parametrize("space", SPACES)
def test_by_the_id_of_a_report_that_made_no_conversion_itself(
    api: Api, shop: Tenant, rival: Tenant, warehouse: Warehouse, space: str
) -> None:
    waiting = store_in_space(3, shop.site_id, space)
    store_duplicate(warehouse, sale(3) | NOBODY, 3, "below_sales_from", event_id=waiting, conversion_key="o:A-1")
    store_events(warehouse, [click(1)])
    api.get(f"/conversions/{event_id(3)}/why", shop.key, 404)
    store_events(warehouse, [sale(2)])
    assert_explained(api, shop, rival, 3, event_id(2))


def test_what_is_stored_comes_before_a_repeat_of_another_order(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    order = sale(2)
    store_events(warehouse, [order, sale(3, order_id="A-2")])
    store_duplicate(warehouse, order, 3, "order_stored")
    assert explain(api, 3, shop.key) == event_id(3)


def test_a_test_of_the_same_order_explains_nothing(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    tested = sale(3, traffic="test")
    browsers = sale(3, order_id="A-2") | {"event_id": list_stored_ids(event_id(3), shop.site_id)[1]}
    store_events(warehouse, [sale(2), tested])
    store_duplicate(warehouse, tested, 4, "order_stored", conversion_key="o:A-1", is_test=True)
    for number in (3, 4):
        api.get(f"/conversions/{event_id(number)}/why", shop.key, 404)
    store_events(warehouse, [browsers])
    assert explain(api, 3, shop.key) == browsers["event_id"]
