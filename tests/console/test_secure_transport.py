"""Over https the session cookies are of this host alone, and every answer of the console says what it must."""

from collections.abc import Iterator

import httpx2
import pytest
from redis import Redis
from starlette.testclient import TestClient

from console.app import create_app
from database.sessions import Sessions
from settings import ConsoleSettings, read_settings
from settings.heartbeat import Heartbeat
from supervisor.web_server import configure_server, open_guard
from tests.console.conftest import EMAIL, PASSWORD, Shop
from tests.console.server import run_server
from tests.console.signing_in import make_link
from warehouse.interface import Warehouse

ADDRESS = "https://console.example"


@pytest.fixture
def settings(tmp_path_factory: pytest.TempPathFactory) -> ConsoleSettings:
    return read_settings(ConsoleSettings, {"PRM_DATA_DIR": str(tmp_path_factory.mktemp("secure"))})


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def secure(
    settings: ConsoleSettings, embedded_session: Warehouse, registry_sessions: Sessions, redis: Redis, shop: Shop
) -> Iterator[TestClient]:
    """A browser that reaches the console over https."""
    app = create_app(settings, embedded_session, registry_sessions, redis)
    with TestClient(app, ADDRESS, headers={"Origin": ADDRESS}, follow_redirects=False) as client:
        yield client


def sign_in(client: TestClient) -> str:
    answer = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 303
    return answer.headers["set-cookie"]


def test_a_session_over_https_is_of_this_host_alone(secure: TestClient) -> None:
    cookie = sign_in(secure)
    assert cookie.startswith("__Host-prm_session=")
    assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert "Domain" not in cookie
    assert secure.get("/attribution").status_code == 200
    assert secure.post("/sign-out").headers["set-cookie"].startswith("__Host-prm_session=")
    assert secure.get("/attribution").status_code == 303


def test_a_session_of_a_partner_too(secure: TestClient, registry_sessions: Sessions, shop: Shop) -> None:
    link = make_link(registry_sessions, shop, shop.alice_id)
    answer = secure.post("/partner/sign-in", data={"token": link})
    assert answer.headers["set-cookie"].startswith("__Host-prm_partner=")
    assert secure.get("/partner").status_code == 200


def test_a_cookie_that_another_host_of_the_domain_may_have_set_counts_for_nothing(
    secure: TestClient, session_token: str, shop: Shop
) -> None:
    for cookie in (f"prm_session={session_token}", f"a=b; prm_session={session_token}"):
        assert secure.get("/attribution", headers={"Cookie": cookie}).status_code == 303
    assert secure.get("/partner", headers={"Cookie": f"prm_partner={shop.alice_token}"}).status_code == 303
    assert secure.get("/attribution", headers={"Cookie": f"a=b; __Host-prm_session={session_token}"}).status_code == 200


@pytest.mark.parametrize("path", ["/sign-in", "/api/v1/freshness", "/static/icon.svg", "/nowhere", "/health/live"])
def test_every_answer_over_https_asks_for_https(secure: TestClient, path: str) -> None:
    assert secure.get(path).headers["strict-transport-security"] == "max-age=31536000"


def test_over_http_nothing_is_said_of_https(secure: TestClient) -> None:
    assert "strict-transport-security" not in secure.get("http://console.example/sign-in").headers


def test_no_answer_lets_a_browser_guess_its_type(
    settings: ConsoleSettings, embedded_session: Warehouse, registry_sessions: Sessions, redis: Redis
) -> None:
    app = create_app(settings, embedded_session, registry_sessions, redis)
    server = configure_server(app, Heartbeat(None), settings, open_guard(settings))
    with run_server(server) as address:
        for path in ("/sign-in", "/api/v1/freshness", "/static/icon.svg", "/nowhere", "/health/live", "/%00"):
            assert httpx2.get(address + path).headers.get_list("x-content-type-options") == ["nosniff"]
