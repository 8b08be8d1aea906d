"""Terms in money before they are saved: one sale, and a past time beside the present terms."""

from datetime import timedelta
from typing import Any

import pytest

from console.cookies import MEMBER_COOKIE
from tests.fixtures.api import NOW, Api, Tenant
from tests.fixtures.event_rows import make_event, store_events
from tests.fraud.one_rule import save_one_rule
from warehouse.interface import Warehouse

SALE = {"id": "sale", "percent": "10"}


@pytest.fixture
def sold(api: Api, shop: Tenant, warehouse: Warehouse) -> Api:
    """Alice and Bob were clicked before a sale of 100.00; a second one of the customer, of 60.00, is half refunded."""
    said = {"site_id": shop.site_id, "customer_id": "c1"}
    paid = {**said, "type": "sale", "currency": "EUR"}
    rows = [
        make_event(1, NOW - timedelta(days=41), **said, ref="alice"),
        make_event(2, NOW - timedelta(days=40), **said, ref="bob"),
        make_event(3, NOW - timedelta(days=39), **paid, order_id="o1", amount_minor=10000),
        make_event(4, NOW - timedelta(days=5), **paid, order_id="o2", amount_minor=6000),
        make_event(
            5, NOW - timedelta(days=4), **{**said, "type": "refund"}, order_id="o2", amount_minor=3000, currency="EUR"
        ),
    ]
    store_events(warehouse, rows)
    save_one_rule(warehouse, shop.site_id)
    api.post("/terms", shop.key, {"rules": {"rewards": [SALE]}}, 201)
    return api


def preview(api: Api, token: str, status: int = 200, /, **rules: Any) -> dict[str, Any]:
    return api.post("/terms/preview", token, {"rules": {"rewards": [SALE], **rules}}, status)


def compare(answer: dict[str, Any]) -> dict[str, tuple[int, int]]:
    return {row["partner"]: (row["present"]["minor"], row["proposed"]["minor"]) for row in answer["rows"]}


def test_a_past_time_is_computed_under_both_and_nothing_is_stored(sold: Api, shop: Tenant) -> None:
    doubled = preview(sold, shop.key, rewards=[{**SALE, "percent": "20"}])
    assert compare(doubled) == {"bob": (1000, 2000)}
    assert (doubled["conversions"], doubled["is_cut"], doubled["totals"][0]["difference"]["amount"]) == (
        2,
        False,
        "10.00",
    )
    assert doubled["rows"][0]["partner_name"] == "Bob"
    assert doubled["sentences"][0].startswith("20 % of each sale")
    assert sold.get("/ledger", shop.key)["rows"] == []
    assert len(sold.get("/terms", shop.key)["rows"]) == 1


def test_the_attribution_rule_and_bindings_of_the_tried_terms_count(sold: Api, shop: Tenant) -> None:
    assert compare(preview(sold, shop.key, model="linear")) == {"alice": (0, 500), "bob": (1000, 500)}
    # The second sale lies outside the window, and is the bound partner's, less what was refunded.
    assert compare(preview(sold, shop.key, recurring={"limit_months": 12})) == {"bob": (1000, 1300)}
    bonus = {"id": "one", "metric": "sales", "threshold": 1, "period": "year", "amount": 700}
    assert compare(preview(sold, shop.key, bonuses=[bonus])) == {"bob": (1000, 1700)}


def test_what_the_run_decided_is_what_the_preview_gives_of_the_same_terms(sold: Api, shop: Tenant) -> None:
    sold.post("/fraud/run", shop.key, None)
    sold.post("/earnings/run", shop.key, None)
    [balance] = sold.get("/balances", shop.key)["rows"]
    assert compare(preview(sold, shop.key)) == {"bob": (1000, 1000)}
    assert balance["payable"]["minor"] == 1000


