"""The partner signs in by a link that opens once, and sees their own page."""

from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from console.cookies import PARTNER_COOKIE
from database.sessions import Sessions, begin_change
from registry.partner_sessions import LINK_LASTS, create_sign_in_link, end_partner_sessions
from tests.console.conftest import Shop
from tests.console.signing_in import make_link, open_link


@pytest.fixture
def link(registry_sessions: Sessions, shop: Shop) -> str:
    """What follows # in a link of Alice's."""
    return make_link(registry_sessions, shop, shop.alice_id)


def test_the_link_opens_the_partners_own_page(client: TestClient, link: str) -> None:
    answer = client.post("/partner/sign-in", data={"token": link})
    assert (answer.status_code, answer.headers["location"]) == (303, "/partner")
    page = client.get("/partner")
    assert "Alice &lt;Blog&gt;" in page.text
    assert "https://shop.example/?ref=alice" in page.text
    assert "Bob" not in page.text


def test_the_link_opens_once(client: TestClient, link: str) -> None:
    assert open_link(client, link) == 303
    client.cookies.clear()
    assert open_link(client, link) == 401
    assert client.get("/partner").status_code == 303


def test_looking_at_the_link_does_not_use_it_up(client: TestClient, link: str) -> None:
    for _ in range(3):
        assert client.get("/partner/sign-in").status_code == 200
    assert open_link(client, link) == 303


def test_an_old_link_opens_nothing(client: TestClient, registry_sessions: Sessions, shop: Shop) -> None:
    made_at = datetime.now(UTC) - LINK_LASTS - timedelta(seconds=1)
    with begin_change(registry_sessions) as session:
        token, _ = create_sign_in_link(session, shop.site_id, shop.alice_id, made_at)
    assert open_link(client, token) == 401


def test_the_token_of_the_api_signs_nobody_in(client: TestClient, shop: Shop) -> None:
    assert open_link(client, shop.alice_token) == 401
    client.cookies.set(PARTNER_COOKIE, shop.alice_token)
    assert client.get("/partner").status_code == 303


def test_the_cookie_is_no_token_of_the_link_nor_of_the_api(client: TestClient, shop: Shop, link: str) -> None:
    open_link(client, link)
    assert client.cookies[PARTNER_COOKIE] not in (link, shop.alice_token)


def test_a_new_link_ends_the_session_that_the_browser_had(
    client: TestClient, registry_sessions: Sessions, shop: Shop, link: str
) -> None:
    open_link(client, link)
    former = client.cookies[PARTNER_COOKIE]
    assert open_link(client, make_link(registry_sessions, shop, shop.alice_id)) == 303
    client.cookies.clear()
    client.cookies.set(PARTNER_COOKIE, former)
    assert client.get("/partner").status_code == 303


def test_whoever_runs_the_program_ends_sessions_and_links(
    client: TestClient, registry_sessions: Sessions, shop: Shop, link: str
) -> None:
    other = make_link(registry_sessions, shop, shop.alice_id)
    open_link(client, link)
    with begin_change(registry_sessions) as session:
        assert end_partner_sessions(session, shop.site_id, shop.alice_id) >= 1
    assert client.get("/partner").status_code == 303
    assert open_link(client, other) == 401


def test_a_link_with_the_token_in_the_fragment_leads_to_the_sign_in_page(client: TestClient) -> None:
    # The browser carries the fragment over to a redirect's address that has none.
    assert client.get("/partner").headers["location"] == "/partner/sign-in"


def test_wrong_tokens_open_nothing_and_keep_no_right_one_out(client: TestClient, link: str) -> None:
    for number in range(30):
        answer = client.post("/partner/sign-in", data={"token": f"pl_{number}"})
        assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)
    assert open_link(client, link) == 303


@pytest.mark.parametrize("path", ["/attribution", "/funnel", "/partners", "/conversions", "/partners/1", "/account"])
def test_a_partner_opens_none_of_the_marketers_pages(client: TestClient, link: str, path: str) -> None:
    open_link(client, link)
    assert client.get(path).headers["location"].startswith("/sign-in")


def test_a_partners_session_is_no_session_of_a_team_member(client: TestClient, link: str) -> None:
    open_link(client, link)
    client.cookies.set("prm_session", client.cookies[PARTNER_COOKIE])
    assert client.get("/attribution").status_code == 303


def test_signing_out_ends_the_session_itself(client: TestClient, link: str) -> None:
    open_link(client, link)
    token = client.cookies[PARTNER_COOKIE]
    client.post("/partner/sign-out")
    client.cookies.set(PARTNER_COOKIE, token)
    assert client.get("/partner").status_code == 303


def test_a_marketer_stays_signed_in_beside_a_partner(
    marketer: TestClient, registry_sessions: Sessions, shop: Shop
) -> None:
    open_link(marketer, make_link(registry_sessions, shop, shop.bob_id))
    assert marketer.get("/attribution").status_code == 200
    assert "Bob" in marketer.get("/partner").text
