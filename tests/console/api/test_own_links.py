"""A partner makes and archives links of his own, within bounds."""

import pytest

from database.sessions import Sessions, begin_read
from registry.models import Link
from tests.fixtures.api import Api, Tenant

PAGE = {"destination": "https://shop.example/beans?size=1", "sub_id": "mail"}


def test_a_partner_makes_a_link_and_archives_it(api: Api, shop: Tenant, sessions: Sessions) -> None:
    made = api.post("/links", shop.bob, PAGE, 201)
    assert (made["destination"], made["sub_id"], len(made["code"])) == (PAGE["destination"], "mail", 7)
    assert api.get("/links", shop.bob)["rows"] == [made]
    assert api.get("/links", shop.alice)["rows"] == []
    assert api.send("DELETE", f"/links/{made['link_id']}", shop.bob, 200, {})["archived_at"]
    assert api.get("/links", shop.bob)["rows"] == []
    with begin_read(sessions) as session:
        assert session.get_one(Link, made["link_id"]).partner_id == made["partner_id"]


@pytest.mark.parametrize(
    "destination", ["https://elsewhere.example/", "https://shop.example.evil.example/", "javascript:1"]
)
def test_a_link_leads_to_the_shop_alone(api: Api, shop: Tenant, destination: str) -> None:
    assert api.post("/links", shop.bob, {"destination": destination}, 400)["error"]["field"] == "destination"


def test_nobody_else_makes_or_archives_it(api: Api, shop: Tenant, rival: Tenant) -> None:
    made = api.post("/links", shop.bob, PAGE, 201)
    path = f"/links/{made['link_id']}"
    for token in (shop.alice, rival.key, rival.bob):
        api.send("DELETE", path, token, 404, {})
    api.send("DELETE", path, "", 401, {})
    api.send("PATCH", path, shop.bob, 403, {}, {"destination": PAGE["destination"]})
    api.post("/links", shop.bob, {**PAGE, "partner_id": shop.alice_id}, 404)
    api.post("/links", shop.bob, PAGE, 403, site=rival.site_id)
    api.post("/links", shop.reading_key, {**PAGE, "partner_id": shop.alice_id}, 403)


def test_a_partner_chooses_no_code(api: Api, shop: Tenant) -> None:
    assert api.post("/links", shop.bob, {**PAGE, "code": "best"}, 400)["error"]["field"] == "code"


def test_a_key_names_the_partner(api: Api, shop: Tenant) -> None:
    assert api.post("/links", shop.key, PAGE, 400)["error"]["field"] == "partner_id"


def test_the_number_is_bounded_and_archiving_makes_room_until_too_many_were_made(
    api: Api, shop: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("registry.partner_links.MAX_LINKS", 2)
    monkeypatch.setattr("registry.partner_links.MAX_LINKS_EVER", 3)
    first, _ = (api.post("/links", shop.bob, PAGE, 201) for _ in range(2))
    assert "archive one" in api.post("/links", shop.bob, PAGE, 409)["error"]["message"]
    api.send("DELETE", f"/links/{first['link_id']}", shop.bob, 200, {})
    third = api.post("/links", shop.bob, PAGE, 201)
    api.send("DELETE", f"/links/{third['link_id']}", shop.bob, 200, {})
    assert "ask whoever" in api.post("/links", shop.bob, PAGE, 409)["error"]["message"]
    api.post("/links", shop.alice, PAGE, 201)


def test_a_paused_partner_makes_none(api: Api, shop: Tenant) -> None:
    api.send("PATCH", f"/partners/{shop.alice_id}", shop.key, 200, {}, {"status": "paused"})
    assert "paused" in api.post("/links", shop.alice, PAGE, 409)["error"]["message"]
