"""Views by the API: everybody of the team has his own, whoever may change the site shares them."""

import pytest

from console.cookies import MEMBER_COOKIE
from database.sessions import Sessions, begin_change
from registry.enums import Role
from registry.saved_views import PAGES
from registry.team.members import add_member, start_session
from tests.fixtures.api import NOW, Api, Tenant

NEW = {"name": "Channels", "page": "/attribution", "query": "?site=1&by=channel&period=90d"}


@pytest.fixture
def people(sessions: Sessions, shop: Tenant, rival: Tenant) -> dict[str, str]:
    """Sessions of an owner, two analysts and an owner of the other site."""
    roles = {"owner": Role.OWNER, "ann": Role.ANALYST, "bob": Role.ANALYST, "rival": Role.OWNER}
    who = {name: (rival if name == "rival" else shop, role) for name, role in roles.items()}
    with begin_change(sessions) as session:
        made = {
            name: add_member(session, site.site_id, f"{name}@team.example", "", role)
            for name, (site, role) in who.items()
        }
        return {name: start_session(session, member.id, NOW) for name, member in made.items()}


def ask(api: Api, session: str, method: str, path: str, status: int = 200, body: object = None) -> dict[str, object]:
    api.client.cookies.set(MEMBER_COOKIE, session)
    try:
        return api.send(method, path, "", status, {}, body)
    finally:
        api.client.cookies.clear()


def list_names(api: Api, session: str) -> list[object]:
    rows = ask(api, session, "GET", "/views")["rows"]
    assert isinstance(rows, list)
    return [row["name"] for row in rows]


def test_an_analyst_saves_renames_and_removes_a_view_that_nobody_else_sees(api: Api, people: dict[str, str]) -> None:
    made = ask(api, people["ann"], "POST", "/views", 201, NEW)
    assert {name: made[name] for name in ("query", "is_shared", "is_own", "may_change")} == {
        "query": "by=channel&period=90d",
        "is_shared": False,
        "is_own": True,
        "may_change": True,
    }
    path = f"/views/{made['view_id']}"
    for name in ("bob", "owner", "rival"):
        assert list_names(api, people[name]) == []
        ask(api, people[name], "PATCH", path, 404, {"name": "Taken"})
        ask(api, people[name], "DELETE", path, 404)
    assert ask(api, people["ann"], "PATCH", path, 200, {"name": "By channel"})["name"] == "By channel"
    ask(api, people["ann"], "DELETE", path)
    assert list_names(api, people["ann"]) == []


def test_sharing_needs_the_right_to_the_settings(api: Api, people: dict[str, str]) -> None:
    ask(api, people["ann"], "POST", "/views", 403, {**NEW, "is_shared": True})
    own = ask(api, people["ann"], "POST", "/views", 201, NEW)
    ask(api, people["ann"], "PATCH", f"/views/{own['view_id']}", 403, {"is_shared": True})
    shared = ask(api, people["owner"], "POST", "/views", 201, {**NEW, "name": "Ours", "is_shared": True})
    assert list_names(api, people["bob"]) == ["Ours"]
    assert list_names(api, people["rival"]) == []
    ask(api, people["bob"], "PATCH", f"/views/{shared['view_id']}", 403, {"name": "Mine"})
    ask(api, people["bob"], "DELETE", f"/views/{shared['view_id']}", 403)
    assert ask(api, people["owner"], "PATCH", f"/views/{shared['view_id']}", 200, {"is_shared": False})["is_own"]
    assert list_names(api, people["bob"]) == []


def test_keys_and_partners_have_no_views(api: Api, shop: Tenant) -> None:
    for token in (shop.key, shop.reading_key, shop.alice):
        api.get("/views", token, 403)
        api.post("/views", token, NEW, 403)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"page": "/settings"}, "page"),
        ({"query": "by=" + "x" * 2001}, "query"),
    ],
)
def test_what_is_no_view_is_not_saved(api: Api, people: dict[str, str], change: dict[str, str], field: str) -> None:
    error = ask(api, people["ann"], "POST", "/views", 400, {**NEW, **change})["error"]
    assert isinstance(error, dict)
    assert error["field"] == field


def test_each_page_that_can_be_saved_is_one(api: Api, people: dict[str, str]) -> None:
    for page in PAGES:
        assert ask(api, people["ann"], "POST", "/views", 201, {**NEW, "page": page})["page"] == page
