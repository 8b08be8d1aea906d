"""Commissions, balances and the ledger by the API: who sees what, who may act, and that figures agree."""

from datetime import timedelta
from typing import Any

import pytest
from redis import Redis
from starlette.testclient import TestClient

from console.app import create_app
from database.sessions import Sessions
from settings import ConsoleSettings
from tests.fixtures.api import NOW, Api, Tenant
from tests.fixtures.event_rows import event_id, make_event, store_events
from tests.fraud.one_rule import save_one_rule
from warehouse.interface import Warehouse

RULES = {"rewards": [{"id": "sale", "event": "sale", "percent": "10"}], "model": "linear"}
EUR = "EUR"


def euros(minor: int) -> dict[str, Any]:
    """Money as answers have it."""
    return {"minor": minor, "currency": EUR, "amount": f"{minor / 100:.2f}"}


@pytest.fixture
def earned(api: Api, shop: Tenant, warehouse: Warehouse) -> Api:
    """Alice and Bob share a sale of ten days ago, of 99.99; Alice alone has one of forty days ago, of 50.00."""
    recent, old = NOW - timedelta(days=10), NOW - timedelta(days=40)
    said = {"site_id": shop.site_id, "customer_id": "c1"}
    sold = {"type": "sale", "currency": EUR}
    rows = [
        make_event(1, old - timedelta(days=1), **{**said, "customer_id": "c0"}, ref="alice"),
        make_event(2, old, **{**said, "customer_id": "c0"}, **sold, order_id="o0", amount_minor=5000),
        make_event(3, recent - timedelta(days=2), **said, ref="alice"),
        make_event(4, recent - timedelta(days=1), **said, ref="bob"),
        make_event(5, recent, **said, **sold, order_id="o1", amount_minor=9999),
    ]
    store_events(warehouse, rows)
    save_one_rule(warehouse, shop.site_id)
    api.post("/terms", shop.key, {"rules": RULES}, 201)
    run(api, shop)
    return api


def run(api: Api, shop: Tenant) -> dict[str, Any]:
    """Both runs, by a key that only reads: they change no setting."""
    api.post("/fraud/run", shop.reading_key, None)
    return api.post("/earnings/run", shop.reading_key, None)


def list_lines(api: Api, token: str) -> list[tuple[str, str, int, str]]:
    rows = api.get("/commissions", token)["rows"]
    return [(row["order_id"], row["partner"], row["amount"]["minor"], row["state"]) for row in rows]


def test_the_lines_of_a_split_sale_sum_to_the_rounded_whole(earned: Api, shop: Tenant) -> None:
    assert sorted(list_lines(earned, shop.key)) == [
        ("o0", "alice", 500, "approved"),
        ("o1", "alice", 500, "pending"),
        ("o1", "bob", 500, "pending"),
    ]
    assert earned.post("/earnings/run", shop.key, None)["transactions"] == 0


def test_pages_follow_each_other(earned: Api, shop: Tenant) -> None:
    first = earned.get("/ledger", shop.key, limit=2)
    rest = earned.get("/ledger", shop.key, cursor=first["next_cursor"])
    everything = earned.get("/ledger", shop.key)
    assert first["rows"] + rest["rows"] == everything["rows"]
    assert rest["next_cursor"] is None
    page = earned.get("/commissions", shop.key, limit=1)
    following = earned.get("/commissions", shop.key, cursor=page["next_cursor"])["rows"]
    assert page["rows"] + following == earned.get("/commissions", shop.key)["rows"]


def test_a_commission_explains_itself_to_the_cent(earned: Api, shop: Tenant) -> None:
    row = next(row for row in earned.get("/commissions", shop.key)["rows"] if row["partner"] == "bob")
    why = earned.get(f"/commissions/{row['commission_id']}/why", shop.key)
    assert why["commission"] == row
    [share] = why["shares"]
    assert (share["rule"], share["weight"], share["total_weight"]) == ("program:sale", 1, 2)
    assert (share["rate_percent"], share["base"], share["exact"]) == ("10", "4999.5", "499.95")
    assert (why["ruling"], why["waits_for"], why["returned"]) == ("pay", "", euros(0))
    assert [(entry["cause"], entry["amount"]["minor"]) for entry in why["entries"]] == [("accrual", 500)]


