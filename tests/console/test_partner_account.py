"""A partner's account: made by whoever opened a link, over several sites, and never a way into another's partners."""

from datetime import UTC, datetime

import pytest
from pyotp import TOTP
from starlette.testclient import TestClient

from console.cookies import PARTNER_CODE_COOKIE, PARTNER_COOKIE
from console.pages.sign_in_attempts import FREE_ATTEMPTS
from database.sessions import Sessions, begin_change, begin_read
from registry.logins import find_login_by_email
from registry.partner_accounts import ACCOUNTS, end_account
from registry.partner_sessions import create_sign_in_link, end_partner_sessions
from registry.partners import create_partner, update_partner
from tests.console.conftest import Shop

EMAIL, PASSWORD = "dora@mail.example", "correct horse"


@pytest.fixture
def doras(registry_sessions: Sessions, shop: Shop) -> tuple[int, int, int]:
    """Ids of three partners of the same address, two of them at one site; no account yet."""
    made: list[int] = []
    with begin_change(registry_sessions) as session:
        end_account(session, EMAIL)
        for site_id in (shop.site_id, shop.site_id, shop.other_site_id):
            code = f"d{datetime.now(UTC).timestamp()}".replace(".", "-")
            made.append(create_partner(session, site_id, code, f"Dora {len(made)}", email="Dora@mail.example")[0].id)
    return made[0], made[1], made[2]


def make_link(sessions: Sessions, site_id: int, partner_id: int) -> str:
    with begin_change(sessions) as session:
        return create_sign_in_link(session, site_id, partner_id, datetime.now(UTC))[0]


def open_link(client: TestClient, sessions: Sessions, site_id: int, partner_id: int) -> None:
    answer = client.post("/partner/sign-in", data={"token": make_link(sessions, site_id, partner_id)})
    assert answer.status_code == 303


def set_password(client: TestClient, password: str = PASSWORD) -> int:
    return client.post("/partner/profile/first-password", data={"new_password": password}).status_code


def sign_in(client: TestClient, password: str = PASSWORD) -> int:
    form = {"email": EMAIL, "password": password}
    return client.post("/partner/sign-in/password", data=form).status_code


def list_programs(client: TestClient) -> list[str]:
    """The partners that the pages offer, by name."""
    page = client.get("/partner").text
    ids = [part.split('"')[0] for part in page.split('<option value="')[1:]]
    shown = [client.get("/partner", params={"partner": each}).text for each in ids] or [page]
    return [each.split("<h1>Hello, ")[1].split("</h1>")[0] for each in shown]


def test_a_link_and_a_password_make_an_account(
    client: TestClient, registry_sessions: Sessions, shop: Shop, doras: tuple[int, int, int]
) -> None:
    open_link(client, registry_sessions, shop.site_id, doras[0])
    assert set_password(client, "short") == 400
    assert set_password(client) == 303
    client.cookies.clear()
    assert client.get("/partner").status_code == 303
    assert sign_in(client) == 303
    assert list_programs(client) == ["Dora 0"]


def test_links_of_the_same_address_join_the_account_that_is_signed_in(
    client: TestClient, registry_sessions: Sessions, shop: Shop, doras: tuple[int, int, int]
) -> None:
    open_link(client, registry_sessions, shop.site_id, doras[0])
    set_password(client)
    open_link(client, registry_sessions, shop.other_site_id, doras[2])
    assert list_programs(client) == ["Dora 0", "Dora 2"]
    client.cookies.clear()
    # The other order: a link first, then the password.
    open_link(client, registry_sessions, shop.site_id, doras[1])
    assert list_programs(client) == ["Dora 1"]
    assert sign_in(client) == 303
    assert list_programs(client) == ["Dora 0", "Dora 2", "Dora 1"]


def test_a_link_alone_opens_no_other_partner_of_the_address(
    client: TestClient, registry_sessions: Sessions, shop: Shop, doras: tuple[int, int, int]
) -> None:
    open_link(client, registry_sessions, shop.site_id, doras[0])
    set_password(client)
    client.cookies.clear()
    # The team of the other site makes a partner of this address and opens its own link.
    open_link(client, registry_sessions, shop.other_site_id, doras[2])
    assert list_programs(client) == ["Dora 2"]
    assert client.get("/partner", params={"partner": str(doras[0])}).headers["location"] == "/partner"
    assert set_password(client, "of somebody else") == 409
    client.cookies.clear()
    assert sign_in(client, "of somebody else") == 401
    assert sign_in(client) == 303


