"""A console on a real registry and Redis, with one site, its marketer and two partners."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page
from redis import Redis
from starlette.applications import Starlette
from starlette.testclient import TestClient

from registry.links import create_link
from registry.opening import RegistrySessions, begin_change
from registry.partners import create_partner
from registry.people import create_person
from registry.sites import create_site
from reports.app import create_app
from reports.console.pages import console_routes
from settings import ConsoleSettings, read_settings
from tests.console.running import run_console
from tests.console.traffic import fill_month
from warehouse.interface import Warehouse

EMAIL = "ada@shop.example"
PASSWORD = "correct horse"
ORIGIN = "http://testserver"


@dataclass(frozen=True, slots=True)
class Shop:
    """Ids and tokens of what stands in the registry."""

    site_id: int
    other_site_id: int
    alice_id: int
    alice_token: str
    bob_id: int
    bob_token: str


@pytest.fixture
def shop(registry_sessions: RegistrySessions) -> Shop:
    """One site with a marketer and two partners, and a site of somebody else."""
    with begin_change(registry_sessions) as session:
        site = create_site(session, "Shop", ["shop.example"], timezone="Europe/Berlin")
        other = create_site(session, "Elsewhere", ["elsewhere.example"])
        create_person(session, site.id, EMAIL, PASSWORD)
        alice, alice_token = create_partner(session, site.id, "alice", "Alice <Blog>")
        bob, bob_token = create_partner(session, site.id, "bob", "Bob")
        create_link(session, site.id, alice.id, "https://shop.example/sale", code="alices")
        return Shop(site.id, other.id, alice.id, alice_token, bob.id, bob_token)


@pytest.fixture
def client(registry_sessions: RegistrySessions, redis_url: str, shop: Shop) -> Iterator[TestClient]:
    """A browser without JavaScript that follows no redirect."""
    with Redis.from_url(redis_url) as redis:
        routes = console_routes(registry_sessions, redis, "http://edge.example")
        headers = {"Origin": ORIGIN}
        with TestClient(Starlette(routes=routes), ORIGIN, headers=headers, follow_redirects=False) as client:
            yield client


@pytest.fixture
def marketer(client: TestClient) -> TestClient:
    """The same browser, signed in."""
    client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    return client


@pytest.fixture
def console_url(
    warehouse: Warehouse, registry_sessions: RegistrySessions, redis_url: str, shop: Shop, tmp_path: Path
) -> Iterator[str]:
    """A console with a month of figures."""
    fill_month(warehouse, shop.site_id, datetime.now(UTC), visitors_a_day=12)
    settings = read_settings(ConsoleSettings, {"PRM_DATA_DIR": str(tmp_path)})
    with (
        Redis.from_url(redis_url) as redis,
        run_console(create_app(settings, warehouse, registry_sessions, redis)) as url,
    ):
        yield url


@pytest.fixture
def page(context: BrowserContext, console_url: str) -> Iterator[Page]:
    """A page; the test fails if it says anything on the browser's console or asks anybody else."""
    said: list[str] = []
    asked: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: said.append(_describe(message)))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    assert said == []
    assert [url for url in asked if not url.startswith(console_url)] == []


@pytest.fixture
def signed_in(page: Page, console_url: str) -> Page:
    """The page after the marketer's door."""
    page.goto(f"{console_url}/sign-in")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/attribution")
    return page


def _describe(message: ConsoleMessage) -> str:
    return f"{message.type}: {message.text}"
