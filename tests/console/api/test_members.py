"""Who has access to a site over the API: only a signed-in owner changes it."""

from typing import Any

import pytest

from console.cookies import MEMBER_COOKIE
from database.sessions import Sessions, begin_change
from registry.team.members import create_member, grant_membership, start_session
from tests.fixtures.api import NOW, Api, Tenant


def list_team(api: Api) -> dict[str, dict[str, Any]]:
    """By e-mail address, as the browser's member sees it."""
    return {row["email"]: row for row in api.get("/members", "")["rows"]}


@pytest.fixture
def owner(api: Api, shop: Tenant) -> Api:
    """A browser in which the owner is signed in."""
    api.client.cookies.set(MEMBER_COOKIE, shop.owner)
    return api


def test_an_owner_changes_roles_signs_out_and_removes(owner: Api, shop: Tenant, sessions: Sessions) -> None:
    team = list_team(owner)
    assert {row["role"] for row in team.values()} == {"owner", "analyst"}
    viewer = next(row for row in team.values() if row["role"] == "analyst")
    assert (viewer["sessions"], viewer["has_second_factor"]) == (1, False)
    one = f"/members/{viewer['member_id']}"
    assert owner.send("PATCH", one, "", 200, {}, {"role": "owner"})["role"] == "owner"
    assert owner.send("DELETE", f"{one}/sessions", "", 200, {})["ended"] == 1
    assert owner.send("DELETE", one, "", 200, {})["member_id"] == viewer["member_id"]
    assert viewer["email"] not in list_team(owner)
    owner.send("DELETE", one, "", 404, {})
    owner.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    owner.get("/members", "", 401)


def test_the_last_owner_stays(owner: Api) -> None:
    (mine,) = (row for row in list_team(owner).values() if row["role"] == "owner")
    one = f"/members/{mine['member_id']}"
    for method, body in (("DELETE", None), ("PATCH", {"role": "viewer"})):
        error = owner.send(method, one, "", 409, {}, body)["error"]
        assert error["message"] == "a site keeps at least one owner; make another member an owner first"
    assert list_team(owner)[mine["email"]]["role"] == "owner"


def test_a_viewer_sees_who_is_there_and_no_more(api: Api, shop: Tenant) -> None:
    api.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    rows = list_team(api).values()
    assert len(rows) == 2
    assert {(row["has_second_factor"], row["sessions"]) for row in rows} == {(None, None)}
    assert "only owner may" in api.get("/invitations", "", 403)["error"]["message"]
    api.post("/invitations", "", {"email": "eve@shop.example"}, 403)


def test_a_key_changes_nobodys_access(api: Api, shop: Tenant) -> None:
    assert len(api.get("/members", shop.key)["rows"]) == 2
    api.get("/members", shop.reading_key, 403)
    message = "only a signed-in owner changes who has access; on the server: prm member"
    for method, path, body in (
        ("POST", "/invitations", {"email": "eve@shop.example", "role": "owner"}),
        ("DELETE", "/invitations/1", None),
        ("PATCH", "/members/1", {"role": "owner"}),
        ("DELETE", "/members/1", None),
        ("DELETE", "/members/1/sessions", None),
    ):
        assert api.send(method, path, shop.key, 403, {}, body)["error"]["message"] == message


def test_an_invitation_is_made_listed_and_withdrawn(owner: Api) -> None:
    made = owner.post("/invitations", "", {"email": "Eve@Shop.example"}, 201)
    path = made.pop("path")
    assert path.startswith("/invitation#pi_")
    assert (made["email"], made["role"]) == ("eve@shop.example", "analyst")
    assert owner.get("/invitations", "")["rows"] == [made]
    owner.send("DELETE", f"/invitations/{made['invitation_id']}", "", 200, {})
    assert owner.get("/invitations", "")["rows"] == []
    assert owner.post("/invitations", "", {"email": "eve"}, 400)["error"]["field"] == "email"
    role = owner.post("/invitations", "", {"email": "eve@shop.example", "role": "king"}, 400)["error"]
    assert role["field"] == "role"


def test_an_owner_of_one_site_touches_nobody_of_another(
    owner: Api, shop: Tenant, rival: Tenant, sessions: Sessions
) -> None:
    with begin_change(sessions) as session:
        outsider = create_member(session, rival.site_id, "outsider@rival.example", "correct horse")
        start_session(session, outsider.id, NOW)
    one = f"/members/{outsider.id}"
    for method, path, body in (
        ("DELETE", one, None),
        ("DELETE", f"{one}/sessions", None),
        ("PATCH", one, {"role": "viewer"}),
    ):
        owner.send(method, path, "", 404, {}, body)
    with begin_change(sessions) as session:
        grant_membership(session, outsider.id, shop.site_id)
    owner.send("DELETE", one, "", 200, {})
    with begin_change(sessions) as session:
        owner.client.cookies.set(MEMBER_COOKIE, start_session(session, outsider.id, NOW))
    # The login stays, and what it has elsewhere.
    assert "outsider@rival.example" in list_team(owner)
