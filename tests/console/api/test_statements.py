"""A partner's statements: whose they are, that they agree with the ledger, and that a past month stays as it is."""

from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest

from console.cookies import MEMBER_COOKIE
from database.sessions import Sessions, begin_change
from earnings.ledger.adjustments import adjust
from earnings.storage import append
from registry.partners import create_partner, update_partner
from registry.sites import update_site
from tests.console.api.payout_runs import approve, draft, find_path, say
from tests.earnings.stories import click, play, refund, sale
from tests.fixtures.api import NOW, Api, Tenant
from tests.fixtures.event_rows import at


def post(sessions: Sessions, shop: Tenant, booked_at: datetime, name: str, minor: int, owner: str = "alice") -> None:
    """An adjustment of January that was stored at a moment."""
    with begin_change(sessions) as session:
        made = adjust(name, owner, minor, "EUR", minor < 0, at("2026-01-20"))
        append(session.connection(), shop.site_id, made, now=booked_at)


@pytest.fixture
def booked(api: Api, shop: Tenant, sessions: Sessions) -> Api:
    """Alice: two entries in January and one in March; Bob: one in March."""
    post(sessions, shop, at("2026-01-31T23:59:59"), "b1", 1000)
    post(sessions, shop, at("2026-01-31T23:59:59"), "b2", -250)
    post(sessions, shop, at("2026-03-02"), "b3", 500)
    post(sessions, shop, at("2026-03-02"), "b4", 777, "bob")
    return api


def fetch(api: Api, token: str, chosen: str, period: str = "2026-01") -> bytes:
    headers = {"Authorization": f"Bearer {token}"}
    response = api.client.get(f"/api/v1/statements/{period}", params={"format": chosen}, headers=headers)
    assert response.status_code == 200, response.text
    assert response.headers["content-disposition"] == f'attachment; filename="statement-{period}-EUR.{chosen}"'
    return response.content


def test_a_file_is_in_the_language_of_the_partner_or_in_the_one_asked_for(
    booked: Api, shop: Tenant, sessions: Sessions
) -> None:
    english = fetch(booked, shop.alice, "csv")
    assert english.startswith(b"kind,at,cause")
    with begin_change(sessions) as session:
        update_partner(session, shop.site_id, shop.alice_id, language="ru")
    assert fetch(booked, shop.alice, "csv").decode().startswith("Вид,Время,Операция")
    path = "/statements/2026-01"
    asked = booked.client.get(
        f"/api/v1{path}",
        params={"format": "csv", "language": "en"},
        headers={"Authorization": f"Bearer {shop.alice}"},
    )
    assert asked.content == english
    assert booked.get(path, shop.alice, 400, language="tlh")["error"]["field"] == "language"
    # JSON is for programs: enums, no words.
    assert booked.get(path, shop.alice)["entries"][0]["cause"] == "adjustment"


def test_each_month_since_the_first_entry_has_a_statement(booked: Api, shop: Tenant) -> None:
    rows = booked.get("/statements", shop.alice)["rows"]
    shown = [(row["period"], row["opening"]["minor"], row["closing"]["minor"], row["is_final"]) for row in rows]
    assert shown == [("2026-03", 750, 1250, False), ("2026-02", 750, 750, True), ("2026-01", 0, 750, True)]


def test_the_last_closing_is_what_the_ledger_says(owed: Api, shop: Tenant) -> None:
    run = draft(owed, shop.key)
    approve(owed, shop.key, run)
    [month] = owed.get("/statements", shop.alice)["rows"]
    [balance] = owed.get("/balances", shop.alice)["rows"]
    assert month["closing"] == balance["reserved"]
    owed.post(find_path(run, "/results"), shop.key, say("paid"))
    found = owed.get("/statements/2026-03", shop.alice)
    assert [(each["cause"], each["amount"]["minor"]) for each in found["entries"]] == [
        ("adjustment", 1000),
        ("paid", -1000),
    ]
    assert found["closing"]["total"]["minor"] == 0
    assert found["entries"][0]["note"] == "well done"


