"""POST /friends: the shop's server makes a customer a partner, or finds him; who may, and what is answered."""

from datetime import timedelta
from typing import Any

import pytest

from console.cookies import MEMBER_COOKIE
from database.sessions import Sessions, begin_change, begin_read
from events.enums import Scope
from registry.keys import create_key
from registry.models import Partner
from registry.partners import list_partners, update_partner
from registry.promo_codes import create_promo_code
from registry.sites import get_program, update_program
from tests.fixtures.api import NOW, Api, Tenant
from tests.fixtures.event_rows import make_event, store_events
from warehouse.interface import Warehouse, WarehouseUnavailable

AN_HOUR_AGO = NOW - timedelta(hours=1)
REWARDS = [
    {"id": "sale", "event": "sale", "percent": "10"},
    {"id": "lead", "event": "lead", "fixed": 200},
]


@pytest.fixture
def key(sessions: Sessions, shop: Tenant, rival: Tenant) -> str:
    """With the one scope of the call; the programs of both sites take friends."""
    with begin_change(sessions) as session:
        for site in (shop, rival):
            update_program(session, site.site_id, get_program(session, site.site_id).id, friends=True)
        return create_key(session, shop.site_id, "friends", [Scope.FRIENDS])[1]


def ask(api: Api, key: str, status: int = 200, **given: Any) -> dict[str, Any]:
    return api.post("/friends", key, {"customer_id": "c-17", **given}, status)


def list_stored(sessions: Sessions, site: Tenant) -> list[Partner]:
    with begin_read(sessions) as session:
        return [partner for partner in list_partners(session, site.site_id) if partner.kind == "friend"]


def test_a_customer_gets_a_link_and_the_same_one_each_time(
    api: Api, sessions: Sessions, shop: Tenant, key: str
) -> None:
    made = ask(api, key, name="Ada", email="ada@mail.example", language="pl")
    [stored] = list_stored(sessions, shop)
    assert made == {
        "partner_id": stored.id,
        "code": stored.own_code,
        "program_id": stored.program_id,
        "status": "active",
        "link": f"https://shop.example/?ref={stored.own_code}",
        "promo_code": "",
        "visitors": 0,
        "people": 0,
        "leads": 0,
        "sales": 0,
        "earnings": [],
    }
    assert ask(api, key, name="Eve", email="eve@mail.example", language="ru") == made
    [stored] = list_stored(sessions, shop)
    assert (stored.name, stored.email, stored.customer_id) == ("Ada", "ada@mail.example", "c-17")
    assert stored.language == "pl"


def test_his_figures_are_those_of_the_commissions(
    api: Api, sessions: Sessions, shop: Tenant, key: str, warehouse: Warehouse
) -> None:
    friend = ask(api, key)
    said: dict[str, Any] = {"site_id": shop.site_id, "ref": friend["code"].upper()}
    sale = {"type": "sale", "currency": "EUR"}
    rows = [
        make_event(1, AN_HOUR_AGO, **said, visitor_id="v1"),
        make_event(2, AN_HOUR_AGO, **said, visitor_id="v2"),
        make_event(3, AN_HOUR_AGO, **said, visitor_id="v3", traffic="bot"),
        make_event(4, AN_HOUR_AGO, **said, **sale, visitor_id="v1", customer_id="b", order_id="o1", amount_minor=5000),
        make_event(5, AN_HOUR_AGO, **said, **sale, visitor_id="v1", customer_id="b", order_id="o2", amount_minor=1000),
        make_event(6, AN_HOUR_AGO, **said, type="lead", visitor_id="v2", customer_id="d"),
    ]
    store_events(warehouse, rows)
    api.post("/terms", shop.key, {"rules": {"rewards": REWARDS, "hold_days": 14}}, 201)
    api.post("/fraud/run", shop.key, None)
    api.post("/earnings/run", shop.key, None)
    with begin_change(sessions) as session:
        create_promo_code(session, shop.site_id, friend["partner_id"], "ADA10")
    shown = ask(api, key)
    figures = {name: shown[name] for name in ("visitors", "people", "leads", "sales", "promo_code")}
    assert figures == {"visitors": 2, "people": 2, "leads": 1, "sales": 2, "promo_code": "ADA10"}
    [earned] = shown["earnings"]
    assert (earned["currency"], earned["pending"]["minor"], earned["paid"]["minor"]) == ("EUR", 800, 0)


