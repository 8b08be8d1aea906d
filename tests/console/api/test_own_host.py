"""Under a site's own host the API answers partners of this site, and nobody else whatever he shows."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from redis import Redis
from starlette.testclient import TestClient

from console.app import create_app
from console.cookies import MEMBER_COOKIE, PARTNER_COOKIE
from database.sessions import Sessions, begin_change
from registry.brands import update_brand
from registry.logins import hash_password, start_login_session
from registry.partner_accounts import ACCOUNTS, join_partner, set_own_password
from registry.partners import create_partner
from settings import ConsoleSettings
from tests.fixtures.api import NOW, Api, Tenant
from warehouse.interface import Warehouse

HOST = "partners.shop.example"


@pytest.fixture
def own(
    console_settings: ConsoleSettings, warehouse: Warehouse, sessions: Sessions, redis: Redis, shop: Tenant
) -> Iterator[Api]:
    """The API as it is under the shop's own host."""
    with begin_change(sessions) as session:
        update_brand(session, shop.site_id, cabinet_host=HOST, own_hosts=["console.example"])
    settings = replace(console_settings, console_url="https://console.example")
    app = create_app(settings, warehouse, sessions, redis, lambda: NOW)
    with TestClient(app, headers={"Host": HOST}) as client:
        yield Api(client)


def ask_elsewhere(own: Api, token: str) -> int:
    """The status at the console's host."""
    headers = {"Host": "console.example", "Authorization": f"Bearer {token}"}
    return own.client.get("/api/v1/partners", headers=headers).status_code


def test_tokens_of_its_partners_are_admitted_and_no_others_and_no_key(own: Api, shop: Tenant, rival: Tenant) -> None:
    assert [row["partner_id"] for row in own.get("/partners", shop.alice)["rows"]] == [shop.alice_id]
    for token in (rival.alice, shop.key, shop.reading_key, rival.key):
        assert own.get("/partners", token, 403)["error"]["code"] == "forbidden"
        assert ask_elsewhere(own, token) == 200
    own.get("/partners", "pt_nobody", 401)
    own.send("PATCH", f"/sites/{shop.site_id}", shop.key, 403, {}, {"name": "Renamed"})


def test_nobody_of_the_team_is_there_and_his_cookie_hides_no_partner(own: Api, shop: Tenant) -> None:
    own.client.cookies.set(MEMBER_COOKIE, shop.owner)
    own.get("/partners", "", 401)
    assert own.client.get("/api/v1/partners", headers={"Host": "console.example"}).status_code == 200


def test_an_account_with_partners_of_two_sites_opens_those_of_this_one(
    own: Api, shop: Tenant, rival: Tenant, sessions: Sessions
) -> None:
    with begin_change(sessions) as session:
        # The other site's joined first, so it is the account's first.
        others, _ = create_partner(session, rival.site_id, "dora", "Dora", email="dora@mail.example")
        mine, _ = create_partner(session, shop.site_id, "dora", "Dora", email="dora@mail.example")
        account = set_own_password(session, others.id, hash_password("correct horse"), "command")
        assert join_partner(session, account, mine, "command")
        token = start_login_session(session, ACCOUNTS, account.id, NOW)
    own.client.cookies.set(PARTNER_COOKIE, token)

    def read(reader: str, host: str = HOST) -> list[int] | int:
        headers = {"X-PRM-Reader": reader, "Host": host}
        answer = own.client.get("/api/v1/partners", headers=headers)
        return [row["partner_id"] for row in answer.json()["rows"]] if answer.status_code == 200 else answer.status_code

    assert read("partner") == read("") == read(f"partner:{mine.id}") == [mine.id]
    assert read(f"partner:{others.id}") == 403
    assert read(f"partner:{shop.alice_id}") == 401
    assert read(f"partner:{others.id}", "console.example") == [others.id]
    headers = {"X-PRM-Reader": f"partner:{others.id}"}
    assert (
        own.client.post("/api/v1/links", headers=headers, json={"destination": "https://rival.example/"}).status_code
        == 403
    )


def test_a_session_of_another_sites_partner_opens_nothing(own: Api, rival: Tenant, sessions: Sessions) -> None:
    with begin_change(sessions) as session:
        stray, _ = create_partner(session, rival.site_id, "stray", "Stray", email="stray@mail.example")
        account = set_own_password(session, stray.id, hash_password("correct horse"), "command")
        own.client.cookies.set(PARTNER_COOKIE, start_login_session(session, ACCOUNTS, account.id, NOW))
    for reader in ("", "partner", f"partner:{stray.id}"):
        assert own.client.get("/api/v1/partners", headers={"X-PRM-Reader": reader}).status_code == 403
