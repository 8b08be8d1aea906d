"""Stage, note and team member of a lead: who reads and changes them, and that they move no money."""

from typing import Any

import pytest

from cli.lead_removal import remove_missing_leads
from console.cookies import MEMBER_COOKIE
from database.sessions import Sessions, begin_change, begin_read
from registry.enums import Role
from registry.models import Lead
from registry.team.members import add_member, start_session
from tests.fixtures.api import NOW, Api, Tenant
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.reports.settled.shops import settle
from warehouse.interface import Warehouse
from warehouse.upkeep.erasure import erase_person, find_person

MARCH: dict[str, Any] = {"from_": "2026-03-01", "to": "2026-04-01"}
LEAD, OTHER, SALE = event_id(1), event_id(2), event_id(3)


@pytest.fixture
def leads(api: Api, shop: Tenant, warehouse: Warehouse) -> Api:
    """Two leads after clicks of Alice's, and a sale."""
    rows = []
    for number, kind in ((1, "lead"), (2, "lead"), (3, "sale")):
        who = {"site_id": shop.site_id, "visitor_id": f"v{number}"}
        rows.append(make_event(number + 100, at("2026-03-02", hours=number), **who, ref="alice"))
        money = {"order_id": "o3", "amount_minor": 500, "currency": "EUR"} if kind == "sale" else {}
        rows.append(make_event(number, at("2026-03-03", hours=number), **who, type=kind, **money))
    store_events(warehouse, rows)
    return api


@pytest.fixture
def manager(sessions: Sessions, shop: Tenant) -> tuple[int, str]:
    """The id and session of a member who may change partners."""
    with begin_change(sessions) as session:
        member = add_member(session, shop.site_id, "mia@roles.example", "", Role.MANAGER)
        return member.id, start_session(session, member.id, NOW)


def change(api: Api, token: str, body: dict[str, Any], status: int = 200, lead: str = LEAD) -> dict[str, Any]:
    return api.send("PATCH", f"/leads/{lead}", token, status, {}, body)


def list_ids(api: Api, token: str, **query: object) -> list[str]:
    return [row["event_id"] for row in api.get("/conversions", token, **MARCH, **query)["rows"]]


def test_a_lead_is_new_until_somebody_changes_it(leads: Api, shop: Tenant, manager: tuple[int, str]) -> None:
    new = leads.get(f"/leads/{LEAD}", shop.reading_key)
    assert (new["stage"], new["note"], new["assigned_to"], new["updated_at"]) == ("new", "", None, None)
    leads.client.cookies.set(MEMBER_COOKIE, manager[1])
    changed = change(leads, "", {"stage": "qualified", "note": "Calls back.\nLikes it.", "assigned_to": manager[0]})
    assert (changed["stage"], changed["assigned_name"]) == ("qualified", "mia@roles.example")
    assert change(leads, "", {"note": ""}) == {**changed, "note": ""}
    assert change(leads, "", {"assigned_to": 0})["assigned_to"] is None
    assert leads.get(f"/leads/{LEAD}", shop.key)["stage"] == "qualified"
    assert leads.get(f"/leads/{OTHER}", shop.key)["stage"] == "new"


def test_what_is_no_lead_of_the_site_is_not_found(leads: Api, shop: Tenant, rival: Tenant) -> None:
    for token, lead in ((rival.key, LEAD), (shop.key, SALE), (shop.key, event_id(99))):
        leads.get(f"/leads/{lead}", token, 404)
        change(leads, token, {"stage": "won"}, 404, lead)
    leads.get("/leads/x", shop.key, 400)
    leads.get(f"/leads/{LEAD}", shop.alice, 403)
    change(leads, shop.alice, {"stage": "won"}, 403)
    change(leads, shop.reading_key, {"stage": "won"}, 403)


def test_an_analyst_reads_and_changes_nothing(leads: Api, shop: Tenant) -> None:
    leads.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    assert leads.get(f"/leads/{LEAD}", "")["stage"] == "new"
    change(leads, "", {"stage": "won"}, 403)


def test_what_cannot_be_is_named(leads: Api, shop: Tenant, rival: Tenant, sessions: Sessions) -> None:
    with begin_change(sessions) as session:
        foreign_id = add_member(session, rival.site_id, "eve@rival.example", "", Role.OWNER).id
    mistakes = [
        ("stage", "sold"),
        ("note", "x" * 4001),
        ("note", "\x00"),
        ("assigned_to", foreign_id),
        ("assigned_to", -1),
    ]
    for field, value in mistakes:
        assert change(leads, shop.key, {field: value}, 400)["error"]["field"] == field, value
    assert leads.get(f"/leads/{LEAD}", shop.key)["updated_at"] is None