def test_a_warehouse_that_is_away_takes_nobodys_link(api: Api, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise WarehouseUnavailable("it is away")

    monkeypatch.setattr("console.api.resources.friends.query_visitors", fail)
    assert ask(api, key)["visitors"] is None


@pytest.mark.parametrize("scope", [scope for scope in Scope if scope != Scope.FRIENDS])
def test_no_other_scope_makes_friends(scope: Scope, api: Api, sessions: Sessions, shop: Tenant, key: str) -> None:
    with begin_change(sessions) as session:
        other = create_key(session, shop.site_id, "other", [scope])[1]
    assert ask(api, other, 403)["error"]["message"] == "this key lacks the scope friends"
    assert list_stored(sessions, shop) == []


def test_a_key_of_friends_can_nothing_else(api: Api, key: str) -> None:
    partner_id = ask(api, key)["partner_id"]
    for path in ("/partners", "/balances", "/commissions", "/payout-methods", "/programs", f"/partners/{partner_id}"):
        api.get(path, key, 403)
    api.post(f"/partners/{partner_id}/sign-in-link", key, None, 403)
    api.post("/keys", key, {"label": "more"}, 403)


def test_a_person_needs_the_right_to_partners(api: Api, sessions: Sessions, shop: Tenant, key: str) -> None:
    api.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    ask(api, "", 403)
    assert list_stored(sessions, shop) == []
    api.client.cookies.set(MEMBER_COOKIE, shop.owner)
    ask(api, "")
    assert len(list_stored(sessions, shop)) == 1


def test_a_partner_makes_none(api: Api, shop: Tenant, key: str) -> None:
    ask(api, shop.alice, 403)


def test_another_site_has_friends_of_its_own(
    api: Api, sessions: Sessions, shop: Tenant, rival: Tenant, key: str
) -> None:
    own = ask(api, key)
    api.post("/friends", key, {"customer_id": "c-17"}, 403, site=rival.site_id)
    with begin_change(sessions) as session:
        rivals_key = create_key(session, rival.site_id, "friends", [Scope.FRIENDS])[1]
        program_id = get_program(session, shop.site_id).id
    api.post("/friends", rivals_key, {"customer_id": "c-17"}, 403, site=shop.site_id)
    ask(api, rivals_key, 404, program_id=program_id)
    assert ask(api, rivals_key)["partner_id"] != own["partner_id"]
    assert (len(list_stored(sessions, shop)), len(list_stored(sessions, rival))) == (1, 1)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"customer_id": ""}, "customer_id"),
        ({"customer_id": "guest"}, "customer_id"),
        ({"customer_id": 17}, "customer_id"),
        ({"email": "ada"}, "email"),
        ({"name": "a\tb"}, "name"),
        ({"program_id": 0}, "program_id"),
        ({"language": "klingon"}, "language"),
    ],
)
def test_what_cannot_be_used_is_named(
    given: dict[str, object], field: str, api: Api, sessions: Sessions, shop: Tenant, key: str
) -> None:
    assert ask(api, key, 400, **given)["error"]["field"] == field
    assert list_stored(sessions, shop) == []


def test_without_a_program_that_takes_friends_there_are_none(
    api: Api, sessions: Sessions, shop: Tenant, key: str
) -> None:
    known = ask(api, key)
    with begin_change(sessions) as session:
        update_program(session, shop.site_id, known["program_id"], friends=False)
    assert ask(api, key) == known
    assert ask(api, key, 409, customer_id="c-18")["error"]["field"] == "program_id"


def test_who_is_paused_is_said(api: Api, sessions: Sessions, shop: Tenant, key: str) -> None:
    partner_id = ask(api, key)["partner_id"]
    with begin_change(sessions) as session:
        update_partner(session, shop.site_id, partner_id, status="paused")
    assert ask(api, key)["status"] == "paused"


def test_the_team_sees_who_is_a_friend_and_reports_show_those_with_figures(
    api: Api, shop: Tenant, key: str, warehouse: Warehouse
) -> None:
    friend, idle = ask(api, key), ask(api, key, customer_id="c-18")
    click = make_event(1, NOW, site_id=shop.site_id, ref=friend["code"], visitor_id="v1")
    store_events(warehouse, [click])
    rows = api.get("/partners", shop.key, kind="friend")["rows"]
    assert [(row["kind"], row["customer_id"], row["code"]) for row in rows] == [
        ("friend", "c-17", friend["code"]),
        ("friend", "c-18", idle["code"]),
    ]
    assert [row["code"] for row in api.get("/partners", shop.key, kind="partner")["rows"]] == ["alice", "bob"]
    assert "customer_id" not in api.get(f"/partners/{shop.alice_id}", shop.alice)
    stats = api.get("/partners/stats", shop.key, to="2026-03-16")["rows"]
    assert [row["partner"] for row in stats] == ["alice", "bob", friend["code"]]
    [own] = api.get("/partners/stats", shop.key, partner=idle["partner_id"])["rows"]
    assert own["partner"] == idle["code"]


def test_it_is_noted_which_key_made_him(api: Api, shop: Tenant, key: str) -> None:
    partner_id = ask(api, key)["partner_id"]
    rows = api.get("/changes", shop.key, change_of="partner")["rows"]
    [made] = [row for row in rows if row["subject_id"] == partner_id and row["act"] == "created"]
    assert (made["author"].split(":")[0], made["after"]["kind"]) == ("key", "friend")