def test_the_lines_and_the_decision_of_one_conversion(earned: Api, shop: Tenant, rival: Tenant) -> None:
    lines = earned.get("/commissions", shop.key, event_id=event_id(5))["rows"]
    assert sorted((line["order_id"], line["partner_name"]) for line in lines) == [("o1", "Alice"), ("o1", "Bob")]
    [decision] = earned.get("/commissions/decisions", shop.key, event_id=event_id(2))["rows"]
    assert (decision["order_id"], decision["partners"]) == ("o0", ["alice"])
    for path in ("/commissions", "/commissions/decisions"):
        earned.get(path, rival.key, 404, event_id=event_id(5))
        earned.get(path, shop.key, 400, event_id="o1")
    # His browser may have reported a guessed order.
    earned.get("/commissions", shop.alice, 403, event_id=event_id(5))


def test_balances_are_the_sums_of_the_ledger(earned: Api, shop: Tenant) -> None:
    answer = earned.get("/balances", shop.key)
    balances = {row["partner"]: row for row in answer["rows"]}
    assert (balances["alice"]["pending"], balances["alice"]["payable"]) == (euros(500), euros(500))
    assert balances["bob"]["pending"] == euros(500)
    assert answer["accounts"] == [{"account": "expense", "amount": euros(1500)}]
    postings = [each for row in earned.get("/ledger", shop.key)["rows"] for each in row["postings"]]
    assert sum(each["amount"]["minor"] for each in postings) == 0


def test_a_partner_sees_his_own_alone(earned: Api, shop: Tenant) -> None:
    assert [line[1:] for line in list_lines(earned, shop.bob)] == [("bob", 500, "pending")]
    assert [row["partner"] for row in earned.get("/balances", shop.bob)["rows"]] == ["bob"]
    assert "accounts" not in earned.get("/balances", shop.bob)
    entries = earned.get("/ledger", shop.bob)["rows"]
    assert {posting["partner"] for row in entries for posting in row["postings"]} == {"bob"}
    assert {row["order_id"] for row in earned.get("/commissions", shop.bob)["rows"]} != {"o1"}
    others = next(row for row in earned.get("/commissions", shop.key)["rows"] if row["partner"] == "alice")
    earned.get(f"/commissions/{others['commission_id']}/why", shop.bob, 404)
    for path in ("/commissions/decisions", "/drift", "/refunds/unmatched"):
        earned.get(path, shop.bob, 403)


def test_a_partners_entries_count_his_own_records(earned: Api, shop: Tenant) -> None:
    for number in range(3):
        for partner in ("alice", "bob"):
            penalty = {"partner": partner, "reason": "penalty", "currency": EUR, "minor": -1, "note": "n"}
            earned.post("/adjustments", shop.key, {**penalty, "id": f"{partner}{number}"}, 201)
    rows = earned.get("/ledger", shop.bob)["rows"]
    # Without a gap, however much is stored of others between them.
    assert [row["number"] for row in rows] == [4, 3, 2, 1]
    assert [row["cause"] for row in rows] == ["penalty"] * 3 + ["accrual"]
    first = earned.get("/ledger", shop.bob, limit=3)
    rest = earned.get("/ledger", shop.bob, limit=3, cursor=first["next_cursor"])
    assert (first["rows"] + rest["rows"], rest["next_cursor"]) == (rows, None)
    of_site = earned.get("/ledger", shop.key, partner="bob")["rows"]
    assert [row["number"] for row in of_site] > [row["number"] for row in rows]


