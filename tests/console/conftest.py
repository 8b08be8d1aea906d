"""A console on a real registry and Redis, with one site, its marketer and two partners."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from redis import Redis
from starlette.applications import Starlette
from starlette.testclient import TestClient

from registry.links import create_link
from registry.opening import RegistrySessions, begin_change
from registry.partners import create_partner
from registry.people import create_person
from registry.sites import create_site
from reports.console.pages import console_routes

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
