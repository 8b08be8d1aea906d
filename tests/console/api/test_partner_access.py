"""The token for the API, sign-in links and sessions of a partner are three things, and each can be ended."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from console.cookies import MEMBER_COOKIE, PARTNER_COOKIE
from database.sessions import Sessions, begin_change
from events.enums import Scope
from registry.partner_sessions import open_sign_in_link
from tests.fixtures.api import NOW, Api, Tenant


def make_link(api: Api, shop: Tenant, token: str) -> str:
    """What follows # in a new link of Alice's."""
    made = api.post(f"/partners/{shop.alice_id}/sign-in-link", token, None, 201)
    assert datetime.fromisoformat(made["expires_at"]) - NOW == timedelta(days=3)
    path, _, link = made["path"].partition("#")
    assert path == "/partner/sign-in"
    return str(link)


def open_link(sessions: Sessions, link: str) -> str | None:
    with begin_change(sessions) as session:
        return open_sign_in_link(session, link, NOW)


def is_signed_in(api: Api, session_token: str | None) -> bool:
    """Whether the cookie opens the partner's own figures."""
    headers = {"Cookie": f"{PARTNER_COOKIE}={session_token}"}
    return api.client.get("/api/v1/partners/stats", headers=headers).status_code == 200


def test_a_session_is_no_bearer_token_and_a_token_no_cookie(api: Api, shop: Tenant, sessions: Sessions) -> None:
    session_token = open_link(sessions, make_link(api, shop, shop.key))
    assert session_token is not None
    assert is_signed_in(api, session_token)
    api.get("/partners/stats", session_token, 401)
    assert not is_signed_in(api, shop.alice)
    api.get("/partners/stats", shop.alice)


def test_ending_the_sessions_leaves_the_token_and_the_other_way_round(
    api: Api, shop: Tenant, sessions: Sessions
) -> None:
    one = f"/partners/{shop.alice_id}"
    first, waiting = open_link(sessions, make_link(api, shop, shop.key)), make_link(api, shop, shop.key)
    assert api.send("DELETE", f"{one}/sessions", shop.key, 200, {})["ended"] == 1
    assert not is_signed_in(api, first)
    assert open_link(sessions, waiting) is None
    api.get("/partners/stats", shop.alice)
    second = open_link(sessions, make_link(api, shop, shop.key))
    api.send("DELETE", f"{one}/token", shop.key, 200, {})
    api.get("/partners/stats", shop.alice, 401)
    assert is_signed_in(api, second)


@pytest.mark.parametrize("status", ["blocked", "archived"])
def test_a_blocked_or_archived_partner_is_signed_out_for_good(
    api: Api, shop: Tenant, sessions: Sessions, status: str
) -> None:
    one = f"/partners/{shop.alice_id}"
    session_token, waiting = open_link(sessions, make_link(api, shop, shop.key)), make_link(api, shop, shop.key)
    api.send("PATCH", one, shop.key, 200, {}, {"status": status})
    api.get("/partners/stats", shop.alice, 401)
    assert not is_signed_in(api, session_token)
    api.post(f"{one}/sign-in-link", shop.key, None, 409)
    api.send("PATCH", one, shop.key, 200, {}, {"status": "active"})
    assert not is_signed_in(api, session_token)
    assert open_link(sessions, waiting) is None


def test_a_revoked_key_takes_with_it_how_partners_get_in(api: Api, shop: Tenant, sessions: Sessions) -> None:
    leaked: dict[str, Any] = api.post("/keys", shop.key, {"label": "leaked", "scopes": [*Scope]}, 201)
    key = leaked["secret_key"]
    token = api.post(f"/partners/{shop.alice_id}/token", key, None)["token"]
    created = api.post("/partners", key, {"code": "carol", "name": "Carol"}, 201)
    session_token, waiting = open_link(sessions, make_link(api, shop, key)), make_link(api, shop, key)
    kept = open_link(sessions, make_link(api, shop, shop.key))
    api.send("DELETE", f"/keys/{leaked['key_id']}", shop.key, 200, {})
    for each in (token, created["token"]):
        api.get("/partners/stats", each, 401)
    assert not is_signed_in(api, session_token)
    assert open_link(sessions, waiting) is None
    assert is_signed_in(api, kept)


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "sign-in-link"), ("POST", "token"), ("DELETE", "token"), ("DELETE", "sessions")]
)
def test_a_viewer_and_another_site_change_none_of_it(
    api: Api, shop: Tenant, rival: Tenant, method: str, path: str
) -> None:
    one = f"/partners/{shop.alice_id}/{path}"
    api.send(method, one, rival.key, 404, {})
    api.send(method, one, shop.reading_key, 403, {})
    api.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    api.send(method, one, "", 403, {})
