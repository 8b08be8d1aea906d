"""The read side on the real engine, a real Redis and an SQLite registry with two sites that know nothing of another.

The registry is furnished once a session, for hashing passwords takes its time, and copied for each test.
"""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from redis import Redis
from starlette.testclient import TestClient

from console.app import create_app
from database.migration import migrate_database
from database.sessions import Sessions, begin_change, open_sessions
from events.snapshot import READ_REPORTS, WRITE_EVENTS
from registry.enums import Role
from registry.keys import create_key
from registry.links import create_promo_code
from registry.partners import create_code, create_partner
from registry.sites import create_site
from registry.team.members import create_member, sign_in
from settings import ConsoleSettings, read_settings
from tests.fixtures.event_rows import at
from warehouse.interface import Warehouse

NOW = at("2026-03-15T12:00:00")


@dataclass(frozen=True, slots=True)
class Tenant:
    """One site with what opens it; ``owner`` and ``onlooker`` are session tokens of people."""

    site_id: int
    site_key: str
    key: str
    reading_key: str
    writing_key: str
    alice_id: int
    alice: str
    bob: str
    owner: str
    onlooker: str


@dataclass(frozen=True, slots=True)
class Furnished:
    """A registry's file and the two sites in it."""

    database: Path
    shop: Tenant
    rival: Tenant


@dataclass(frozen=True, slots=True)
class Api:
    """Asks as somebody."""

    client: TestClient

    def get(self, path: str, token: str, status: int = 200, /, **query: object) -> dict[str, Any]:
        """The JSON answer."""
        return self.send("GET", path, token, status, query)

    def post(self, path: str, token: str, body: object, status: int = 200, /, **query: object) -> dict[str, Any]:
        """The JSON answer to a JSON body."""
        return self.send("POST", path, token, status, query, body)

    def send(
        self, method: str, path: str, token: str, status: int, query: Mapping[str, object], body: object = None
    ) -> dict[str, Any]:
        """The JSON answer, once its status is the expected one; ``from_`` stands for ``from``."""
        named = {name.rstrip("_"): str(value) for name, value in query.items()}
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        response = self.client.request(method, f"/api/v1{path}", params=named, json=body, headers=headers)
        assert response.status_code == status, response.text
        answer: dict[str, Any] = response.json()
        return answer

    def get_csv(self, path: str, token: str, /, **query: object) -> list[str]:
        """The lines of the CSV answer."""
        named = {name.rstrip("_"): str(value) for name, value in query.items()} | {"format": "csv"}
        response = self.client.get(f"/api/v1{path}", params=named, headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "text/csv; charset=utf-8"
        return response.text.splitlines()


@pytest.fixture
def console_settings(tmp_path: Path, redis_url: str) -> ConsoleSettings:
    """Settings on the test's own directory and Redis."""
    return read_settings(ConsoleSettings, {"PRM_DATA_DIR": str(tmp_path), "PRM_REDIS_URL": redis_url})


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    """A registry with both sites, to be copied."""
    settings = read_settings(ConsoleSettings, {"PRM_DATA_DIR": str(tmp_path_factory.mktemp("registry"))})
    sessions = open_sessions(settings)
    migrate_database(sessions.kw["bind"])
    shop, rival = _create_tenant(sessions, "shop"), _create_tenant(sessions, "rival")
    sessions.kw["bind"].dispose()
    return Furnished(settings.data_dir / "registry.sqlite", shop, rival)


@pytest.fixture
def sessions(console_settings: ConsoleSettings, furnished: Furnished) -> Iterator[Sessions]:
    """The test's own registry; that PostgreSQL says the same is tested with the registry."""
    shutil.copy(furnished.database, console_settings.data_dir)
    sessions = open_sessions(console_settings)
    yield sessions
    sessions.kw["bind"].dispose()


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    """A client of the test's Redis."""
    with Redis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def shop(furnished: Furnished) -> Tenant:
    """The site the tests are about: Alice with two codes and a promo code, and Bob."""
    return furnished.shop


@pytest.fixture
def rival(furnished: Furnished) -> Tenant:
    """Another site with partners of the same codes."""
    return furnished.rival


@pytest.fixture
def api(console_settings: ConsoleSettings, warehouse: Warehouse, sessions: Sessions, redis: Redis) -> Iterator[Api]:
    """The application as the console serves it, at noon of NOW."""
    with TestClient(create_app(console_settings, warehouse, sessions, redis, _noon)) as client:
        yield Api(client)


def _noon() -> datetime:
    return NOW


def _create_tenant(sessions: Sessions, name: str) -> Tenant:
    with begin_change(sessions) as session:
        site = create_site(session, name, [f"{name}.example"])
        alice, alice_token = create_partner(session, site.id, "alice", "Alice")
        create_code(session, site.id, alice.id, "Ally")
        create_promo_code(session, site.id, alice.id, "ALICE10")
        _, bob_token = create_partner(session, site.id, "bob", "Bob")
        owner = create_member(session, site.id, f"owner@{name}.example", "correct horse")
        onlooker = create_member(session, site.id, f"onlooker@{name}.example", "correct horse", Role.VIEWER)
        tokens = [sign_in(session, person.email, "correct horse", NOW) for person in (owner, onlooker)]
        owner_token, onlooker_token = (signed_in[1] for signed_in in tokens if signed_in)
        return Tenant(
            site_id=site.id,
            site_key=site.site_key,
            key=create_key(session, site.id, "all")[1],
            reading_key=create_key(session, site.id, "reads", [READ_REPORTS])[1],
            writing_key=create_key(session, site.id, "writes", [WRITE_EVENTS])[1],
            alice_id=alice.id,
            alice=alice_token,
            bob=bob_token,
            owner=owner_token,
            onlooker=onlooker_token,
        )