def test_another_site_sees_nothing(earned: Api, shop: Tenant, rival: Tenant) -> None:
    for path in ("/commissions", "/balances", "/ledger", "/commissions/decisions", "/drift"):
        assert earned.get(path, rival.key)["rows"] == []
    number = earned.get("/commissions", shop.key)["rows"][0]["commission_id"]
    earned.get(f"/commissions/{number}/why", rival.key, 404)
    earned.post("/commissions/decisions", rival.key, {"decision": "reject", "note": "no", "order_ids": ["o1"]}, 404)


def test_whoever_only_looks_decides_nothing(earned: Api, shop: Tenant) -> None:
    decision = {"decision": "approve", "note": "yes", "order_ids": ["o1"]}
    penalty = {"partner": "bob", "reason": "penalty", "currency": EUR, "minor": -100, "note": "late"}
    for token in (shop.reading_key, shop.bob):
        earned.post("/commissions/decisions", token, decision, 403)
        earned.post("/adjustments", token, penalty, 403)


def test_people_approve_reject_and_undo_with_a_note(earned: Api, shop: Tenant) -> None:
    def decide(decision: str) -> set[str]:
        body = {"decision": decision, "note": "as agreed", "order_ids": ["o1"]}
        assert earned.post("/commissions/decisions", shop.key, body)["event_ids"] == [event_id(5)]
        earned.post("/earnings/run", shop.key, None)
        return {state for order, _, _, state in list_lines(earned, shop.key) if order == "o1"}

    assert decide("hold") == {"held"}
    assert decide("undo") == {"pending"}
    assert decide("approve") == {"approved"}
    assert decide("reject") == {"reversed"}
    assert decide("undo") == {"approved"}
    rows = earned.get("/commissions/decisions", shop.key)["rows"]
    assert {row["order_id"]: row["locked_at"] is not None for row in rows} == {"o0": True, "o1": True}


def test_an_adjustment_is_posted_once_and_the_partner_reads_why(earned: Api, shop: Tenant) -> None:
    penalty = {"partner": "bob", "reason": "penalty", "currency": EUR, "amount": "-1.00", "note": "late", "id": "p1"}
    for _ in range(2):
        posted = earned.post("/adjustments", shop.key, penalty, 201)
    assert posted["amount"] == euros(-100) | {"amount": "-1.00"}
    [balance] = earned.get("/balances", shop.bob)["rows"]
    assert balance["payable"]["minor"] == -100
    [entry] = [row for row in earned.get("/ledger", shop.bob)["rows"] if row["cause"] == "penalty"]
    assert (entry["note"], entry["by"]) == ("late", "")
    earned.post("/adjustments", shop.key, {**penalty, "minor": 5}, 400)
    earned.post("/adjustments", shop.key, {**penalty, "amount": "1.00", "id": ""}, 409)


def test_an_adjustment_that_is_sent_again_later_posts_nothing(
    console_settings: ConsoleSettings, warehouse: Warehouse, sessions: Sessions, redis: Redis, shop: Tenant
) -> None:
    clock = [NOW]
    said = {"partner": "bob", "currency": EUR, "note": "as agreed"}
    bonus = {**said, "reason": "bonus", "minor": 100, "id": "b1"}
    forfeit = {**said, "reason": "forfeit", "id": "f1"}
    app = create_app(console_settings, warehouse, sessions, redis, lambda: clock[0])
    with TestClient(app, client=("127.0.0.1", 50000)) as client:
        api = Api(client)
        first = [api.post("/adjustments", shop.key, each, 201) for each in (bonus, forfeit)]
        clock[0] += timedelta(hours=1)
        assert [api.post("/adjustments", shop.key, each, 201) for each in (bonus, forfeit)] == first
        assert [row["number"] for row in api.get("/ledger", shop.key)["rows"]] == [2, 1]
        api.post("/adjustments", shop.key, {**bonus, "minor": 101}, 409)


