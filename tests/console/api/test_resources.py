"""The registry over the API: create, list, read, update, archive; and the edge learns of it."""

from typing import Any

import pytest
from redis import Redis

from console.cookies import MEMBER_COOKIE
from events.keys import SNAPSHOT
from events.snapshot import decode_snapshot
from tests.fixtures.api import Api, Tenant


def read_edge_links(redis: Redis) -> dict[str, str]:
    """Short link → destination, as the edge knows them."""
    value = redis.get(SNAPSHOT)
    return {link.code: link.destination for link in decode_snapshot(value).links} if isinstance(value, bytes) else {}


def test_a_partner_from_first_to_last(api: Api, shop: Tenant) -> None:
    body = {"code": "Carol", "name": "Carol", "email": "Carol@Mail.example", "tags": ["blog"]}
    created = api.post("/partners", shop.key, body, 201)
    one = f"/partners/{created['partner_id']}"
    assert api.get("/partners/stats", created["token"])["rows"][0]["partner"] == "Carol"
    assert "token" not in api.get(one, shop.key)
    changed = api.send("PATCH", one, shop.key, 200, {}, {"name": "Carol & Co", "status": "paused"})
    assert (changed["name"], changed["status"], changed["email"]) == ("Carol & Co", "paused", "carol@mail.example")
    assert api.post(f"{one}/codes", shop.key, {"code": "caz"}, 201)["codes"] == ["Carol", "caz"]
    assert [row["code"] for row in api.get("/partners", shop.key, status="paused")["rows"]] == ["Carol"]
    assert api.send("DELETE", one, shop.key, 200, {})["status"] == "archived"


def test_a_partner_has_a_language_which_the_team_sets_and_clears(api: Api, shop: Tenant) -> None:
    created = api.post("/partners", shop.key, {"code": "carol", "name": "Carol", "language": "pl"}, 201)
    one = f"/partners/{created['partner_id']}"
    assert created["language"] == api.get(one, created["token"])["language"] == "pl"
    assert api.send("PATCH", one, shop.key, 200, {}, {"name": "C"})["language"] == "pl"
    assert api.send("PATCH", one, shop.key, 200, {}, {"language": ""})["language"] == ""
    assert api.get("/partners", shop.key)["rows"][0]["language"] == ""


def test_null_leaves_a_field_and_an_empty_value_clears_it(api: Api, shop: Tenant) -> None:
    body = {"code": "carol", "name": "Carol", "email": "carol@mail.example", "tags": ["blog"]}
    created = api.post("/partners", shop.key, body, 201)
    for once in ("token", "sign_in_path", "sign_in_expires_at", "link_code"):
        del created[once]
    one = f"/partners/{created['partner_id']}"
    nothing = {"name": None, "email": None, "status": None, "tags": None, "program_id": None}
    assert api.send("PATCH", one, shop.key, 200, {}, nothing) == created
    assert api.send("PATCH", one, shop.key, 200, {}, {"email": "", "tags": []}) == {**created, "email": "", "tags": []}
    assert api.send("PATCH", one, shop.key, 400, {}, {"name": ""})["error"]["field"] == "name"


def test_a_link_keeps_its_expiry_and_loses_its_sub_id(api: Api, shop: Tenant) -> None:
    body = {
        "partner_id": shop.alice_id,
        "destination": "https://shop.example/sale",
        "sub_id": "mail",
        "expires_at": "2199-01-01T00:00:00Z",
    }
    link = api.post("/links", shop.key, body, 201)
    changes = {"sub_id": "", "expires_at": ""}
    assert api.send("PATCH", f"/links/{link['link_id']}", shop.key, 200, {}, changes) == {**link, "sub_id": ""}


def test_a_link_reaches_the_edge_and_leaves_it(api: Api, shop: Tenant, redis: Redis) -> None:
    body = {"partner_id": shop.alice_id, "destination": "https://shop.example/sale", "code": "spring", "sub_id": "mail"}
    link = api.post("/links", shop.key, body, 201)
    assert read_edge_links(redis) == {"spring": "https://shop.example/sale"}
    assert api.get(f"/links/{link['link_id']}", shop.key) == link
    assert [row["code"] for row in api.get("/links", shop.alice)["rows"]] == ["spring"]
    assert api.get("/links", shop.bob)["rows"] == []
    api.get(f"/links/{link['link_id']}", shop.bob, 404)
    api.send("DELETE", f"/links/{link['link_id']}", shop.key, 200, {})
    assert read_edge_links(redis) == {}
    api.get(f"/links/{link['link_id']}", shop.key, 404)


