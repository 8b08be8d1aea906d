"""Who earned what under each model: events in, exact rows out."""

from itertools import count

import pytest

from tests.fixtures.event_rows import store_events
from tests.fixtures.money import money
from tests.reports.attribution.questions import MARCH, ask_by_ref, click, sale
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse


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


def test_parts_that_sum_to_whole_conversions_are_shown_so(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    number = count(1)
    for buyer in range(16):
        clicks = [
            click(next(number), f"2026-03-{day + 1:02}", f"r{day}", visitor_id=f"v{buyer}")
            for day in range(3 + buyer % 9)
        ]
        store_events(warehouse, [*clicks, sale(next(number), "2026-03-20", visitor_id=f"v{buyer}")])
    answer = api.get("/attribution", shop.key, **MARCH, by="ref", model="linear")
    assert answer["totals"]["conversions"] == 16


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