def test_a_forgotten_password_is_set_by_a_link_unless_the_account_opens_another_site(
    client: TestClient, registry_sessions: Sessions, shop: Shop, doras: tuple[int, int, int]
) -> None:
    open_link(client, registry_sessions, shop.site_id, doras[0])
    set_password(client)
    open_link(client, registry_sessions, shop.site_id, doras[1])
    client.cookies.clear()
    open_link(client, registry_sessions, shop.site_id, doras[1])
    assert set_password(client, "battery staple") == 303
    open_link(client, registry_sessions, shop.other_site_id, doras[2])
    client.cookies.clear()
    open_link(client, registry_sessions, shop.site_id, doras[1])
    answer = client.post("/partner/profile/first-password", data={"new_password": "third password"})
    assert (answer.status_code, "programs of other sites" in answer.text) == (409, True)
    client.cookies.clear()
    assert sign_in(client, "battery staple") == 303


def test_another_address_takes_the_partner_out_of_the_account(
    client: TestClient, registry_sessions: Sessions, shop: Shop, doras: tuple[int, int, int]
) -> None:
    open_link(client, registry_sessions, shop.site_id, doras[0])
    set_password(client)
    with begin_change(registry_sessions) as session:
        update_partner(session, shop.site_id, doras[0], email="new@mail.example")
    assert client.get("/partner").status_code == 303


def test_another_address_ends_the_links_and_what_came_in_by_one(
    client: TestClient, registry_sessions: Sessions, shop: Shop, doras: tuple[int, int, int]
) -> None:
    unopened = make_link(registry_sessions, shop.site_id, doras[0])
    open_link(client, registry_sessions, shop.site_id, doras[0])
    with begin_change(registry_sessions) as session:
        update_partner(session, shop.site_id, doras[0], email="DORA@mail.example", name="Dora 0")
    assert list_programs(client) == ["Dora 0"]
    with begin_change(registry_sessions) as session:
        update_partner(session, shop.site_id, doras[0], email="next@mail.example")
    # Otherwise the former person could make the account of the new address.
    assert set_password(client) == 303
    assert client.get("/partner").headers["location"].startswith("/partner/sign-in")
    assert client.post("/partner/sign-in", data={"token": unopened}).status_code == 401
    with begin_read(registry_sessions) as session:
        assert find_login_by_email(session, ACCOUNTS, "next@mail.example") is None


def test_a_blocked_partner_is_not_opened_by_the_account(
    client: TestClient, registry_sessions: Sessions, shop: Shop, doras: tuple[int, int, int]
) -> None:
    open_link(client, registry_sessions, shop.site_id, doras[0])
    set_password(client)
    open_link(client, registry_sessions, shop.site_id, doras[1])
    with begin_change(registry_sessions) as session:
        update_partner(session, shop.site_id, doras[0], status="blocked")
    assert list_programs(client) == ["Dora 1"]


def test_the_program_ends_the_sessions_of_the_account_too(
    client: TestClient, registry_sessions: Sessions, shop: Shop, doras: tuple[int, int, int]
) -> None:
    open_link(client, registry_sessions, shop.site_id, doras[0])
    set_password(client)
    with begin_change(registry_sessions) as session:
        assert end_partner_sessions(session, shop.site_id, doras[0]) == 1
    assert client.get("/partner").status_code == 303


def test_failures_are_paused_and_do_not_pause_a_team_member_of_the_address(
    client: TestClient, registry_sessions: Sessions, shop: Shop, doras: tuple[int, int, int]
) -> None:
    open_link(client, registry_sessions, shop.site_id, doras[0])
    set_password(client)
    client.cookies.clear()
    # Each pause is twice as long as the one before: one of them is longer than an attempt takes.
    assert any(sign_in(client, "wrong") == 429 for _ in range(FREE_ATTEMPTS["account"] + 8))
    assert client.post("/sign-in", data={"email": EMAIL, "password": "wrong"}).status_code == 401


