"""A team member changes the password, sees and ends sessions; a new sign-in is a new session."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from database.sessions import Sessions, begin_change
from registry.enums import Role
from registry.team.members import create_member, end_sessions, list_sessions, start_session, update_password
from tests.console.conftest import EMAIL, ORIGIN, PASSWORD, Shop

COOKIE = "prm_session"


@pytest.fixture(autouse=True)
def _same_password(registry_sessions: Sessions, shop: Shop) -> Iterator[None]:
    """What a test changes disturbs no other of the module."""
    with begin_change(registry_sessions) as session:
        end_sessions(session, shop.member_id)
    yield
    with begin_change(registry_sessions) as session:
        update_password(session, shop.member_id, PASSWORD)


def sign_in(client: TestClient, password: str = PASSWORD) -> int:
    return client.post("/sign-in", data={"email": EMAIL, "password": password}).status_code


def is_signed_in(client: TestClient, token: str) -> bool:
    other = TestClient(client.app, ORIGIN, headers={"Origin": ORIGIN}, follow_redirects=False)
    other.cookies.set(COOKIE, token)
    return other.get("/account").status_code == 200


def test_a_new_sign_in_ends_the_session_that_the_browser_had(client: TestClient) -> None:
    assert sign_in(client) == 303
    first = client.cookies[COOKIE]
    assert sign_in(client) == 303
    assert client.cookies[COOKIE] != first
    assert not is_signed_in(client, first)
    assert is_signed_in(client, client.cookies[COOKIE])


def test_a_session_that_somebody_planted_is_never_taken_over(client: TestClient) -> None:
    client.cookies.set(COOKIE, "ps_planted", "testserver.local", "/")
    assert sign_in(client) == 303
    assert client.cookies.get(COOKIE, domain="testserver.local") != "ps_planted"
    assert not is_signed_in(client, "ps_planted")


def test_a_new_password_ends_every_other_session_and_renews_this_one(
    marketer: TestClient, registry_sessions: Sessions, shop: Shop
) -> None:
    with begin_change(registry_sessions) as session:
        other = start_session(session, shop.member_id, datetime.now(UTC))
    before = marketer.cookies[COOKIE]
    answer = marketer.post("/account/password", data={"password": PASSWORD, "new_password": "battery staple"})
    assert answer.headers["location"].startswith("/account?")
    assert [is_signed_in(marketer, token) for token in (other, before, _find_cookie(marketer))] == [False, False, True]
    assert sign_in(marketer, "battery staple") == 303


def _find_cookie(client: TestClient) -> str:
    return next(cookie.value or "" for cookie in client.cookies.jar if cookie.name == COOKIE)


@pytest.mark.parametrize(
    ("form", "status", "problem"),
    [
        ({"password": "wrong", "new_password": "battery staple"}, 401, "Your present password is another one."),
        ({"password": PASSWORD, "new_password": "short"}, 400, "New password: give at least 8 characters."),
        ({}, 401, "Your present password is another one."),
    ],
)
def test_a_password_is_changed_with_the_present_one_only(
    marketer: TestClient, form: dict[str, str], status: int, problem: str
) -> None:
    answer = marketer.post("/account/password", data=form)
    assert (answer.status_code, problem in answer.text) == (status, True)
    assert sign_in(marketer) == 303


def test_sessions_are_seen_and_ended(marketer: TestClient, registry_sessions: Sessions, shop: Shop) -> None:
    with begin_change(registry_sessions) as session:
        now = datetime.now(UTC)
        others = [start_session(session, shop.member_id, now, agent=f"Browser {number}") for number in range(3)]
    page = marketer.get("/account").text
    assert all(f"Browser {number}" in page for number in range(3))
    assert not any(token in page for token in others)
    name = page.split("Browser 1")[1].split('name="session" value="')[1].split('"')[0]
    assert marketer.post("/account/sessions", data={"session": name}).status_code == 303
    assert [is_signed_in(marketer, token) for token in others] == [True, False, True]
    marketer.post("/account/sessions", data={"session": "others"})
    assert [is_signed_in(marketer, token) for token in others] == [False] * 3
    assert marketer.get("/account").status_code == 200


def test_nobody_ends_the_session_of_another(marketer: TestClient, registry_sessions: Sessions, shop: Shop) -> None:
    with begin_change(registry_sessions) as session:
        viewer = create_member(session, shop.site_id, "viewer@shop.example", PASSWORD, Role.ANALYST)
        theirs = start_session(session, viewer.id, datetime.now(UTC))
        [row] = list_sessions(session, viewer.id, datetime.now(UTC))
    from registry.logins import name_session

    assert marketer.post("/account/sessions", data={"session": name_session(row.token_hash)}).status_code == 404
    assert is_signed_in(marketer, theirs)


@pytest.mark.parametrize(
    "path",
    [
        "/account/password",
        "/account/sessions",
        "/account/second-factor",
        "/account/second-factor/code",
        "/account/second-factor/end",
        "/sign-in/code",
    ],
)
@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_another_sites_page_changes_nothing(marketer: TestClient, path: str, origin: str) -> None:
    form = {"password": PASSWORD, "new_password": "battery staple", "session": "others"}
    assert marketer.post(path, data=form, headers={"Origin": origin}).status_code == 403
    assert marketer.get("/account").status_code == 200


@pytest.mark.parametrize("path", ["/account/password", "/account/second-factor", "/account/second-factor/end"])
def test_nobody_who_is_not_signed_in_changes_anything(client: TestClient, path: str) -> None:
    answer = client.post(path, data={"password": PASSWORD, "new_password": "battery staple"})
    assert answer.headers["location"].startswith("/sign-in")
