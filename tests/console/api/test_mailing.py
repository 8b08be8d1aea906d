"""Links are mailed in place of being shown, where there is a mail server and somebody asks for it."""

from collections.abc import Iterator

import pytest
from redis import Redis
from sqlalchemy import select
from starlette.testclient import TestClient

from console.app import create_app
from console.cookies import MEMBER_COOKIE
from database.sessions import Sessions, begin_read
from outbound.outbox import list_mails
from registry.models import Change, Invitation, PartnerSignInLink
from settings import ConsoleSettings, SettingInvalid, read_settings
from tests.fixtures.api import NOW, Api, Tenant
from warehouse.interface import Warehouse

SMTP = {"PRM_SMTP_URL": "smtp://127.0.0.1:1", "PRM_MAIL_FROM": "p@shop.example"}
NEW = {"code": "carol", "name": "Carol", "email": "carol@b.example", "mail": True}


@pytest.fixture
def mailing(console_settings: ConsoleSettings, warehouse: Warehouse, sessions: Sessions, redis: Redis) -> Iterator[Api]:
    environ = {"PRM_DATA_DIR": str(console_settings.data_dir), "PRM_REDIS_URL": console_settings.redis_url, **SMTP}
    app = create_app(read_settings(ConsoleSettings, environ), warehouse, sessions, redis, lambda: NOW)
    with TestClient(app, client=("127.0.0.1", 50000)) as client:
        yield Api(client)


def read_mails(sessions: Sessions) -> list[tuple[str, str]]:
    with begin_read(sessions) as session:
        return [(each.kind, each.address) for each in list_mails(session)]


def test_the_link_of_a_new_partner_is_mailed_and_not_shown(mailing: Api, shop: Tenant, sessions: Sessions) -> None:
    made = mailing.post("/partners", shop.key, NEW, 201)
    assert (made["sign_in_path"], made["sign_in_expires_at"]) == ("", None)
    assert read_mails(sessions) == [("partner_invitation", "carol@b.example")]
    with begin_read(sessions) as session:
        assert session.scalar(select(PartnerSignInLink.partner_id).filter_by(partner_id=made["partner_id"])) is None


def test_a_further_link_is_mailed_and_logged(mailing: Api, shop: Tenant, sessions: Sessions) -> None:
    made = mailing.post("/partners", shop.key, {**NEW, "mail": False}, 201)
    assert made["sign_in_path"]
    path = f"/partners/{made['partner_id']}/sign-in-mail"
    assert mailing.post(path, shop.key, None, 202) == {
        "partner_id": made["partner_id"],
        "email": "carol@b.example",
    }
    assert read_mails(sessions) == [("partner_invitation", "carol@b.example")]
    with begin_read(sessions) as session:
        newest = session.scalars(select(Change).order_by(Change.id.desc())).first()
        assert newest is not None
        assert (newest.subject_id, newest.fields) == (made["partner_id"], ["sign_in_mail"])


def test_an_invitation_is_mailed_and_not_shown(mailing: Api, shop: Tenant, sessions: Sessions) -> None:
    mailing.client.cookies.set(MEMBER_COOKIE, shop.owner)
    made = mailing.post("/invitations", "", {"email": "eve@b.example", "mail": True}, 201, site=shop.site_id)
    assert made["path"] == ""
    assert read_mails(sessions) == [("team_invitation", "eve@b.example")]
    with begin_read(sessions) as session:
        assert session.get_one(Invitation, made["invitation_id"]).email == "eve@b.example"


def test_new_partners_of_a_file_are_mailed_once(mailing: Api, shop: Tenant, sessions: Sessions) -> None:
    rows = [
        {"name": "Carol", "email": "carol@b.example", "codes": ["carol"]},
        {"name": "Dora", "codes": ["dora"]},
        {"name": "Alice", "email": "alice@b.example", "codes": ["alice", "ally2"]},
        {"name": "Eve", "email": "eve@b.example", "codes": ["e v e"]},
    ]
    preview = mailing.post("/partners/imports", shop.key, {"rows": rows}, preview="1", mail="1")
    assert (preview["mailed"], read_mails(sessions)) == (1, [])
    done = mailing.post("/partners/imports", shop.key, {"rows": rows}, mail="1")
    assert (done["created"], done["extended"], done["refused"], done["mailed"]) == (2, 1, 1, 1)
    assert read_mails(sessions) == [("partner_invitation", "carol@b.example")]
    assert mailing.post("/partners/imports", shop.key, {"rows": rows}, mail="1")["mailed"] == 0
    assert len(read_mails(sessions)) == 1


def test_without_a_mail_server_nothing_is_queued_and_the_way_is_said(
    api: Api, shop: Tenant, sessions: Sessions
) -> None:
    api.client.cookies.set(MEMBER_COOKIE, shop.owner)
    for answer in (
        api.post("/partners", shop.key, NEW, 400),
        api.post(f"/partners/{shop.alice_id}/sign-in-mail", shop.key, None, 400),
        api.post("/invitations", "", {"email": "eve@b.example", "mail": True}, 400, site=shop.site_id),
        api.post("/partners/imports", "", {"rows": [{"name": "x", "codes": ["x"]}]}, 400, mail="1", site=shop.site_id),
    ):
        assert answer["error"]["field"] == "mail"
        assert "set PRM_SMTP_URL" in answer["error"]["message"]
    assert read_mails(sessions) == []


def test_a_partner_without_an_address_is_not_made_by_half(mailing: Api, shop: Tenant, sessions: Sessions) -> None:
    error = mailing.post("/partners", shop.key, {**NEW, "email": ""}, 409)["error"]
    assert error["field"] == "email"
    assert [row["code"] for row in mailing.get("/partners", shop.key)["rows"]] == ["alice", "bob"]
    mailing.post(f"/partners/{shop.alice_id}/sign-in-mail", shop.key, None, 409)


def test_another_site_mails_no_link_of_a_partner(mailing: Api, shop: Tenant, rival: Tenant) -> None:
    mailing.post(f"/partners/{shop.alice_id}/sign-in-mail", rival.key, None, 404)


def test_a_mail_server_needs_a_sender(
    console_settings: ConsoleSettings, warehouse: Warehouse, sessions: Sessions, redis: Redis
) -> None:
    environ = {"PRM_DATA_DIR": str(console_settings.data_dir), "PRM_SMTP_URL": SMTP["PRM_SMTP_URL"]}
    with pytest.raises(SettingInvalid, match="PRM_MAIL_FROM is empty"):
        create_app(read_settings(ConsoleSettings, environ), warehouse, sessions, redis)
