"""An invitation is accepted with a password, or by whoever is signed in under its address."""

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from console.cookies import MEMBER_COOKIE
from console.pages.page_language import LANGUAGE_COOKIE
from database.sessions import Sessions, begin_change, begin_read
from registry.team.invitations import create_invitation
from registry.team.members import archive_member, create_member, list_members, start_session
from tests.console.conftest import PASSWORD, Shop

WRONG_LINK = "used before, was withdrawn or has expired"


@pytest.fixture
def address() -> str:
    """One for each test, which share a registry."""
    return f"{uuid4().hex}@shop.example"


@pytest.fixture
def token(registry_sessions: Sessions, shop: Shop, address: str) -> str:
    """What follows # in the link."""
    with begin_change(registry_sessions) as session:
        now = datetime.now(UTC)
        return create_invitation(session, shop.site_id, address, "viewer", now, invited_by=shop.member_id)[1]


def list_addresses(sessions: Sessions, shop: Shop) -> dict[str, str]:
    """With their roles."""
    with begin_read(sessions) as session:
        return {member.email: role.value for member, role in list_members(session, shop.site_id)}


def test_whoever_is_new_chooses_a_password_and_is_in(
    client: TestClient, registry_sessions: Sessions, shop: Shop, token: str, address: str
) -> None:
    assert client.get("/invitation").status_code == 200
    page = client.post("/invitation", data={"token": token})
    assert address in page.text
    assert "Choose a password" in page.text
    short = client.post("/invitation/acceptance", data={"token": token, "password": "short"})
    assert (short.status_code, "at least 8 characters" in short.text) == (400, True)
    assert address not in list_addresses(registry_sessions, shop)
    answer = client.post("/invitation/acceptance", data={"token": token, "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/attribution?site={shop.site_id}")
    assert client.get("/team").status_code == 200
    assert list_addresses(registry_sessions, shop)[address] == "analyst"
    again = client.post("/invitation", data={"token": token})
    assert (again.status_code, WRONG_LINK in again.text) == (401, True)


def test_whoever_has_a_login_signs_in_first_and_then_accepts(
    client: TestClient, registry_sessions: Sessions, shop: Shop, token: str, address: str
) -> None:
    with begin_change(registry_sessions) as session:
        member = create_member(session, shop.other_site_id, address, PASSWORD)
        own = start_session(session, member.id, datetime.now(UTC))
        others = start_session(session, shop.member_id, datetime.now(UTC))
    for cookie in ("", others):
        client.cookies.set(MEMBER_COOKIE, cookie, "testserver.local", "/")
        assert "then open the link" in client.post("/invitation", data={"token": token}).text
        # The link alone neither sets a password of a login that there is nor gives it to another one.
        denied = client.post("/invitation/acceptance", data={"token": token, "password": "another horse"})
        assert "then open the link" in denied.text
    assert address not in list_addresses(registry_sessions, shop)
    client.cookies.set(MEMBER_COOKIE, own, "testserver.local", "/")
    assert "Accept" in client.post("/invitation", data={"token": token}).text
    answer = client.post("/invitation/acceptance", data={"token": token})
    assert answer.headers["location"] == f"/attribution?site={shop.site_id}"
    assert list_addresses(registry_sessions, shop)[address] == "analyst"


def test_another_language_is_chosen_whatever_the_invitation_shows(
    client: TestClient, registry_sessions: Sessions, shop: Shop, token: str, address: str
) -> None:
    """For whoever is new, who has a login, who is signed in, and whose login was archived."""

    def choose(words: str) -> None:
        shown = client.post("/invitation", data={"token": token})
        assert 'form="opened" formaction="?language=pl" formnovalidate lang="pl"' in shown.text
        [form] = re.findall(r'<form id="opened".*?</form>', shown.text, re.DOTALL)
        assert f'name="token" value="{token}"' in form
        assert token not in shown.text.replace(form, "")
        assert words in client.post("/invitation?language=pl", data={"token": token}).text
        client.cookies.delete(LANGUAGE_COOKIE)

    choose("Wybierz hasło")
    short = client.post("/invitation/acceptance", data={"token": token, "password": "short"})
    assert 'formaction="/invitation?language=pl"' in short.text
    with begin_change(registry_sessions) as session:
        member = create_member(session, shop.other_site_id, address, PASSWORD)
        signed_in = start_session(session, member.id, datetime.now(UTC))
    choose("ma już tu konto")
    client.cookies.set(MEMBER_COOKIE, signed_in, "testserver.local", "/")
    choose("Przyjmij")
    client.cookies.delete(MEMBER_COOKIE)
    with begin_change(registry_sessions) as session:
        archive_member(session, member.id, datetime.now(UTC))
    choose("archiw")


def test_an_archived_login_is_not_revived(
    client: TestClient, registry_sessions: Sessions, shop: Shop, token: str, address: str
) -> None:
    with begin_change(registry_sessions) as session:
        archive_member(session, create_member(session, shop.other_site_id, address, PASSWORD).id, datetime.now(UTC))
    assert "archived" in client.post("/invitation", data={"token": token}).text
    client.post("/invitation/acceptance", data={"token": token, "password": PASSWORD})
    assert address not in list_addresses(registry_sessions, shop)


@pytest.mark.parametrize("path", ["/invitation", "/invitation/acceptance"])
@pytest.mark.parametrize("token", ["", "nonsense", "x" * 5000])
def test_a_wrong_token_opens_nothing(client: TestClient, path: str, token: str) -> None:
    answer = client.post(path, data={"token": token, "password": PASSWORD})
    assert (answer.status_code, WRONG_LINK in answer.text) == (401, True)


@pytest.mark.parametrize("path", ["/invitation", "/invitation/acceptance"])
def test_another_sites_page_posts_no_invitation(client: TestClient, token: str, path: str) -> None:
    answer = client.post(path, data={"token": token}, headers={"Origin": "https://rival.example"})
    assert answer.status_code == 403


def test_a_login_that_somebody_else_made_opens_no_other_site_as_it_is(
    client: TestClient, registry_sessions: Sessions, shop: Shop, token: str, address: str
) -> None:
    """The owner of one site opens the link that he made for somebody's address; another site invites that person."""
    with begin_change(registry_sessions) as session:
        now = datetime.now(UTC)
        owner = create_member(session, shop.other_site_id, f"owner-{address}", PASSWORD)
        own = create_invitation(session, shop.other_site_id, address, "owner", now, invited_by=owner.id)[1]
    accepted = client.post("/invitation/acceptance", data={"token": own, "password": "known to two"})
    assert accepted.status_code == 303
    intruder = client.cookies.get(MEMBER_COOKIE)
    assert intruder
    # Whoever has the other link is asked for another password, and has no way around it.
    for said in ({}, {"password": "short"}, {"password": "known to two"}):
        page = client.post("/invitation/acceptance", data={"token": token, **said})
        assert "Choose another password" in page.text
        assert address not in list_addresses(registry_sessions, shop)
    assert client.get("/team").status_code == 200
    answer = client.post("/invitation/acceptance", data={"token": token, "password": "mine alone"})
    assert answer.headers["location"] == f"/attribution?site={shop.site_id}"
    assert list_addresses(registry_sessions, shop)[address] == "analyst"
    assert client.get("/team").status_code == 200
    # Neither his session nor his password opens anything any more, at no site.
    client.cookies.clear()
    client.cookies.set(MEMBER_COOKIE, intruder, "testserver.local", "/")
    assert client.get("/team").status_code == 303
    client.cookies.clear()
    assert client.post("/sign-in", data={"email": address, "password": "known to two"}).status_code == 401
    assert client.post("/sign-in", data={"email": address, "password": "mine alone"}).status_code == 303
