"""Links with their clicks and sales, and as QR codes."""

from tests.fixtures.api import Api, Tenant
from tests.fixtures.event_rows import at, make_event, store_events
from warehouse.interface import Warehouse

MARCH = {"from_": "2026-03-01", "to": "2026-04-01"}


def make_links(api: Api, shop: Tenant) -> dict[str, int]:
    """Link code → id: two of Alice's, one of Bob's."""
    bob_id = api.get("/partners", shop.key, text="bob")["rows"][0]["partner_id"]
    wanted = (("spring", shop.alice_id), ("summer", shop.alice_id), ("autumn", bob_id))
    page = "https://shop.example/"
    return {
        code: api.post("/links", shop.key, {"partner_id": owner, "destination": page, "code": code}, 201)["link_id"]
        for code, owner in wanted
    }


def test_clicks_and_sales_of_each_link(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    make_links(api, shop)
    sale = {"type": "sale", "order_id": "o", "amount_minor": 900, "currency": "EUR"}
    store_events(
        warehouse,
        [
            make_event(1, at("2026-03-02"), site_id=shop.site_id, visitor_id="v", ref="alice", link="spring"),
            make_event(2, at("2026-03-03"), site_id=shop.site_id, visitor_id="v", ref="alice", link="spring"),
            make_event(3, at("2026-03-03"), site_id=shop.site_id, visitor_id="w", ref="bob", link="autumn"),
            make_event(
                4, at("2026-03-03"), site_id=shop.site_id, visitor_id="b", ref="bob", link="autumn", traffic="bot"
            ),
            make_event(5, at("2026-03-04"), site_id=shop.site_id, visitor_id="v", **sale),
        ],
    )
    answer = api.get("/links/stats", shop.key, **MARCH)
    shown = [(row["code"], row["partner"], row["clicks"], row["visitors"], row["sales"]) for row in answer["rows"]]
    assert shown == [("spring", "alice", 2, 1, 1.0), ("autumn", "bob", 1, 1, 0.0), ("summer", "alice", 0, 0, 0.0)]
    assert [amount["minor"] for amount in answer["rows"][0]["revenue"]] == [900]
    assert answer["rows"][0]["url"] == "http://localhost:8400/r/spring"
    assert [row["code"] for row in api.get("/links/stats", shop.bob, **MARCH)["rows"]] == ["autumn"]
    assert api.get_csv("/links/stats", shop.key, **MARCH)[0].startswith("link_id,code,url,partner,partner_id")


def test_a_link_without_events_is_listed_and_an_archived_one_is_not(api: Api, shop: Tenant, rival: Tenant) -> None:
    links = make_links(api, shop)
    api.send("DELETE", f"/links/{links['summer']}", shop.key, 200, {})
    assert {row["code"] for row in api.get("/links/stats", shop.key, **MARCH)["rows"]} == {"spring", "autumn"}
    assert api.get("/links/stats", rival.key, **MARCH)["rows"] == []


def test_a_link_as_a_picture(api: Api, shop: Tenant, rival: Tenant) -> None:
    link_id = make_links(api, shop)["spring"]
    for kind, begins in (("svg", b"<?xml"), ("png", b"\x89PNG")):
        query = {"format": kind}
        headers = {"Authorization": f"Bearer {shop.alice}"}
        answer = api.client.get(f"/api/v1/links/{link_id}/qr", params=query, headers=headers)
        assert (answer.status_code, answer.content[: len(begins)]) == (200, begins)
        assert f"spring.{kind}" in answer.headers["content-disposition"]
    for token in (shop.bob, rival.key):
        api.get(f"/links/{link_id}/qr", token, 404)
    api.get(f"/links/{link_id}/qr", shop.key, 400, format="gif")
