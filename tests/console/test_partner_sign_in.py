"""The partner signs in and sees their own page."""

import pytest
from starlette.testclient import TestClient

from tests.console.conftest import Shop


def test_the_token_opens_the_partners_own_page(client: TestClient, shop: Shop) -> None:
    answer = client.post("/partner/sign-in", data={"token": shop.alice_token})
    assert (answer.status_code, answer.headers["location"]) == (303, "/partner")
    page = client.get("/partner")
    assert "Alice &lt;Blog&gt;" in page.text
    assert "http://edge.example/r/alices" in page.text
    assert "Bob" not in page.text


def test_a_link_with_the_token_in_the_fragment_leads_to_the_sign_in_page(client: TestClient) -> None:
    # The browser carries the fragment over to a redirect's address that has none.
    assert client.get("/partner").headers["location"] == "/partner/sign-in"


def test_a_wrong_token_opens_nothing(client: TestClient) -> None:
    answer = client.post("/partner/sign-in", data={"token": "pt_wrong"})
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers


def test_wrong_tokens_keep_no_right_one_out(client: TestClient, shop: Shop) -> None:
    for i in range(30):
        assert client.post("/partner/sign-in", data={"token": f"pt_{i}"}).status_code == 401
    assert client.post("/partner/sign-in", data={"token": shop.alice_token}).status_code == 303


@pytest.mark.parametrize("path", ["/attribution", "/funnel", "/partners", "/conversions", "/partners/1"])
def test_a_partner_opens_none_of_the_marketers_pages(client: TestClient, shop: Shop, path: str) -> None:
    client.post("/partner/sign-in", data={"token": shop.alice_token})
    assert client.get(path).headers["location"].startswith("/sign-in")


def test_a_partners_token_is_no_session_of_a_team_member(client: TestClient, shop: Shop) -> None:
    client.cookies.set("prm_session", shop.alice_token)
    assert client.get("/attribution").status_code == 303


def test_signing_out_forgets_the_token(client: TestClient, shop: Shop) -> None:
    client.post("/partner/sign-in", data={"token": shop.alice_token})
    client.post("/partner/sign-out")
    assert client.get("/partner").status_code == 303


def test_a_marketer_stays_signed_in_beside_a_partner(marketer: TestClient, shop: Shop) -> None:
    marketer.post("/partner/sign-in", data={"token": shop.bob_token})
    assert marketer.get("/attribution").status_code == 200
    assert "Bob" in marketer.get("/partner").text