def test_a_renewal_is_of_the_program_that_keeps_its_customer(sold: Api, shop: Tenant, warehouse: Warehouse) -> None:
    program = sold.post("/programs", shop.key, {"name": "Agencies"}, 201)["program_id"]
    sold.post("/partners", shop.key, {"code": "carol", "name": "Carol", "program_id": program}, 201)
    rules = {"rewards": [SALE], "recurring": {"limit_months": 12}}
    sold.post("/terms", shop.key, {"rules": rules, "program_id": program}, 201)
    said = {"site_id": shop.site_id, "customer_id": "c8"}
    paid = {**said, "type": "sale", "currency": "EUR", "amount_minor": 10000}
    rows = [
        make_event(11, NOW - timedelta(days=60), **said, ref="carol"),
        make_event(12, NOW - timedelta(days=59), **paid, order_id="o8"),
        # Its path is empty, so it would be the default program's.
        make_event(13, NOW - timedelta(days=5), **paid, order_id="o9"),
    ]
    store_events(warehouse, rows)
    for days, earned in ((90, 2000), (30, 1000)):
        if days == 30:
            sold.post("/fraud/run", shop.key, None)
            sold.post("/earnings/run", shop.key, None)
        body = {"rules": rules, "program_id": program, "days": days}
        assert compare(sold.post("/terms/preview", shop.key, body)) == {"carol": (earned, earned)}


def test_what_was_decided_before_the_time_binds_customers(sold: Api, shop: Tenant) -> None:
    sold.post("/fraud/run", shop.key, None)
    sold.post("/earnings/run", shop.key, None)
    body = {"rules": {"rewards": [SALE], "recurring": {"limit_months": 12}}, "days": 30}
    answer = sold.post("/terms/preview", shop.key, body)
    assert (answer["conversions"], compare(answer)) == (1, {"bob": (0, 300)})


def test_without_present_terms_nobody_earned(sold: Api, shop: Tenant) -> None:
    program = sold.post("/programs", shop.key, {"name": "Agencies"}, 201)["program_id"]
    body = {"rules": {"rewards": [SALE]}, "program_id": program, "days": 30}
    assert sold.post("/terms/preview", shop.key, body)["rows"] == []


def test_what_cannot_be_used_is_named(sold: Api, shop: Tenant) -> None:
    error = preview(sold, shop.key, 400, hold_days=-1)["error"]
    assert error["field"] == "rules.hold_days"
    assert sold.post("/terms/sample", shop.key, {"rules": {}}, 400)["error"]["field"] == "rules"


def test_who_may_try_terms(sold: Api, shop: Tenant, rival: Tenant) -> None:
    for path in ("/terms/preview", "/terms/sample"):
        body: dict[str, Any] = {"rules": {"rewards": [SALE]}}
        sold.post(path, shop.alice, body, 403)
        sold.post(path, "", body, 401)
        sold.post(path, rival.key, body)
        assert "Bob" not in str(sold.post(path, rival.key, body))
    sold.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    preview(sold, "")


@pytest.mark.parametrize(
    ("rules", "commission", "levels", "fee", "transfer"),
    [
        ({}, 1000, [], 0, 1000),
        ({"rewards": [{"id": "s", "fixed": 750}]}, 750, [], 0, 750),
        ({"levels": [{"percent": "10"}, {"percent": "5", "base": "sale"}]}, 1000, [100, 500], 0, 1000),
        ({"payout": {"fee_percent": "2", "fee_fixed": {"EUR": 35}, "fee_payer": "partner"}}, 1000, [], 55, 945),
        ({"caps": {"per_sale": 400}}, 400, [], 0, 400),
        ({"rewards": [{**SALE, "event": "lead"}]}, 0, [], 0, 0),
    ],
)
def test_a_sample_says_what_one_sale_pays(
    api: Api, shop: Tenant, rules: dict[str, Any], commission: int, levels: list[int], fee: int, transfer: int
) -> None:
    sample = api.post("/terms/sample", shop.key, {"rules": {"rewards": [SALE], **rules}})
    assert (sample["commission"]["minor"], [each["minor"] for each in sample["levels"]]) == (commission, levels)
    assert (sample["fee"]["minor"], sample["transfer"]["minor"]) == (fee, transfer)
    assert sample["due_at"] == (NOW + timedelta(days=30)).isoformat()