def test_a_link_leads_to_a_further_host_once_the_site_names_it(api: Api, shop: Tenant, redis: Redis) -> None:
    one, destination = f"/sites/{shop.site_id}", "https://apps.example/shop"
    link = {"partner_id": shop.alice_id, "destination": destination, "code": "app"}
    rejected = api.post("/links", shop.key, link, 400)["error"]
    assert (rejected["field"], "apps.example is not one of" in rejected["message"]) == ("destination", True)
    assert api.send("PATCH", one, shop.key, 200, {}, {"link_hosts": ["Apps.example"]})["link_hosts"] == ["apps.example"]
    api.post("/links", shop.key, link, 201)
    assert read_edge_links(redis) == {"app": destination}
    taken = api.send("PATCH", one, shop.key, 409, {}, {"link_hosts": ["rival.example"]})["error"]
    assert (taken["field"], "belongs to another site" in taken["message"]) == ("link_hosts", True)
    assert api.send("PATCH", one, shop.key, 400, {}, {"link_hosts": ["github.io"]})["error"]["field"] == "link_hosts"
    assert api.send("PATCH", one, shop.key, 200, {}, {"link_hosts": []})["link_hosts"] == []
    assert api.get(one, shop.key)["link_hosts"] == []


def test_a_promo_code_belongs_to_its_partner(api: Api, shop: Tenant) -> None:
    created = api.post("/promo-codes", shop.key, {"partner_id": shop.alice_id, "code": "SPRING"}, 201)
    assert api.get(f"/promo-codes/{created['promo_code_id']}", shop.alice) == created
    assert [row["code"] for row in api.get("/promo-codes", shop.key)["rows"]] == ["ALICE10", "SPRING"]
    assert api.get("/promo-codes", shop.bob)["rows"] == []
    api.send("DELETE", f"/promo-codes/{created['promo_code_id']}", shop.key, 200, {})
    assert [row["code"] for row in api.get("/promo-codes", shop.key)["rows"]] == ["ALICE10"]


def test_a_key_opens_until_it_is_revoked(api: Api, shop: Tenant) -> None:
    created = api.post("/keys", shop.key, {"label": "till", "scopes": ["reports"]}, 201)
    api.get("/attribution", created["secret_key"])
    assert "secret_key" not in api.get(f"/keys/{created['key_id']}", shop.key)
    assert len(api.get("/keys", shop.key)["rows"]) == 4
    api.send("DELETE", f"/keys/{created['key_id']}", shop.key, 200, {})
    api.get("/attribution", created["secret_key"], 401)


def test_a_program_decides_model_and_window(api: Api, shop: Tenant) -> None:
    [default] = api.get("/programs", shop.key)["rows"]
    body = {"name": "Short", "model": "linear", "window_days": 7, "hold_days": 14, "keeps_customer_months": 12}
    program = api.post("/programs", shop.key, body, 201)
    assert {name: program[name] for name in body} == body
    assert api.get(f"/programs/{program['program_id']}", shop.key) == program
    api.send("DELETE", f"/programs/{default['program_id']}", shop.key, 200, {})
    meta = api.get("/attribution", shop.key)["meta"]
    assert (meta["model"], meta["window_ms"]) == ("linear", 7 * 86_400_000)
    answer = api.send("DELETE", f"/programs/{program['program_id']}", shop.key, 409, {})
    assert answer["error"]["code"] == "conflict"


def test_what_can_be_changed_is_changed(api: Api, shop: Tenant) -> None:
    [program] = api.get("/programs", shop.key)["rows"]
    path = f"/programs/{program['program_id']}"
    rules = {"model": "last_partner_click", "priority": "promo_code", "keeps_customer_months": 120}
    assert api.send("PATCH", path, shop.key, 200, {}, rules) == {**program, **rules, "version": 2}
    api.send("PATCH", path, shop.key, 400, {}, {"keeps_customer_months": 121})
    body = {"partner_id": shop.alice_id, "destination": "https://shop.example/sale"}
    link = api.post("/links", shop.key, body, 201)
    path = f"/links/{link['link_id']}"
    assert api.send("PATCH", path, shop.key, 200, {}, {"sub_id": "mail"}) == {**link, "sub_id": "mail"}
    [code] = api.get("/promo-codes", shop.key)["rows"]
    bob_id = next(row["partner_id"] for row in api.get("/partners", shop.key)["rows"] if row["code"] == "bob")
    path = f"/promo-codes/{code['promo_code_id']}"
    assert api.send("PATCH", path, shop.key, 200, {}, {"partner_id": bob_id})["partner_id"] == bob_id


def test_a_team_member_creates_and_archives_a_site(api: Api, shop: Tenant) -> None:
    api.client.cookies.set(MEMBER_COOKIE, shop.owner)
    body = {"name": "Second", "hosts": ["second.example"], "timezone": "Europe/Paris"}
    created = api.post("/sites", "", body, 201)
    one = f"/sites/{created['site_id']}"
    assert api.send("PATCH", one, "", 200, {}, {"hosts": ["*.second.example"]})["hosts"] == ["*.second.example"]
    assert [row["name"] for row in api.get("/sites", "")["rows"]] == ["shop", "Second"]
    api.send("DELETE", one, "", 200, {})
    api.get(one, "", 403)


