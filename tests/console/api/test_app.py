"""The application as a whole: its description, its health, and what it says when something is wrong."""

from collections.abc import Iterable
from typing import Any

import pytest
from starlette.routing import Mount, Route
from starlette.testclient import TestClient

from console.api.call_list import CALLS
from console.api.openapi import template_path
from console.app import API_PATH, create_app
from database.sessions import Sessions
from settings import ConsoleSettings
from tests.fixtures.api import NOW, Api, Tenant
from warehouse.interface import Columns, Limits, Parameters, Rows, Warehouse, WarehouseUnavailable


class AwayWarehouse:
    """A ClickHouse that does not answer."""

    def execute(self, statement: str, parameters: Parameters | None = None) -> None:
        """Never."""
        raise WarehouseUnavailable("away")

    def insert(self, table: str, columns: Columns, token: str = "") -> None:
        """Never."""
        raise WarehouseUnavailable("away")

    def query(self, statement: str, parameters: Parameters | None = None) -> Rows:
        """Never."""
        raise WarehouseUnavailable("connection refused by 10.0.0.7")

    def limit(self, limits: Limits) -> "AwayWarehouse":
        """No less away."""
        return self

    def cancel(self) -> None:
        """Nothing is under way."""

    def close(self) -> None:
        """Nothing to close."""


def list_api_routes(api: Api) -> Iterable[tuple[str, str]]:
    """Method and path of every route of the API."""
    [mount] = [route for route in api.client.app.routes if isinstance(route, Mount) and route.path == API_PATH]  # type: ignore[attr-defined]
    for route in mount.routes:
        assert isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}:
            yield method, template_path(route.path)


def find_references(value: object) -> Iterable[str]:
    """Every ``$ref`` in a document."""
    if isinstance(value, dict):
        yield from (item for name, item in value.items() if name == "$ref")
        yield from (found for item in value.values() for found in find_references(item))
    elif isinstance(value, list):
        yield from (found for item in value for found in find_references(item))


def test_every_route_is_described(api: Api) -> None:
    document = api.get("/openapi.json", "")
    described = {(method.upper(), path) for path, calls in document["paths"].items() for method in calls}
    assert described == set(list_api_routes(api)) - {("GET", "/openapi.json")}


def test_the_description_is_whole(api: Api) -> None:
    document = api.get("/openapi.json", "")
    schemas = {f"#/components/schemas/{name}" for name in document["components"]["schemas"]}
    assert set(find_references(document)) == schemas
    calls = [call for path in document["paths"].values() for call in path.values()]
    assert len({call["operationId"] for call in calls}) == len(calls)
    for path, methods in document["paths"].items():
        for call in methods.values():
            in_path = {each["name"] for each in call["parameters"] if each["in"] == "path"}
            assert in_path == {part[1:-1] for part in path.split("/") if part.startswith("{")}, path


def test_each_call_is_described_with_the_status_that_it_answers(api: Api) -> None:
    paths = api.get("/openapi.json", "")["paths"]
    described = {call.name: paths[template_path(call.path)][call.method.lower()]["responses"] for call in CALLS}
    assert {name: set(responses) - {"default"} for name, responses in described.items()} == {
        call.name: {str(call.status), "429", "503"} | ({"422"} if call.is_report else set()) for call in CALLS
    }
    created = {call.name for call in CALLS if call.status == 201}
    assert created == {call.name for call in CALLS if call.name.startswith("create_")} - {"create_partner_token"} | {
        "rotate_key"
    }


def test_health_asks_every_part(api: Api) -> None:
    assert api.client.get("/health/live").json() == {"live": True}
    ready = api.client.get("/health/ready")
    assert (ready.status_code, ready.json()["parts"]) == (200, {"warehouse": True, "registry": True, "buffer": True})


@pytest.fixture
def away(console_settings: ConsoleSettings, sessions: Sessions, redis: Any) -> Api:
    """The application while the warehouse is away."""
    warehouse: Warehouse = AwayWarehouse()
    return Api(TestClient(create_app(console_settings, warehouse, sessions, redis, lambda: NOW)))


def test_a_warehouse_that_is_away_is_said_plainly_and_may_be_asked_again(away: Api, shop: Tenant) -> None:
    answer = away.get("/attribution", shop.key, 503)
    assert answer["error"]["code"] == "warehouse_unavailable"
    assert "10.0.0.7" not in answer["error"]["message"]
    ready = away.client.get("/health/ready")
    assert (ready.status_code, ready.json()["parts"]["warehouse"]) == (503, False)
    away.get("/partners", shop.key)


def test_a_registry_that_is_away_is_said_plainly(api: Api, shop: Tenant, console_settings: ConsoleSettings) -> None:
    (console_settings.data_dir / "registry.sqlite").write_bytes(b"")
    for suffix in ("-wal", "-shm"):
        (console_settings.data_dir / f"registry.sqlite{suffix}").unlink(missing_ok=True)
    assert api.get("/attribution", shop.key, 503)["error"]["code"] == "registry_unavailable"
    assert api.client.get("/health/ready").json()["parts"]["registry"] is False


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/nothing", 404, "not_found"),
        ("PUT", "/partners", 405, "method_not_allowed"),
        ("GET", "/partners/abc", 404, "not_found"),
    ],
)
def test_what_is_not_there_is_said_in_json(
    api: Api, shop: Tenant, method: str, path: str, status: int, code: str
) -> None:
    assert api.send(method, path, shop.key, status, {})["error"]["code"] == code


def test_a_body_too_large_is_rejected(api: Api, shop: Tenant) -> None:
    answer = api.post("/funnel", shop.key, {"steps": "x" * (1 << 20)}, 413)
    assert answer["error"]["field"] is None


def test_nothing_of_the_api_is_kept_by_a_cache(api: Api, shop: Tenant) -> None:
    for path in ("/api/v1/freshness", "/api/v1/openapi.json", "/api/v1/nothing"):
        response = api.client.get(path, headers={"Authorization": f"Bearer {shop.key}"})
        assert response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"model": "dice"}, "model"),
        ({"position": "40,20"}, "position"),
        ({"position": "0,100,0"}, "position"),
        ({"half_life": "7"}, "half_life"),
        ({"by": "moon"}, "by"),
        ({"window": "30"}, "window"),
        ({"window": "99999d"}, "window"),
        ({"conversion": "gift"}, "conversion"),
        ({"partner": "nobody"}, "partner"),
        ({"from": "x"}, "from"),
        ({"format": "xml"}, "format"),
    ],
)
def test_a_bad_value_of_attribution_is_named(api: Api, shop: Tenant, query: dict[str, object], field: str) -> None:
    answer = api.send("GET", "/attribution", shop.key, 400, query)
    assert answer["error"]["field"] == field
