"""Who earned what under each model: events in, exact rows out."""

from typing import Any

import pytest

from tests.fixtures.event_rows import at, make_event, store_duplicate, store_events
from tests.fixtures.money import money
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse

MARCH: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}


def click(number: int, time: str, ref: str = "", **fields: object) -> dict[str, Any]:
    """A click of visitor v."""
    return make_event(number, at(time), **{"visitor_id": "v", "ref": ref, **fields})


def sale(number: int, time: str, amount: int | None = 1000, **fields: object) -> dict[str, Any]:
    """A sale to visitor v in euros."""
    paid = {"type": "sale", "amount_minor": amount, "currency": "EUR" if amount is not None else ""}
    return make_event(number, at(time), **{"visitor_id": "v", "order_id": f"o{number}", **paid, **fields})


def ask_by_ref(api: Api, token: str, **query: object) -> dict[str, tuple[float, list[dict[str, object]]]]:
    """Conversions and revenue of each ref in March."""
    answer = api.get("/attribution", token, **{**MARCH, "by": "ref", **query})
    return {row["key"]: (row["conversions"], row["revenue"]) for row in answer["rows"]}


def test_the_last_click_before_the_sale_earns_it(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    clicks = [click(1, "2026-03-01", "alice"), click(2, "2026-03-02", "bob"), click(3, "2026-03-04", "alice")]
    store_events(warehouse, [*clicks, sale(4, "2026-03-03", 123450)])
    answer = api.get("/attribution", shop.key, **MARCH)
    assert answer["rows"] == [
        {
            "key": "bob",
            "label": "Bob",
            "partner_id": answer["rows"][0]["partner_id"],
            "conversions": 1,
            "sales": 1,
            "leads": 0,
            "revenue": [money(123450)],
        }
    ]
    assert answer["totals"] == {"conversions": 1, "sales": 1, "leads": 0, "revenue": [money(123450)]}
    assert answer["meta"]["model"] == "last_click"
    assert isinstance(answer["meta"]["complete_until"], int)


def test_without_events_there_are_no_rows(api: Api, shop: Tenant) -> None:
    answer = api.get("/attribution", shop.key)
    assert (answer["rows"], answer["totals"]["conversions"], answer["totals"]["revenue"]) == ([], 0, [])


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("first_click", {"a": 1}),
        ("last_click", {"": 1}),
        ("last_non_direct", {"b": 1}),
        ("linear", {"a": 1 / 3, "b": 1 / 3, "": 1 / 3}),
        ("position", {"a": 0.4, "b": 0.2, "": 0.4}),
        ("time_decay", {"a": 0.25 / 1.75, "b": 0.5 / 1.75, "": 1 / 1.75}),
    ],
)
def test_each_model_gives_its_shares(
    api: Api, shop: Tenant, warehouse: Warehouse, model: str, expected: dict[str, float]
) -> None:
    clicks = [click(1, "2026-03-01", "a"), click(2, "2026-03-08", "b"), click(3, "2026-03-15", channel="direct")]
    store_events(warehouse, [*clicks, sale(4, "2026-03-15T01:00:00", 1000)])
    rows = ask_by_ref(api, shop.key, model=model)
    assert {key: conversions for key, (conversions, _) in rows.items()} == pytest.approx(
        {key or "direct": share for key, share in expected.items()}, rel=1e-9
    )
    assert sum(int(str(amount["minor"])) for _, [amount] in rows.values()) == 1000