def test_a_site_says_whose_reports_it_believes(api: Api, shop: Tenant) -> None:
    one = f"/sites/{shop.site_id}"
    before = api.get(one, shop.key)
    assert (before["sales_from"], before["leads_from"], "signing_key" in before) == ("browser", "browser", False)
    change = {"sales_from": "signed", "max_browser_amount": 50_000, "browser_sales_per_hour": 0}
    assert api.send("PATCH", one, shop.key, 200, {}, change) == {**before, **change}
    assert api.send("PATCH", one, shop.key, 400, {}, {"leads_from": "anybody"})["error"]["code"] == "invalid"


def test_a_signing_key_is_for_those_who_may_change_the_site(api: Api, shop: Tenant) -> None:
    path = f"/sites/{shop.site_id}/signing-key"
    shown = api.get(path, shop.key)["signing_key"]
    rotated = api.post(f"{path}/rotation", shop.key, {})["signing_key"]
    assert shown != rotated
    assert api.get(path, shop.key)["signing_key"] == rotated
    api.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    api.get(path, "", 403)
    api.post(f"{path}/rotation", "", {}, 403)


def test_a_team_member_who_only_looks_makes_no_site(api: Api, shop: Tenant) -> None:
    api.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    assert api.post("/sites", "", {"name": "X", "hosts": ["x.example"]}, 403)["error"]["code"] == "forbidden"


def test_the_host_of_another_site_cannot_be_taken(api: Api, shop: Tenant) -> None:
    api.client.cookies.set(MEMBER_COOKIE, shop.owner)
    for method, path in (("POST", "/sites"), ("PATCH", f"/sites/{shop.site_id}")):
        error = api.send(method, path, "", 409, {}, {"name": "X", "hosts": ["rival.example"]})["error"]
        assert (error["field"], "belongs to another site" in error["message"]) == ("hosts", True)


def test_a_key_makes_no_site(api: Api, shop: Tenant) -> None:
    assert api.post("/sites", shop.key, {"name": "X", "hosts": ["x.example"]}, 403)["error"]["code"] == "forbidden"


@pytest.mark.parametrize("path", ["/partners", "/links", "/promo-codes", "/programs", "/keys"])
def test_what_another_site_has_is_not_there(api: Api, shop: Tenant, rival: Tenant, path: str) -> None:
    made = {
        "/links": {"partner_id": shop.alice_id, "destination": "https://shop.example/"},
        "/promo-codes": {"partner_id": shop.alice_id, "code": "P"},
    }
    if path in made:
        api.post(path, shop.key, made[path], 201)
    row = api.get(path, shop.key)["rows"][0]
    one = f"{path}/{next(iter(row.values()))}"
    api.get(one, shop.key)
    api.get(one, rival.key, 404)
    assert row not in api.get(path, rival.key)["rows"]
    api.send("DELETE", one, rival.key, 404, {})


@pytest.mark.parametrize(
    ("path", "body", "status", "field"),
    [
        ("/partners", {"name": "X"}, 400, "code"),
        ("/partners", {"code": "a b", "name": "X"}, 400, "code"),
        ("/partners", {"code": "ALICE", "name": "X"}, 409, "code"),
        ("/partners", {"code": "x", "name": "X", "tags": "blog"}, 400, "tags"),
        ("/partners", {"code": "x", "name": "X", "nmae": "X"}, 400, "nmae"),
        ("/partners", {"code": "x", "name": "X", "language": "tlh"}, 400, "language"),
        ("/links", {"destination": "https://shop.example/"}, 400, "partner_id"),
        ("/links", {"partner_id": 1, "destination": "https://evil.example/"}, 400, "destination"),
        ("/links", {"partner_id": True, "destination": "https://shop.example/"}, 400, "partner_id"),
        ("/links", {"partner_id": 2**63, "destination": "https://shop.example/"}, 400, "partner_id"),
        ("/links", {"partner_id": 0, "destination": "https://shop.example/"}, 400, "partner_id"),
        ("/partners", {"code": "x", "name": "X", "program_id": 2**63}, 400, "program_id"),
        ("/promo-codes", {"partner_id": 2**63, "code": "X"}, 400, "partner_id"),
        ("/links", {"partner_id": 1, "destination": "https://shop.example/", "expires_at": "soon"}, 400, "expires_at"),
        ("/promo-codes", {"partner_id": 1, "code": "alice10"}, 409, "code"),
        ("/programs", {"name": "X", "model": "dice"}, 400, "model"),
        ("/programs", {"name": "X", "window_days": 0}, 400, "window_days"),
        ("/keys", {"label": "X", "scopes": ["all"]}, 400, "scopes"),
        ("/keys", [], 400, "body"),
    ],
)
def test_a_bad_value_is_named(api: Api, shop: Tenant, path: str, body: Any, status: int, field: str) -> None:
    assert api.post(path, shop.key, body, status)["error"]["field"] == field


def test_a_body_that_is_no_json_is_rejected(api: Api, shop: Tenant) -> None:
    headers = {"Authorization": f"Bearer {shop.key}"}
    response = api.client.post("/api/v1/partners", content=b"{", headers=headers)
    assert (response.status_code, response.json()["error"]["field"]) == (400, "body")
