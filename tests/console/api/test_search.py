"""GET /search: a site's partners, codes, links and orders, and nobody else's."""

import pytest

from console.cookies import MEMBER_COOKIE
from database.sessions import Sessions, begin_change
from registry.links import create_link
from registry.partners import create_partner, update_partner
from tests.fixtures.api import Api, Tenant
from tests.fixtures.event_rows import at, event_id, make_event, store_events
from warehouse.interface import Warehouse


def search(api: Api, token: str, text: str) -> list[tuple[str, str]]:
    """Kind and title of what is found."""
    return [(row["kind"], row["title"]) for row in api.get("/search", token, q=text)["rows"]]


@pytest.fixture
def named(sessions: Sessions, shop: Tenant) -> None:
    """Alice has an address and a link; Żaneta's name has capitals that SQLite does not know."""
    with begin_change(sessions) as session:
        update_partner(session, shop.site_id, shop.alice_id, email="alice@mail.example")
        create_partner(session, shop.site_id, "zan", "ŻANETA")
        create_link(session, shop.site_id, shop.alice_id, "https://shop.example/summer", code="summer-link")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ALICE@mail", ("partner", "Alice")),
        ("żane", ("partner", "ŻANETA")),
        ("/SUMMER", ("link", "summer-link")),
        ("summer-l", ("link", "summer-link")),
    ],
)
def test_a_part_of_a_name_address_code_or_destination_finds_it(
    api: Api, shop: Tenant, named: None, text: str, found: tuple[str, str]
) -> None:
    assert found in search(api, shop.reading_key, text)


def test_an_order_is_found_by_its_whole_id_with_its_leads(api: Api, shop: Tenant, warehouse: Warehouse) -> None:
    money = {"order_id": "A-17", "amount_minor": 4900, "currency": "EUR"}
    store_events(
        warehouse,
        [
            make_event(1, at("2026-03-01"), type="lead", order_id="A-17", conversion_key="o:A-17\n"),
            make_event(2, at("2026-03-02"), type="sale", conversion_key="o:A-17", **money),
            make_event(3, at("2026-03-02"), type="sale", **{**money, "order_id": "A-170"}, conversion_key="o:A-170"),
        ],
    )
    rows = api.get("/search", shop.reading_key, q="A-17")["rows"]
    assert [(row["kind"], row["id"], row["detail"]) for row in rows] == [
        ("order", event_id(2), "sale"),
        ("order", event_id(1), "lead"),
    ]
    assert rows[0]["value"] == {"minor": 4900, "currency": "EUR", "amount": "49.00"}
    assert search(api, shop.reading_key, "A-1") == []


def test_another_site_finds_nothing_of_it(
    api: Api, shop: Tenant, rival: Tenant, named: None, warehouse: Warehouse
) -> None:
    store_events(warehouse, [make_event(2, at("2026-03-02"), type="sale", order_id="A-17", conversion_key="o:A-17")])
    for text in ("A-17", "żane", "summer"):
        assert search(api, rival.key, text) == []
        api.get("/search", rival.key, 403, q=text, site=shop.site_id)


def test_a_viewer_searches_and_a_partner_does_not(api: Api, shop: Tenant) -> None:
    api.get("/search", shop.alice, 403, q="bob")
    api.client.cookies.set(MEMBER_COOKIE, shop.onlooker)
    assert ("partner", "Bob") in search(api, "", "bob")
    assert search(api, "", " ") == []
