"""Who may say where a partner's money goes, what is seen of it, and what is stored."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.cookies import MEMBER_COOKIE, PARTNER_COOKIE
from database.sessions import Sessions, begin_change, begin_read
from earnings.payees.stored_methods import map_payees, open_recipient
from earnings.payouts.methods.kinds import IbanAccount
from earnings.payouts.methods.sealing import parse_keys
from registry.enums import Role
from registry.models import PayoutMethod
from registry.partner_sessions import open_sign_in_link
from registry.team.members import add_member, start_session
from settings import ConsoleSettings
from settings.data_directory import payout_keys_file
from tests.fixtures.api import NOW, Api, Tenant

IBAN = {"kind": "iban", "holder": "Alice", "iban": "DE89 3704 0044 0532 0130 00"}
PAYPAL = {"kind": "paypal", "holder": "Alice", "email": "alice@example.com"}


def add(api: Api, token: str, method: dict[str, Any], status: int = 201, **more: object) -> dict[str, Any]:
    return api.post("/payout-methods", token, {**method, **more}, status)


def show(api: Api, token: str, **query: object) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = api.get("/payout-methods", token, **query)["rows"]
    return rows


def test_a_partner_says_how_he_is_paid_and_sees_little_of_it(api: Api, shop: Tenant) -> None:
    made = add(api, shop.alice, IBAN, currency="EUR")
    assert made == {
        "method_id": made["method_id"],
        "partner_id": shop.alice_id,
        "version": 1,
        "kind": "iban",
        "currency": "EUR",
        "summary": "DE·· ···· 3000",
        "state": "waiting",
        "usable_from": "2026-03-18T12:00:00+00:00",
        "created_by": f"partner:{shop.alice_id}",
        "created_at": "2026-03-15T12:00:00+00:00",
    }
    assert show(api, shop.alice) == [made]
    assert show(api, shop.bob) == []
    assert (
        "532013000"
        not in api.client.get("/api/v1/payout-methods", headers={"Authorization": f"Bearer {shop.key}"}).text
    )


def test_a_newer_method_replaces_it_and_an_end_leaves_none(api: Api, shop: Tenant, sessions: Sessions) -> None:
    add(api, shop.alice, IBAN)
    made = add(api, shop.alice, PAYPAL)
    assert [(row["version"], row["state"]) for row in show(api, shop.alice)] == [(2, "waiting"), (1, "replaced")]
    path = f"/payout-methods/{made['method_id']}"
    assert api.send("DELETE", path, shop.alice, 200, {})["state"] == "archived"
    assert [row["state"] for row in show(api, shop.alice)] == ["archived", "replaced", "replaced"]
    assert api.send("DELETE", path, shop.alice, 409, {})["error"]["code"] == "conflict"
    with begin_read(sessions) as session:
        assert not map_payees(session, shop.site_id)["alice"].has_method


def test_a_marketer_does_it_for_a_partner_and_sees_who_shares_a_destination(api: Api, shop: Tenant) -> None:
    add(api, shop.bob, {**IBAN, "holder": "Bob"})
    api.client.cookies.set(MEMBER_COOKIE, shop.owner)
    made = add(api, "", IBAN, partner_id=shop.alice_id)
    assert made["created_by"].startswith("member:")
    assert [len(row["shared_with"]) for row in show(api, "")] == [1, 1]
    assert [row["shared_with"] for row in show(api, "", partner=made["partner_id"])] == [
        [show(api, shop.bob)[0]["partner_id"]]
    ]
    assert "shared_with" not in show(api, shop.alice)[0]
    assert add(api, "", IBAN, 400)["error"]["field"] == "partner_id"
    assert add(api, "", IBAN, 404, partner_id=999)["error"]["code"] == "not_found"


def test_a_partner_touches_no_method_of_another(api: Api, shop: Tenant) -> None:
    made = add(api, shop.alice, IBAN)
    add(api, shop.bob, PAYPAL, 404, partner_id=shop.alice_id)
    api.send("DELETE", f"/payout-methods/{made['method_id']}", shop.bob, 404, {})
    assert show(api, shop.bob, partner=shop.alice_id) == []
    assert [row["state"] for row in show(api, shop.alice)] == ["waiting"]


def test_another_site_finds_nothing(api: Api, shop: Tenant, rival: Tenant) -> None:
    made = add(api, shop.alice, IBAN)
    for token in (rival.key, rival.alice):
        assert show(api, token) == []
        api.send("DELETE", f"/payout-methods/{made['method_id']}", token, 404, {})
    add(api, rival.key, IBAN, 404, partner_id=shop.alice_id)
    add(api, rival.alice, IBAN)
    assert [row["shared_with"] for row in show(api, rival.key)] == [[]]


def test_a_viewer_and_a_key_without_pay_neither_see_nor_change_it(api: Api, shop: Tenant) -> None:
    made = add(api, shop.alice, IBAN)
    admin = api.post("/keys", shop.key, {"label": "made", "scopes": ["admin", "reports"]}, 201)["secret_key"]
    for token in (shop.reading_key, admin):
        add(api, token, PAYPAL, 403, partner_id=shop.alice_id)
        api.send("DELETE", f"/payout-methods/{made['method_id']}", token, 403, {})
    api.get("/payout-methods", shop.reading_key, 403)
    api.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    api.get("/payout-methods", "", 403)
    add(api, "", PAYPAL, 403, partner_id=shop.alice_id)


def open_as(api: Api, sessions: Sessions, shop: Tenant, member_token: str) -> None:
    """The client is signed in as Alice, by a link that this member made."""
    api.client.cookies.clear()
    api.client.cookies.set(MEMBER_COOKIE, member_token)
    link = api.post(f"/partners/{shop.alice_id}/sign-in-link", "", None, 201)["path"].split("#")[1]
    api.client.cookies.clear()
    with begin_change(sessions) as session:
        api.client.cookies.set(PARTNER_COOKIE, open_sign_in_link(session, link, NOW) or "")


def test_who_may_not_pay_gives_no_method_by_a_partners_link_or_token(
    api: Api, shop: Tenant, sessions: Sessions
) -> None:
    with begin_change(sessions) as session:
        member = add_member(session, shop.site_id, "manager@shop.example", "", Role.MANAGER)
        manager = start_session(session, member.id, NOW)
    made = add(api, shop.alice, IBAN)
    open_as(api, sessions, shop, manager)
    assert "right to payouts" in add(api, "", PAYPAL, 403)["error"]["message"]
    own_token = api.post(f"/partners/{shop.alice_id}/token", "", None)["token"]
    add(api, own_token, PAYPAL, 403)
    api.client.cookies.clear()
    api.client.cookies.set(MEMBER_COOKIE, manager)
    add(api, api.post(f"/partners/{shop.alice_id}/token", "", None)["token"], PAYPAL, 403)
    # To end one takes nothing from anybody.
    open_as(api, sessions, shop, manager)
    api.send("DELETE", f"/payout-methods/{made['method_id']}", "", 200, {})
    open_as(api, sessions, shop, shop.owner)
    add(api, "", PAYPAL)
    add(api, api.post(f"/partners/{shop.alice_id}/token", "", None)["token"], IBAN)


def test_another_sites_page_changes_nothing_with_a_partners_cookie(api: Api, shop: Tenant, sessions: Sessions) -> None:
    link = api.post(f"/partners/{shop.alice_id}/sign-in-link", shop.key, None, 201)["path"].split("#")[1]
    with begin_change(sessions) as session:
        api.client.cookies.set(PARTNER_COOKIE, open_sign_in_link(session, link, NOW) or "")
    api.client.headers["Origin"] = "https://rival.example"
    add(api, "", IBAN, 403)
    api.client.headers["Origin"] = "http://testserver"
    add(api, "", IBAN)


@pytest.mark.parametrize(
    ("method", "field"),
    [
        ({**IBAN, "iban": "DE88370400440532013000"}, "iban"),
        ({**IBAN, "email": "a@b.example"}, "email"),
        ({**IBAN, "currency": "euro"}, "currency"),
        ({**IBAN, "kind": "cheque"}, "kind"),
        ({"kind": "iban", "iban": IBAN["iban"]}, "holder"),
        ({**IBAN, "secret": "x"}, "secret"),
    ],
)
def test_an_error_names_the_field(api: Api, shop: Tenant, method: dict[str, Any], field: str) -> None:
    error = add(api, shop.alice, method, 400)["error"]
    assert error["field"] == field
    assert error["message"]
    assert show(api, shop.alice) == []


def test_details_are_encrypted_by_a_key_of_the_data_directory(
    api: Api, shop: Tenant, sessions: Sessions, console_settings: ConsoleSettings
) -> None:
    file = payout_keys_file(console_settings.data_dir)
    assert not file.exists()
    made = add(api, shop.alice, IBAN)
    assert file.stat().st_mode & 0o777 == 0o600
    with begin_read(sessions) as session:
        row = session.scalars(select(PayoutMethod)).one()
        assert "3704" not in row.sealed + row.fingerprint
        recipient = open_recipient(session, parse_keys(file.read_text()), shop.site_id, made["method_id"])
    assert (recipient.name, recipient.method) == ("Alice", IbanAccount("Alice", "DE89370400440532013000"))


def test_no_second_key_is_made_where_details_need_the_first(
    api: Api, shop: Tenant, console_settings: ConsoleSettings
) -> None:
    add(api, shop.alice, IBAN)
    file, aside = payout_keys_file(console_settings.data_dir), Path(console_settings.data_dir, "aside")
    file.rename(aside)
    error = add(api, shop.bob, PAYPAL, 503)["error"]
    assert (error["code"], str(console_settings.data_dir) in error["message"]) == ("payout_keys_missing", False)
    assert not file.exists()
    assert len(show(api, shop.alice)) == 1
    aside.rename(file)
    add(api, shop.bob, PAYPAL)
