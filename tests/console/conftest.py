"""A console on a real registry and Redis, with one site, its marketer and two partners; one installation a module."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page
from redis import Redis
from starlette.applications import Starlette
from starlette.testclient import TestClient

from console.app import create_app
from console.pages.routes import console_routes
from console.pages.sign_in_attempts import LONGEST_PAUSE_MS
from database.sessions import Sessions, begin_change
from registry.links import create_link
from registry.partners import create_partner
from registry.sites import create_site
from registry.team.members import create_member, start_session
from settings import ConsoleSettings, read_settings
from tests.console.server import run_console
from tests.console.traffic import fill_month
from tests.fixtures.redis import RedisProcess
from tests.fixtures.registry import open_empty_registry
from tests.fixtures.warehouse import empty_tables
from warehouse.interface import Warehouse

EMAIL = "ada@shop.example"
PASSWORD = "correct horse"
ORIGIN = "http://testserver"


@dataclass(frozen=True, slots=True)
class Shop:
    """Ids and tokens of what stands in the registry."""

    site_id: int
    other_site_id: int
    member_id: int
    alice_id: int
    alice_token: str
    bob_id: int
    bob_token: str


@pytest.fixture(scope="module")
def registry_sessions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sessions]:
    """A registry for the whole module; what a test changes in it must disturb no other."""
    with open_empty_registry(tmp_path_factory.mktemp("registry")) as sessions:
        yield sessions


@pytest.fixture(scope="module")
def shop(registry_sessions: Sessions) -> Shop:
    """One site with a marketer and two partners, and a site of somebody else."""
    with begin_change(registry_sessions) as session:
        site = create_site(session, "Shop", ["shop.example"], timezone="Europe/Berlin")
        other = create_site(session, "Elsewhere", ["elsewhere.example"])
        member = create_member(session, site.id, EMAIL, PASSWORD)
        alice, alice_token = create_partner(session, site.id, "alice", "Alice <Blog>")
        bob, bob_token = create_partner(session, site.id, "bob", "Bob")
        create_link(session, site.id, alice.id, "https://shop.example/sale", code="alices")
        return Shop(site.id, other.id, member.id, alice.id, alice_token, bob.id, bob_token)


@pytest.fixture
def session_token(registry_sessions: Sessions, shop: Shop) -> str:
    """A session of the marketer's; checking the password again for each test would cost most of its time."""
    with begin_change(registry_sessions) as session:
        return start_session(session, shop.member_id, datetime.now(UTC))


@pytest.fixture
def client(registry_sessions: Sessions, redis_url: str, shop: Shop) -> Iterator[TestClient]:
    """A browser without JavaScript that follows no redirect."""
    with Redis.from_url(redis_url) as redis:
        routes = console_routes(registry_sessions, redis, "http://edge.example", b"a secret of the tests")
        headers = {"Origin": ORIGIN}
        with TestClient(Starlette(routes=routes), ORIGIN, headers=headers, follow_redirects=False) as client:
            yield client


@pytest.fixture
def marketer(client: TestClient, session_token: str) -> TestClient:
    """The browser, signed in."""
    client.cookies.set("prm_session", session_token, "testserver.local", "/")
    return client


@pytest.fixture
def patient_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first pause is as long as the longest: on a busy machine its second ends before the next attempt."""
    monkeypatch.setattr("console.pages.sign_in_attempts.FIRST_PAUSE_MS", LONGEST_PAUSE_MS)


@pytest.fixture(scope="module")
def figures(embedded_session: Warehouse, shop: Shop) -> Warehouse:
    """A warehouse with a month of the shop, for the whole module."""
    empty_tables(embedded_session)
    fill_month(embedded_session, shop.site_id, datetime.now(UTC), visitors_a_day=12)
    return embedded_session


@pytest.fixture(scope="module")
def console_url(
    figures: Warehouse,
    registry_sessions: Sessions,
    redis_process: RedisProcess,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """A console with a month of figures, and rates for its last ten days."""
    place = tmp_path_factory.mktemp("console")
    rates = place / "rates.csv"
    rates.write_text(f"date,currency,rate\n{datetime.now(UTC).date() - timedelta(10)},CHF,0.5\n")
    environ = {"PRM_DATA_DIR": str(place), "PRM_CURRENCY_RATES": str(rates)}
    settings = read_settings(ConsoleSettings, environ)
    with (
        Redis.from_url(redis_process.url) as redis,
        run_console(create_app(settings, figures, registry_sessions, redis)) as url,
    ):
        redis.flushall()
        yield url


@pytest.fixture
def page(context: BrowserContext, console_url: str) -> Iterator[Page]:
    """A page; the test fails if it logs to the browser's console or requests anything from elsewhere."""
    logged: list[str] = []
    requested: list[str] = []
    page = context.new_page()
    page.on("console", lambda message: logged.append(_describe(message)))
    page.on("pageerror", lambda error: logged.append(str(error)))
    page.on("request", lambda request: requested.append(request.url))
    yield page
    assert logged == []
    assert [url for url in requested if not url.startswith(console_url)] == []


@pytest.fixture
def signed_in(page: Page, console_url: str, session_token: str) -> Page:
    """The attribution, seen by the marketer."""
    page.context.add_cookies([{"name": "prm_session", "value": session_token, "url": console_url}])
    page.goto(f"{console_url}/attribution")
    return page


def _describe(message: ConsoleMessage) -> str:
    return f"{message.type}: {message.text}"
