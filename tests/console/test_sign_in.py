"""The marketer signs in and out."""

import pytest
from starlette.testclient import TestClient

from tests.console.conftest import EMAIL, PASSWORD


def test_e_mail_and_password_open_the_requested_page(client: TestClient) -> None:
    redirect = client.get("/funnel?period=7d")
    assert redirect.headers["location"] == "/sign-in?next=%2Ffunnel%3Fperiod%3D7d"
    answer = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD, "next": "/funnel?period=7d"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/funnel?period=7d")
    assert client.get("/funnel").status_code == 200


def test_the_cookie_is_kept_from_scripts_and_from_other_sites(client: TestClient) -> None:
    cookie = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Secure" not in cookie


def test_over_https_the_cookie_is_secure(client: TestClient) -> None:
    form = {"email": EMAIL, "password": PASSWORD}
    answer = client.post("https://testserver/sign-in", data=form, headers={"Origin": "https://testserver"})
    assert "Secure" in answer.headers["set-cookie"]


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "wrong"), ("nobody@shop.example", PASSWORD), ("", "")])
def test_a_wrong_pair_opens_nothing_and_does_not_say_which_half_is_wrong(
    client: TestClient, email: str, password: str
) -> None:
    answer = client.post("/sign-in", data={"email": email, "password": password})
    assert answer.status_code == 401
    assert "Wrong e-mail address or password" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example/", "/\\evil.example", "evil", "/\nx"])
def test_signing_in_never_leads_to_another_site(client: TestClient, path: str) -> None:
    answer = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD, "next": path})
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/partner/sign-in", "/partner/sign-out"])
def test_a_form_posted_by_another_site_is_rejected(marketer: TestClient, path: str, origin: str) -> None:
    answer = marketer.post(path, data={"email": EMAIL, "password": PASSWORD}, headers={"Origin": origin})
    assert answer.status_code == 403
    assert marketer.get("/attribution").status_code == 200


def test_signing_out_ends_the_session_itself(marketer: TestClient) -> None:
    token = marketer.cookies["prm_session"]
    assert marketer.post("/sign-out").headers["location"] == "/sign-in"
    marketer.cookies.set("prm_session", token)
    assert marketer.get("/attribution").status_code == 303


def test_signing_out_by_a_link_is_not_possible(marketer: TestClient) -> None:
    assert marketer.get("/sign-out").status_code == 404
    assert marketer.get("/attribution").status_code == 200


def test_a_form_larger_than_any_of_ours_is_rejected(client: TestClient) -> None:
    assert client.post("/sign-in", data={"email": EMAIL, "password": "x" * 9000}).status_code == 413