def test_a_second_factor_is_asked_for(
    client: TestClient, registry_sessions: Sessions, shop: Shop, doras: tuple[int, int, int]
) -> None:
    open_link(client, registry_sessions, shop.site_id, doras[0])
    set_password(client)
    page = client.post("/partner/profile/second-factor", data={"password": PASSWORD}).text
    secret = page.split("Key <code>")[1].split("</code>")[0]
    code = TOTP(secret).now()
    assert "second factor is on" in client.post("/partner/profile/second-factor/code", data={"code": code}).text
    client.cookies.clear()
    with begin_change(registry_sessions) as session:
        account = find_login_by_email(session, ACCOUNTS, EMAIL)
        assert account is not None
        account.totp_last_step = 0
    assert sign_in(client) == 303
    waiting = client.cookies[PARTNER_CODE_COOKIE]
    client.cookies.set(PARTNER_COOKIE, waiting)
    assert client.get("/partner").status_code == 303
    assert client.post("/partner/sign-in/code", data={"code": "000000"}).status_code == 401
    assert client.post("/partner/sign-in/code", data={"code": TOTP(secret).now()}).status_code == 303
    assert list_programs(client) == ["Dora 0"]
    assert client.post("/partner/profile/second-factor/end", data={"password": "wrong"}).status_code == 401
    assert client.post("/partner/profile/second-factor/end", data={"password": PASSWORD}).status_code == 303


def test_sessions_are_listed_and_ended(
    client: TestClient, registry_sessions: Sessions, shop: Shop, doras: tuple[int, int, int]
) -> None:
    open_link(client, registry_sessions, shop.site_id, doras[0])
    set_password(client)
    first = client.cookies[PARTNER_COOKIE]
    client.cookies.clear()
    sign_in(client)
    assert client.get("/partner/profile").text.count('name="session"') == 2
    assert client.post("/partner/profile/sessions", data={"session": "others"}).status_code == 303
    client.cookies.set(PARTNER_COOKIE, first)
    client.cookies.delete(PARTNER_COOKIE, domain="testserver.local")
    assert client.get("/partner/profile").status_code == 303


def test_an_account_opens_nothing_of_the_team(
    client: TestClient, registry_sessions: Sessions, shop: Shop, doras: tuple[int, int, int]
) -> None:
    open_link(client, registry_sessions, shop.site_id, doras[0])
    set_password(client)
    assert client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}).status_code == 401
    client.cookies.set("prm_session", client.cookies[PARTNER_COOKIE])
    assert client.get("/attribution").status_code == 303
    with begin_read(registry_sessions) as session:
        assert find_login_by_email(session, ACCOUNTS, "ada@shop.example") is None


def test_a_link_asks_for_the_second_factor_and_opens_its_partner_alone(
    client: TestClient, registry_sessions: Sessions, shop: Shop, doras: tuple[int, int, int]
) -> None:
    open_link(client, registry_sessions, shop.site_id, doras[0])
    set_password(client)
    open_link(client, registry_sessions, shop.site_id, doras[1])
    page = client.post("/partner/profile/second-factor", data={"password": PASSWORD}).text
    secret = page.split("Key <code>")[1].split("</code>")[0]
    client.post("/partner/profile/second-factor/code", data={"code": TOTP(secret).now()})
    client.cookies.clear()
    with begin_change(registry_sessions) as session:
        account = find_login_by_email(session, ACCOUNTS, EMAIL)
        assert account is not None
        account.totp_last_step = 0
    link = make_link(registry_sessions, shop.site_id, doras[0])
    assert client.post("/partner/sign-in", data={"token": link}).headers["location"] == "/partner/sign-in/code"
    waiting = client.cookies[PARTNER_CODE_COOKIE]
    assert PARTNER_COOKIE not in client.cookies
    # What waits for the code opens nothing, as a session or by somebody's password.
    assert client.get("/partner", headers={"Cookie": f"{PARTNER_COOKIE}={waiting}"}).status_code == 303
    assert client.post("/partner/sign-in/code", data={"code": "000000"}).status_code == 401
    assert client.post("/partner/sign-in/code", data={"code": TOTP(secret).now()}).status_code == 303
    assert list_programs(client) == ["Dora 0"]
    assert client.get("/partner", headers={"Cookie": f"{PARTNER_COOKIE}={waiting}"}).status_code == 303
    assert client.post("/partner/sign-in", data={"token": link}).status_code == 401


def test_a_link_joins_an_account_with_a_second_factor_that_is_signed_in(
    client: TestClient, registry_sessions: Sessions, shop: Shop, doras: tuple[int, int, int]
) -> None:
    open_link(client, registry_sessions, shop.site_id, doras[0])
    set_password(client)
    page = client.post("/partner/profile/second-factor", data={"password": PASSWORD}).text
    secret = page.split("Key <code>")[1].split("</code>")[0]
    client.post("/partner/profile/second-factor/code", data={"code": TOTP(secret).now()})
    open_link(client, registry_sessions, shop.other_site_id, doras[2])
    assert list_programs(client) == ["Dora 0", "Dora 2"]