def test_the_statements_of_a_whole_history_follow_each_other(api: Api, shop: Tenant, sessions: Sessions) -> None:
    player = play([click(0), sale(1), refund(2, 2500), sale(3, "o2"), refund(40, None, "o2")], 50)
    with begin_change(sessions) as session:
        create_partner(session, shop.site_id, "A", "Anna")
        for each in player.make_book().list_transactions():
            append(session.connection(), shop.site_id, each, now=each.at)
    rows = api.get("/statements", shop.key, partner="A")["rows"][::-1]
    assert len(rows) > 1
    before = 0
    for row in rows:
        found = api.get(f"/statements/{row['period']}", shop.key, partner="A")
        assert found["opening"]["total"]["minor"] == before
        before = found["closing"]["total"]["minor"]
        assert sum(each["amount"]["minor"] for each in found["entries"]) == before - row["opening"]["minor"]
    [balance] = [row for row in api.get("/balances", shop.key)["rows"] if row["partner"] == "A"]
    assert before == sum(balance[name]["minor"] for name in ("pending", "held", "payable", "reserved"))


def test_a_month_that_has_ended_never_changes(booked: Api, shop: Tenant, sessions: Sessions) -> None:
    before = [fetch(booked, shop.alice, chosen) for chosen in ("pdf", "csv", "xlsx")]
    # Of a cause in January, and by a clock that was behind.
    post(sessions, shop, NOW, "late", 4000)
    post(sessions, shop, at("2026-01-15"), "behind", 4000)
    assert [fetch(booked, shop.alice, chosen) for chosen in ("pdf", "csv", "xlsx")] == before
    assert before[0].startswith(b"%PDF")
    assert ZipFile(BytesIO(before[2])).testzip() is None
    lines = before[1].decode().splitlines()
    assert [line.split(",")[5] for line in lines[1:-1]] == ["0", "1000", "-250", "750"]
    head = booked.get("/statements/2026-01", shop.alice)
    assert (head["chain_number"], lines[-1].split(",")[4]) == (2, head["chain_hash"])


def test_a_month_is_one_of_the_sites_zone(booked: Api, shop: Tenant, sessions: Sessions) -> None:
    with begin_change(sessions) as session:
        update_site(session, shop.site_id, timezone="Asia/Tokyo")
    periods = [row["period"] for row in booked.get("/statements", shop.alice)["rows"]]
    assert periods == ["2026-03", "2026-02"]


def test_a_partner_sees_his_own_alone(booked: Api, shop: Tenant, rival: Tenant) -> None:
    assert booked.get("/statements/2026-03", shop.bob)["closing"]["total"]["minor"] == 777
    for path in ("/statements", "/statements/2026-03"):
        booked.get(path, shop.bob, 404, partner="alice")
        booked.get(path, shop.bob, 404, partner=shop.alice_id)
        booked.get(path, shop.alice, 200, partner="Ally")
        booked.get(path, rival.key, 404, partner=shop.alice_id)
        booked.get(path, rival.alice, 404, partner=shop.alice_id)
        booked.get(path, rival.key, 403, site=shop.site_id, partner="alice")
        booked.get(path, "", 401)
    assert booked.get("/statements", rival.alice)["rows"] == []


def test_the_team_sees_each_partner_and_names_one(booked: Api, shop: Tenant) -> None:
    booked.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    for token in (shop.reading_key, ""):
        assert booked.get("/statements/2026-03", token, partner="bob")["partner_name"] == "Bob"
        assert booked.get("/statements", token, 400)["error"]["field"] == "partner"
    booked.client.cookies.clear()
    booked.get("/statements", shop.writing_key, 403, partner="bob")


@pytest.mark.parametrize("path", ["2025-12", "2026-13", "2026-04", "now", "2026-1"])
def test_there_is_no_statement_of_another_month(booked: Api, shop: Tenant, path: str) -> None:
    booked.get(f"/statements/{path}", shop.alice, 404)


def test_there_is_one_of_each_currency(booked: Api, shop: Tenant) -> None:
    said: dict[str, Any] = {"partner": "alice", "reason": "bonus", "currency": "PLN", "minor": 5, "note": "more"}
    booked.post("/adjustments", shop.key, said, 201)
    assert booked.get("/statements/2026-03", shop.alice)["currency"] == "EUR"
    assert booked.get("/statements/2026-03", shop.alice, currency="PLN")["closing"]["total"]["minor"] == 5
    booked.get("/statements/2026-02", shop.alice, 404, currency="PLN")


def test_letters_that_the_font_lacks_are_an_error_that_says_what_to_take(booked: Api, shop: Tenant) -> None:
    booked.send("PATCH", f"/partners/{shop.alice_id}", shop.key, 200, {}, {"name": "愛"})
    answer = booked.get("/statements/2026-01", shop.alice, 400, format="pdf")
    assert "take csv or xlsx" in answer["error"]["message"]