def test_a_refund_without_its_order_is_listed_until_the_order_comes(
    earned: Api, shop: Tenant, warehouse: Warehouse
) -> None:
    lost = make_event(6, NOW, site_id=shop.site_id, type="refund", order_id="o9", amount_minor=100, currency=EUR)
    store_events(warehouse, [lost])
    [row] = earned.get("/refunds/unmatched", shop.key)["rows"]
    assert (row["order_id"], row["value"]) == ("o9", euros(100))
    sale = make_event(7, NOW, site_id=shop.site_id, type="sale", order_id="o9", amount_minor=100, currency=EUR)
    store_events(warehouse, [sale])
    assert earned.get("/refunds/unmatched", shop.key)["rows"] == []


def test_a_refund_of_a_payment_is_listed_until_it_has_an_order(earned: Api, shop: Tenant, warehouse: Warehouse) -> None:
    said = {"type": "refund", "payment_id": "pi_1", "refund_id": "re_1", "amount_minor": 100, "currency": EUR}
    lost = make_event(6, NOW, site_id=shop.site_id, **said)
    store_events(warehouse, [lost])
    [row] = earned.get("/refunds/unmatched", shop.key)["rows"]
    assert (row["order_id"], row["payment_id"], row["value"]) == ("", "pi_1", euros(100))
    paid = {"order_id": "o9", "payment_id": "pi_1", "amount_minor": 100, "currency": EUR}
    sale = make_event(7, NOW, site_id=shop.site_id, type="sale", **paid)
    store_events(warehouse, [sale, make_event(8, NOW, site_id=shop.site_id, order_id="o9", **said)])
    assert earned.get("/refunds/unmatched", shop.key)["rows"] == []


def test_a_late_click_of_a_locked_sale_is_drift(earned: Api, shop: Tenant, warehouse: Warehouse) -> None:
    late = make_event(8, NOW - timedelta(days=40, hours=2), site_id=shop.site_id, customer_id="c0", ref="bob")
    store_events(warehouse, [late | {"received_at": NOW}])
    run(earned, shop)
    [row] = earned.get("/drift", shop.key, from_="2026-01-01", to="2026-04-01")["rows"]
    assert row["order_id"] == "o0"
    assert [share["partner"] for share in row["decided"]] == ["alice"]
    assert [share["partner"] for share in row["today"]] == ["alice", "bob"]
    assert ("o0", "alice", 500, "approved") in list_lines(earned, shop.key)


def test_the_clock_of_a_test_is_ignored_without_its_setting(api: Api, shop: Tenant) -> None:
    body = {"code": "carl", "name": "Carl"}
    headers = {"Authorization": f"Bearer {shop.key}", "X-PRM-Now": "2020-01-01T00:00:00Z"}
    made = api.client.post("/api/v1/partners", json=body, headers=headers).json()
    assert not made["created_at"].startswith("2020")


def test_with_a_merge_pending_money_moves_and_final_money_stays(
    earned: Api,
    console_settings: ConsoleSettings,
    warehouse: Warehouse,
    sessions: Sessions,
    redis: Redis,
    shop: Tenant,
) -> None:
    bob_id = earned.get("/partners", shop.key, text="bob")["rows"][0]["partner_id"]
    earned.post(f"/partners/{shop.alice_id}/merge", shop.key, {"into": bob_id})
    app = create_app(console_settings, warehouse, sessions, redis, lambda: NOW + timedelta(days=21))
    with TestClient(app, client=("127.0.0.1", 50000)) as client:
        later = Api(client)
        run(later, shop)
        assert sorted(line for line in list_lines(later, shop.key) if line[2]) == [
            ("o0", "alice", 500, "approved"),
            ("o1", "bob", 1000, "approved"),
        ]
        [kept] = later.get("/balances", shop.key, partner=shop.alice_id)["rows"]
        assert (kept["payable"], kept["pending"]) == (euros(500), euros(0))
        # The codes are the other's now: that is no drift of what was decided.
        assert later.get("/drift", shop.key, from_="2026-01-01", to="2026-04-01")["rows"] == []