def test_an_all_direct_path_pays_direct_under_last_non_direct(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    clicks = [click(1, "2026-03-01", channel="direct"), click(2, "2026-03-02", channel="direct")]
    store_events(warehouse, [*clicks, sale(3, "2026-03-03")])
    assert ask_by_ref(api, shop.key, model="last_non_direct") == {"direct": (1, [money(1000)])}


def test_shares_of_money_sum_to_the_last_unit_and_the_earlier_touch_gets_the_odd_one(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    clicks = [click(1, "2026-03-01", "a"), click(2, "2026-03-02", "b"), click(3, "2026-03-03", "c")]
    store_events(warehouse, [*clicks, sale(4, "2026-03-04", 101)])
    rows = ask_by_ref(api, shop.key, model="linear")
    assert {key: revenue for key, (_, revenue) in rows.items()} == {
        "a": [money(34)],
        "b": [money(34)],
        "c": [money(33)],
    }


@pytest.mark.parametrize(
    ("clicked", "earns"),
    [
        ("2026-03-10T00:00:00", True),
        ("2026-03-10T00:00:00.001", False),
        ("2026-03-03T00:00:00", False),
        ("2026-03-03T00:00:00.001", True),
    ],
    ids=["at the conversion", "after it", "as old as the window", "a millisecond younger"],
)
def test_the_window_is_half_open_and_ends_with_the_conversion(
    api: Api, shop: Tenant, warehouse: Warehouse, clicked: str, earns: bool
) -> None:
    store_events(warehouse, [click(1, clicked, "alice"), sale(2, "2026-03-10")])
    expected = {"alice" if earns else "unattributed": (1, [money(1000)])}
    assert ask_by_ref(api, shop.key, window="7d") == expected


@pytest.mark.parametrize("traffic", ["bot", "prefetch", "preview", "test"])
def test_only_people_earn(api: Api, shop: Tenant, warehouse: Warehouse, traffic: str) -> None:
    store_events(warehouse, [click(1, "2026-03-01", "alice", traffic=traffic), sale(2, "2026-03-02")])
    assert ask_by_ref(api, shop.key) == {"unattributed": (1, [money(1000)])}


def test_a_test_sale_is_no_sale(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [sale(1, "2026-03-02", traffic="test")])
    assert ask_by_ref(api, shop.key) == {}


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


def test_a_browser_that_several_customers_used_lends_nothing_to_their_other_devices(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    seen = [
        make_event(number, at("2026-03-01"), type="identify", visitor_id="library", customer_id=customer)
        for number, customer in ((1, "c1"), (2, "c2"))
    ]
    strangers_click = click(3, "2026-03-02", "bob", visitor_id="library")
    store_events(warehouse, [*seen, strangers_click, sale(4, "2026-03-03", visitor_id="own", customer_id="c1")])
    assert ask_by_ref(api, shop.key) == {"unattributed": (1, [money(1000)])}


@pytest.mark.parametrize("stored_first", ["server", "browser"])
def test_one_order_reported_twice_is_credited_whichever_report_came_first(
    stored_first: str, api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    who: dict[str, dict[str, Any]] = {
        "server": {"visitor_id": "", "customer_id": "c"},
        "browser": {"visitor_id": "v", "customer_id": ""},
    }
    second = who["browser" if stored_first == "server" else "server"]
    stored = sale(2, "2026-03-03", **who[stored_first])
    store_events(warehouse, [click(1, "2026-03-02", "alice"), stored])
    store_duplicate(warehouse, stored, 3, "order_stored", **second)
    assert ask_by_ref(api, shop.key) == {"alice": (1, [money(1000)])}
    why = api.get(f"/conversions/{stored['event_id']}/why", shop.key)
    assert [touch["ref"] for touch in why["touches"] if touch["share"]] == ["alice"]


def test_only_the_first_second_report_of_an_order_names_its_visitor(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    stored = sale(2, "2026-03-03", visitor_id="", customer_id="c")
    store_events(warehouse, [click(1, "2026-03-02", "alice"), click(5, "2026-03-02", "bob", visitor_id="b"), stored])
    store_duplicate(warehouse, stored, 3, "order_stored", visitor_id="v", received_at=at("2026-03-03", seconds=1))
    store_duplicate(warehouse, stored, 4, "order_stored", visitor_id="b", received_at=at("2026-03-03", hours=1))
    assert ask_by_ref(api, shop.key) == {"alice": (1, [money(1000)])}


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
def test_sales_and_leads_are_told_apart(
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


def test_a_conversion_belongs_to_the_half_open_period_of_the_viewers_days(
    api: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    store_events(warehouse, [sale(1, "2026-02-28T23:00:00"), sale(2, "2026-03-31T21:59:59.999")])
    store_events(warehouse, [sale(3, "2026-02-28T22:59:59.999"), sale(4, "2026-03-31T22:00:00")])
    assert ask_by_ref(api, shop.key, tz="Europe/Berlin") == {"unattributed": (2, [money(2000)])}


def test_all_models_stand_side_by_side(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    store_events(warehouse, [click(1, "2026-03-01", "a"), click(2, "2026-03-02", "b"), sale(3, "2026-03-03")])
    answer = api.get("/attribution/compare", shop.key, **MARCH, by="ref")
    assert [row["key"] for row in answer["rows"]] == ["b", "a"]
    b, a = answer["rows"]
    assert (a["first_click"]["conversions"], a["last_click"]["conversions"]) == (1, 0)
    assert (b["linear"]["revenue"], a["linear"]["revenue"]) == ([money(500)], [money(500)])
    for model in answer["meta"]["models"]:
        alone = ask_by_ref(api, shop.key, model=model)
        assert {row["key"]: row[model]["conversions"] for row in answer["rows"] if row[model]["conversions"]} == {
            key: conversions for key, (conversions, _) in alone.items()
        }