def test_the_list_shows_and_finds_leads_by_stage_and_member(leads: Api, shop: Tenant, manager: tuple[int, str]) -> None:
    change(leads, shop.key, {"stage": "won", "assigned_to": manager[0]})
    rows = {row["event_id"]: row for row in leads.get("/conversions", shop.key, **MARCH)["rows"]}
    assert {key: (row["stage"], row["assigned_name"]) for key, row in rows.items()} == {
        LEAD: ("won", "mia@roles.example"),
        OTHER: ("new", ""),
        SALE: ("", ""),
    }
    expected: list[tuple[dict[str, object], list[str]]] = [
        ({"stage": "won"}, [LEAD]),
        ({"stage": "new"}, [OTHER]),
        ({"stage": "lost"}, []),
        ({"assigned": manager[0]}, [LEAD]),
        ({"assigned": "nobody"}, [OTHER]),
        ({"stage": "new", "assigned": manager[0]}, []),
        ({"stage": "won", "partner": "alice"}, [LEAD]),
        ({"stage": "won", "conversion": "sale"}, []),
    ]
    for query, found in expected:
        assert list_ids(leads, shop.key, **query) == found, query
    line = leads.get_csv("/conversions", shop.key, **MARCH, stage="won")[1]
    assert line.endswith(f",won,{manager[0]}")


def test_a_change_of_a_lead_changes_the_tag_of_the_list(leads: Api, shop: Tenant, warehouse: Warehouse) -> None:
    settle(warehouse, shop.site_id)

    def ask() -> str:
        headers = {"Authorization": f"Bearer {shop.key}"}
        return str(
            leads.client.get("/api/v1/conversions?from=2026-03-01&to=2026-04-01", headers=headers).headers["etag"]
        )

    before = ask()
    assert ask() == before
    change(leads, shop.key, {"stage": "lost"})
    assert ask() != before


def test_the_history_says_who_changed_what_and_the_log_keeps_no_note(
    leads: Api, shop: Tenant, manager: tuple[int, str]
) -> None:
    leads.client.cookies.set(MEMBER_COOKIE, manager[1])
    change(leads, "", {"stage": "contacted", "note": "has a dog", "assigned_to": manager[0]})
    rows = leads.get(f"/conversions/{LEAD}/history", "")["rows"]
    assert sorted((row["kind"], row["word"], row["by_name"]) for row in rows if row["by"]) == [
        ("assigned", "mia@roles.example", "mia@roles.example"),
        ("note", "", "mia@roles.example"),
        ("stage", "contacted", "mia@roles.example"),
    ]
    log = leads.get("/changes", shop.key, change_of="lead")["rows"]
    assert "has a dog" not in str(log)
    assert (log[0]["before"], log[0]["after"]["stage"]) == ({"stage": "new"}, "contacted")


def test_money_does_not_follow_the_stage(leads: Api, shop: Tenant) -> None:
    def read() -> list[Any]:
        rows = leads.get("/conversions", shop.key, **MARCH)["rows"]
        credits = leads.get("/attribution", shop.key, **MARCH, conversion="all")["rows"]
        return [credits, [(row["decision"], row["ref"], row["value"]) for row in rows]]

    before = read()
    change(leads, shop.key, {"stage": "lost"})
    assert read() == before


def test_who_is_erased_leaves_no_note(
    leads: Api, shop: Tenant, rival: Tenant, warehouse: Warehouse, sessions: Sessions
) -> None:
    change(leads, shop.key, {"stage": "won", "note": "Anna, 12 Elm St"})
    change(leads, shop.key, {"note": "kept"}, lead=OTHER)
    erase_person(warehouse, find_person(warehouse, shop.site_id, "v1"))
    assert remove_missing_leads(warehouse, sessions, shop.site_id) == 1
    assert remove_missing_leads(warehouse, sessions, shop.site_id) == 0
    leads.get(f"/leads/{LEAD}", shop.key, 404)
    with begin_read(sessions) as session:
        assert [lead.note for lead in session.query(Lead)] == ["kept"]
