"""Whose clicks a conversion is credited to: devices, customers, reports of one order, refunds, dimensions."""

from typing import Any

import pytest

from tests.fixtures.event_rows import at, event_id, make_event, store_duplicate, store_events
from tests.fixtures.money import money
from tests.reports.attribution.questions import MARCH, ask_by_ref, click, sale
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse


def test_a_sale_without_click_goes_to_the_ref_or_the_promo_code_it_names(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    sales = [
        sale(1, "2026-03-02", ref="bob", promo_code="ALICE10"),
        sale(2, "2026-03-02", promo_code="alice10"),
        sale(3, "2026-03-02", promo_code="NOBODY"),
    ]
    store_events(warehouse, sales)
    expected = {"bob": (1, [money(1000)]), "alice": (1, [money(1000)]), "unattributed": (1, [money(1000)])}
    assert ask_by_ref(api, shop.key) == expected


def test_a_recorded_click_goes_before_the_ref_that_the_sale_names(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-01", "alice"), sale(2, "2026-03-02", ref="bob")])
    assert ask_by_ref(api, shop.key) == {"alice": (1, [money(1000)])}


@pytest.mark.parametrize("identified", ["2026-03-02", "2026-03-09"], ids=["before the sale", "after it"])
def test_a_customer_joins_his_devices_whenever_he_is_recognised(
    api: Api, shop: Tenant, warehouse: Warehouse, identified: str
) -> None:
    identify = make_event(2, at(identified), type="identify", visitor_id="phone", customer_id="c")
    events = [
        click(1, "2026-03-01", "alice", visitor_id="phone"),
        identify,
        sale(3, "2026-03-05", visitor_id="", customer_id="c"),
        make_event(4, at("2026-03-04"), type="identify", visitor_id="laptop", customer_id="c"),
        sale(5, "2026-03-05", visitor_id="laptop"),
    ]
    store_events(warehouse, events)
    assert ask_by_ref(api, shop.key) == {"alice": (2, [money(2000)])}


def test_a_browser_of_several_customers_joins_no_other_people(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    identify = [
        make_event(n, at("2026-03-01"), type="identify", visitor_id=visitor, customer_id=customer)
        for n, visitor, customer in [(1, "library", "c1"), (2, "library", "c2"), (3, "home", "c1")]
    ]
    events = [click(4, "2026-03-02", "alice", visitor_id="home"), sale(5, "2026-03-03", visitor_id="library")]
    store_events(warehouse, [*identify, *events])
    assert ask_by_ref(api, shop.key) == {"unattributed": (1, [money(1000)])}


def test_a_browser_that_several_customers_used_joins_no_clicks_to_their_other_devices(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    seen = [
        make_event(number, at("2026-03-01"), type="identify", visitor_id="library", customer_id=customer)
        for number, customer in ((1, "c1"), (2, "c2"))
    ]
    outsiders_click = click(3, "2026-03-02", "bob", visitor_id="library")
    store_events(warehouse, [*seen, outsiders_click, sale(4, "2026-03-03", visitor_id="own", customer_id="c1")])
    assert ask_by_ref(api, shop.key) == {"unattributed": (1, [money(1000)])}


def test_nothing_is_taken_over_from_a_report_that_does_not_stand(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    stored = sale(2, "2026-03-03", visitor_id="", customer_id="c")
    store_events(warehouse, [click(1, "2026-03-02", "alice"), stored])
    store_duplicate(warehouse, stored, 3, "order_stored", source="browser", visitor_id="v")
    assert ask_by_ref(api, shop.key) == {"unattributed": (1, [money(1000)])}
    why = api.get(f"/conversions/{stored['event_id']}/why", shop.key)
    assert [touch["reason"] for touch in why["touches"]] == ["no_visitor"]
    assert [(each["event_id"], each["source"]) for each in why["duplicates"]] == [(event_id(3), "browser")]


def test_events_that_name_nobody_are_not_one_person(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-01", "alice", visitor_id=""), sale(2, "2026-03-02", visitor_id="")])
    assert ask_by_ref(api, shop.key) == {"unattributed": (1, [money(1000)])}


def test_a_click_that_names_only_the_customer_is_his(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    named: dict[str, Any] = {"visitor_id": "", "customer_id": "c"}
    store_events(warehouse, [click(1, "2026-03-01", "alice", **named), sale(2, "2026-03-02", **named)])
    store_events(warehouse, [sale(3, "2026-03-02", visitor_id="c"), sale(4, "2026-03-02", customer_id="d")])
    assert ask_by_ref(api, shop.key) == {"alice": (1, [money(1000)]), "unattributed": (2, [money(2000)])}


def test_refunds_take_their_part_of_the_revenue(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    refunds = [
        make_event(10, at("2026-03-20"), type="refund", order_id="o2", amount_minor=250, currency="EUR"),
        make_event(11, at("2026-04-20"), type="refund", order_id="o2", amount_minor=150, currency="EUR"),
        make_event(12, at("2026-03-20"), type="refund", order_id="o3"),
        make_event(13, at("2026-03-20"), type="refund", order_id="o4", amount_minor=5000, currency="EUR"),
    ]
    sales = [sale(n, "2026-03-02") for n in (2, 3, 4)]
    store_events(warehouse, [click(1, "2026-03-01", "alice"), *sales, *refunds])
    assert ask_by_ref(api, shop.key) == {"alice": (3, [money(600)])}


def test_currencies_stand_side_by_side_in_their_own_digits(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    sales = [sale(2, "2026-03-02", 500), sale(3, "2026-03-02", 500, currency="JPY")]
    sales += [sale(4, "2026-03-02", 1234, currency="KWD"), sale(5, "2026-03-02", None)]
    store_events(warehouse, [click(1, "2026-03-01", "alice"), *sales])
    assert ask_by_ref(api, shop.key) == {"alice": (4, [money(500), money(500, "JPY"), money(1234, "KWD")])}


@pytest.mark.parametrize(("conversion", "expected"), [("sale", 1), ("lead", 2), ("all", 3)])
def test_sales_and_leads_are_separate(
    api: Api, shop: Tenant, warehouse: Warehouse, conversion: str, expected: int
) -> None:
    leads = [make_event(n, at("2026-03-02"), type="lead", visitor_id="v") for n in (3, 4)]
    store_events(warehouse, [click(1, "2026-03-01", "alice"), sale(2, "2026-03-02"), *leads])
    answer = api.get("/attribution", shop.key, **MARCH, conversion=conversion)
    assert answer["totals"]["conversions"] == expected


@pytest.mark.parametrize(
    "dimension", ["channel", "link", "sub_id", "utm_source", "utm_medium", "utm_campaign", "country"]
)
def test_rows_are_by_the_asked_dimension(api: Api, shop: Tenant, warehouse: Warehouse, dimension: str) -> None:
    events = [
        click(1, "2026-03-01", "alice", **{dimension: "x"}),
        sale(2, "2026-03-02"),
        click(3, "2026-03-03", "alice"),
        sale(4, "2026-03-04"),
    ]
    store_events(warehouse, events)
    answer = api.get("/attribution", shop.key, **MARCH, by=dimension)
    assert [(row["key"], row["conversions"]) for row in answer["rows"]] == [("(none)", 1), ("x", 1)]


def test_a_code_added_later_claims_its_earlier_clicks(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-01", "ALLY"), sale(2, "2026-03-02")])
    assert [row["key"] for row in api.get("/attribution", shop.key, **MARCH)["rows"]] == ["alice"]
    store_events(warehouse, [click(3, "2026-03-03", "newcode"), sale(4, "2026-03-04")])
    assert [row["key"] for row in api.get("/attribution", shop.key, **MARCH)["rows"]] == ["(none)", "alice"]
    api.post(f"/partners/{shop.alice_id}/codes", shop.key, {"code": "NewCode"}, 201)
    [row] = api.get("/attribution", shop.key, **MARCH)["rows"]
    assert (row["key"], row["conversions"]) == ("alice", 2)


def test_a_promo_code_given_later_claims_its_earlier_redemptions(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [sale(1, "2026-03-02", promo_code="Spring"), sale(2, "2026-03-03", promo_code="NOBODY")])
    assert ask_by_ref(api, shop.key) == {"unattributed": (2, [money(2000)])}
    api.post("/promo-codes", shop.key, {"partner_id": shop.alice_id, "code": "SPRING"}, 201)
    assert ask_by_ref(api, shop.key) == {"alice": (1, [money(1000)]), "unattributed": (1, [money(1000)])}


def test_a_conversion_belongs_to_the_half_open_period_of_the_viewers_days(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    store_events(warehouse, [sale(1, "2026-02-28T23:00:00"), sale(2, "2026-03-31T21:59:59.999")])
    store_events(warehouse, [sale(3, "2026-02-28T22:59:59.999"), sale(4, "2026-03-31T22:00:00")])
    assert ask_by_ref(api, shop.key, tz="Europe/Berlin") == {"unattributed": (2, [money(2000)])}


def test_all_models_stand_side_by_side(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-01", "a"), click(2, "2026-03-02", "b"), sale(3, "2026-03-03")])
    answer = api.get("/attribution/compare", shop.key, **MARCH, by="ref")
    # Neither is a partner's, so that the last partner's click is nobody's.
    assert [row["key"] for row in answer["rows"]] == ["b", "a", "unattributed"]
    b, a, _ = answer["rows"]
    assert (a["first_click"]["conversions"], a["last_click"]["conversions"]) == (1, 0)
    assert (b["linear"]["revenue"], a["linear"]["revenue"]) == ([money(500)], [money(500)])
    for model in answer["meta"]["models"]:
        alone = ask_by_ref(api, shop.key, model=model)
        assert {row["key"]: row[model]["conversions"] for row in answer["rows"] if row[model]["conversions"]} == {
            key: conversions for key, (conversions, _) in alone.items()
        }
