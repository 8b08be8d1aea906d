"""A site's brand by the API: for whoever may change the site, and never a host of somebody else."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from redis import Redis
from starlette.testclient import TestClient

from console.app import create_app
from database.sessions import Sessions
from settings import ConsoleSettings
from tests.fixtures.api import NOW, Api, Tenant
from warehouse.interface import Warehouse

HOST = "partners.shop.example"


@pytest.fixture
def known(console_settings: ConsoleSettings, warehouse: Warehouse, sessions: Sessions, redis: Redis) -> Iterator[Api]:
    """The API of a console that knows its own address."""
    settings = replace(console_settings, console_url="https://console.example")
    with TestClient(create_app(settings, warehouse, sessions, redis, lambda: NOW)) as client:
        yield Api(client)


def draw(kind: str = "PNG") -> bytes:
    made = BytesIO()
    Image.new("RGB", (800, 20), "#c02020").save(made, kind)
    return made.getvalue()


def change(api: Api, site: Tenant, status: int = 200, /, **fields: object) -> dict[str, Any]:
    return api.send("PATCH", f"/sites/{site.site_id}", site.key, status, {}, fields)


def test_the_fields_of_a_brand_are_the_sites(known: Api, shop: Tenant, rival: Tenant) -> None:
    made = change(known, shop, shown_name="Bean & Co", accent="#FFD400", cabinet_host=HOST)
    assert [made[name] for name in ("name", "shown_name", "accent", "cabinet_host")] == [
        "shop",
        "Bean & Co",
        "#ffd400",
        HOST,
    ]
    assert change(known, shop, name="shop")["cabinet_host"] == HOST
    assert change(known, rival, 409, cabinet_host=HOST)["error"]["field"] == "cabinet_host"
    assert change(known, rival, 409, cabinet_host="console.example")["error"]["code"] == "conflict"
    assert change(known, rival, 400, accent="red")["error"]["field"] == "accent"
    changes = known.get("/changes", shop.key)["rows"]
    assert changes[0]["after"] == {"accent": "#ffd400", "cabinet_host": HOST, "shown_name": "Bean & Co"}
    assert change(known, shop, shown_name="", accent="", cabinet_host="")["accent"] == ""


def test_a_console_without_an_address_gives_no_host_away(api: Api, shop: Tenant) -> None:
    assert "PRM_CONSOLE_URL" in change(api, shop, 409, cabinet_host=HOST)["error"]["message"]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_sent_as_it_is_or_in_base64(api: Api, shop: Tenant, kind: str) -> None:
    path, headers = f"/api/v1/sites/{shop.site_id}/logo", {"Authorization": f"Bearer {shop.key}"}
    answer = api.client.post(path, content=draw(kind), params={"format": "picture"}, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["logo"] == f"/brand/{shop.site_key}.png"
    with Image.open(BytesIO(api.client.get(answer.json()["logo"]).content)) as shown:
        assert (shown.format, shown.size) == ("PNG", (640, 16))
    body = {"content": b64encode(draw(kind)).decode()}
    assert api.post(f"/sites/{shop.site_id}/logo", shop.key, body)["logo"]
    assert api.send("DELETE", f"/sites/{shop.site_id}/logo", shop.key, 200, {})["logo"] == ""
    assert api.client.get(answer.json()["logo"]).status_code == 404


@pytest.mark.parametrize(
    "content", ["", "no base64!", b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()]
)
def test_what_is_no_picture_is_not_stored(api: Api, shop: Tenant, content: str) -> None:
    assert api.post(f"/sites/{shop.site_id}/logo", shop.key, {"content": content}, 400)["error"]["code"] in (
        "invalid",
        "missing",
    )
    assert api.get(f"/sites/{shop.site_id}", shop.key)["logo"] == ""


def test_nobody_else_changes_it(api: Api, shop: Tenant, rival: Tenant) -> None:
    body = {"content": b64encode(draw()).decode()}
    for token in (shop.reading_key, rival.key, shop.alice):
        api.post(f"/sites/{shop.site_id}/logo", token, body, 403)
        api.send("DELETE", f"/sites/{shop.site_id}/logo", token, 403, {})


def test_a_colour_is_looked_at_before_it_is_saved(api: Api, shop: Tenant, rival: Tenant) -> None:
    path = f"/sites/{shop.site_id}/accent"
    shown = api.get(path, shop.reading_key, accent="#ffd400")
    assert (shown["dark"], shown["is_adjusted"], shown["least_contrast"]) == ("#ffd400", True, 4.5)
    assert shown["light"] != "#ffd400"
    assert api.get(path, shop.reading_key, 400, accent="gold")["error"]["field"] == "accent"
    api.get(path, shop.reading_key, 400)
    api.get(path, rival.reading_key, 403, accent="#ffd400")
