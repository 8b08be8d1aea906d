"""What a partner reads at a glance, whose it is, and which of his partners a session of an account reads."""

from datetime import timedelta

from console.cookies import PARTNER_COOKIE
from database.sessions import Sessions, begin_change
from registry.logins import hash_password, start_login_session
from registry.partner_accounts import ACCOUNTS, join_partner, set_own_password
from registry.partners import create_partner
from tests.console.api.payout_runs import approve, draft
from tests.fixtures.api import NOW, Api, Tenant
from tests.fixtures.event_rows import make_event, store_events
from tests.fraud.one_rule import save_one_rule
from warehouse.interface import Warehouse

RULES = {"rewards": [{"id": "sale", "event": "sale", "percent": "10"}], "payout": {"minimum": {"EUR": 2500}}}


def test_pending_approved_and_the_next_payout(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    said = {"site_id": shop.site_id, "customer_id": "c1"}
    sale = {"type": "sale", "order_id": "o1", "amount_minor": 5000, "currency": "EUR"}
    sold_at = NOW - timedelta(days=2)
    click = make_event(1, sold_at - timedelta(days=1), **said, ref="alice")
    store_events(warehouse, [click, make_event(2, sold_at, **said, **sale)])
    save_one_rule(warehouse, shop.site_id)
    api.post("/terms", shop.key, {"rules": RULES}, 201)
    api.post("/fraud/run", shop.key, None)
    api.post("/earnings/run", shop.key, None)
    [row] = api.get("/earnings/summary", shop.alice)["rows"]
    due = (sold_at + timedelta(days=30)).isoformat().replace("+00:00", "Z")
    assert (row["earned"]["minor"], row["pending"]["minor"], row["approved"]["minor"]) == (500, 500, 0)
    assert row["pending_from"] == row["pending_until"]
    assert row["pending_until"].replace("+00:00", "Z") == due
    assert (row["next_payout"], row["obstacle"], row["minimum"]["minor"]) == (None, "no_payout_method", 2500)
    [line] = api.get("/commissions", shop.alice)["rows"]
    assert (line["ruling"], line["waits_for"]) == ("pay", "")


def test_what_is_approved_is_the_next_payout_until_it_is_in_one(owed: Api, shop: Tenant) -> None:
    [row] = owed.get("/earnings/summary", shop.alice)["rows"]
    assert (row["earned"]["minor"], row["next_payout"]["minor"], row["obstacle"]) == (1000, 1000, "")
    approve(owed, shop.key, draft(owed, shop.key))
    [row] = owed.get("/earnings/summary", shop.alice)["rows"]
    assert (row["earned"]["minor"], row["in_payout"]["minor"], row["obstacle"]) == (1000, 1000, "zero")


def test_a_partner_reads_his_own_and_the_team_each(owed: Api, shop: Tenant, rival: Tenant) -> None:
    path = "/earnings/summary"
    assert owed.get(path, shop.bob)["rows"][0]["approved"]["minor"] == 2000
    assert owed.get(path, shop.reading_key, partner="bob")["rows"][0]["approved"]["minor"] == 2000
    owed.get(path, shop.bob, 404, partner="alice")
    owed.get(path, rival.key, 404, partner=shop.alice_id)
    owed.get(path, shop.reading_key, 400)
    owed.get(path, "", 401)
    assert owed.get(path, rival.alice)["rows"] == []


def test_a_partner_renews_his_own_token_alone(api: Api, shop: Tenant) -> None:
    api.send("POST", f"/partners/{shop.alice_id}/token", shop.bob, 404, {}, {})
    made = api.send("POST", f"/partners/{shop.alice_id}/token", shop.alice, 200, {}, {})
    api.get("/links", shop.alice, 401)
    api.get("/links", made["token"])


def test_a_session_of_an_account_reads_the_partner_that_the_page_names(
    owed: Api, shop: Tenant, rival: Tenant, sessions: Sessions
) -> None:
    with begin_change(sessions) as session:
        first, _ = create_partner(session, shop.site_id, "dora", "Dora", email="dora@mail.example")
        second, _ = create_partner(session, rival.site_id, "dora", "Dora", email="dora@mail.example")
        account = set_own_password(session, first.id, hash_password("correct horse"), "command")
        assert join_partner(session, account, second, "command")
        token = start_login_session(session, ACCOUNTS, account.id, NOW)
    owed.client.cookies.set(PARTNER_COOKIE, token)
    seen = {}
    for partner_id in ("", first.id, second.id, shop.alice_id):
        headers = {"X-PRM-Reader": f"partner:{partner_id}"}
        answer = owed.client.get("/api/v1/sites", headers=headers)
        links = owed.client.get("/api/v1/links", headers=headers)
        page = {"destination": "https://rival.example/"}
        made = owed.client.post("/api/v1/links", headers=headers, json=page)
        seen[partner_id] = (answer.status_code, links.status_code, made.status_code)
    assert seen == {
        "": (403, 200, 400),
        first.id: (403, 200, 400),
        second.id: (403, 200, 201),
        shop.alice_id: (401,) * 3,
    }
