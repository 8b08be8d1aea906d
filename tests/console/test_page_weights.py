"""No page sends more than 60 kB before its figures come: document, styles, scripts and the texts of its language."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page
from redis import Redis
from starlette.applications import Starlette
from starlette.testclient import TestClient

from console.cookies import CODE_COOKIE, MEMBER_COOKIE, PARTNER_COOKIE
from console.pages.built_assets import BUILT
from console.pages.page_language import TEAM_PAGES, TRANSLATED
from console.pages.routes import console_routes
from database.sessions import Sessions, begin_change
from languages.language import Language
from registry.application_forms import put_form
from registry.friend_links import sign_friend_link
from registry.models import TeamMember
from registry.partner_sessions import open_sign_in_link
from registry.partners import update_partner
from registry.report_mails import put_report_mail, write_end_path
from registry.sites import get_program, get_site, update_program
from registry.team.members import start_session
from registry.team.preferences import update_preferences
from tests.console.conftest import ORIGIN, Shop
from tests.console.member_language import reading_in
from tests.console.page_weights import weigh_page
from tests.console.signing_in import make_link
from tests.fixtures.registry import open_empty_registry

MAX_SENT_BYTES = 60_000
SECRET = b"a secret of the tests"
# The other pages are at an address like their name.
PATHS = {
    "applications": "/partners/applications",
    "cabinet-home": "/partner",
    "error": "/no/such/page",
    "partner": "/partners/1",
    "payout-run": "/payouts/1",
    "program": "/programs/1",
    "promo-codes": "/promo-codes",
    "sign-in": "/sign-in",
    "sign-in-code": "/sign-in/code",
}


@pytest.fixture(scope="module")
def paths(registry_sessions: Sessions, shop: Shop) -> dict[str, str]:
    """The address of every page but the setup's."""
    pages = (TRANSLATED | TEAM_PAGES) - {"setup"}
    found = {page: "/" + page.replace("cabinet-", "partner-").replace("-", "/", 1) for page in pages}
    with begin_change(registry_sessions) as session:
        site, program = get_site(session, shop.site_id), get_program(session, shop.site_id)
        update_program(session, site.id, program.id, friends=True)
        put_form(session, site.id, program.id, is_open=True)
        mail = put_report_mail(session, site.id, shop.member_id, None, "week", datetime.now(UTC))
        expires = str(int(datetime.now(UTC).timestamp()) + 3600)
        signature = sign_friend_link(site.signing_key, site.site_key, "c-17", expires)
        signed = {
            "apply": f"/apply/{site.site_key}/{program.id}",
            "friend": f"/friend?site={site.site_key}&customer_id=c-17&expires={expires}&signature={signature}",
            "report-mail-end": write_end_path(SECRET, mail.id),
        }
    return {**found, **PATHS, **signed}


@pytest.fixture(scope="module")
def cookies(registry_sessions: Sessions, shop: Shop) -> dict[str, str]:
    """Of somebody who is signed in as everything: team member, administrator, partner, and before the code as well."""
    now, link = datetime.now(UTC), make_link(registry_sessions, shop, shop.alice_id)
    with begin_change(registry_sessions) as session:
        session.get_one(TeamMember, shop.member_id).is_administrator = True
        return {
            MEMBER_COOKIE: start_session(session, shop.member_id, now),
            CODE_COOKIE: start_session(session, shop.member_id, now, needs_code=True),
            PARTNER_COOKIE: open_sign_in_link(session, link, now) or "",
        }


@contextmanager
def open_pages(sessions: Sessions, redis_url: str, cookies: dict[str, str]) -> Iterator[TestClient]:
    with Redis.from_url(redis_url) as redis:
        app = Starlette(routes=console_routes(sessions, redis, "http://edge.example", SECRET))
        with TestClient(app, ORIGIN, cookies=cookies, follow_redirects=False) as client:
            yield client


def read_in(sessions: Sessions, shop: Shop, language: str) -> None:
    """The member, and the partner who is the same person, have set it."""
    with begin_change(sessions) as session:
        update_preferences(session, shop.member_id, language=language)
        update_partner(session, shop.site_id, shop.alice_id, language=language)


@pytest.mark.parametrize("language", Language)
def test_every_page_stays_small_over_the_wire(
    registry_sessions: Sessions,
    redis_url: str,
    shop: Shop,
    paths: dict[str, str],
    cookies: dict[str, str],
    language: Language,
) -> None:
    assert (BUILT / "frame.js").exists(), "build the assets first: make assets"
    read_in(registry_sessions, shop, language)
    sent: dict[str, int] = {}
    with open_pages(registry_sessions, redis_url, cookies) as client:
        for page, path in paths.items():
            text, weights = weigh_page(client, path, {"Accept-Language": language})
            assert f'<html lang="{language}">' in text, page
            assert f'data-page="{page}"' in text
            sent[page] = sum(weights.values())
    read_in(registry_sessions, shop, "")
    assert {page: size for page, size in sent.items() if size > MAX_SENT_BYTES} == {}


def test_the_setup_stays_small_too(
    redis_url: str, tmp_path_factory: pytest.TempPathFactory, registry_sessions: Sessions
) -> None:
    with (
        open_empty_registry(tmp_path_factory.mktemp("empty")) as sessions,
        open_pages(sessions, redis_url, {}) as client,
    ):
        for language in Language:
            text, weights = weigh_page(client, "/setup", {"Accept-Language": language})
            assert 'data-page="setup"' in text
            assert sum(weights.values()) < MAX_SENT_BYTES


@pytest.mark.browser
def test_a_browser_loads_what_is_weighed_and_nothing_else(
    page: Page, console_url: str, cookies: dict[str, str], registry_sessions: Sessions, redis_url: str, shop: Shop
) -> None:
    page.context.add_cookies([{"name": name, "value": value, "url": console_url} for name, value in cookies.items()])
    requested: list[str] = []
    page.on("request", lambda request: requested.append(request.url.removeprefix(console_url)))
    with (
        reading_in(registry_sessions, shop.member_id, "ru"),
        open_pages(registry_sessions, redis_url, cookies) as client,
    ):
        for path in ("/overview", f"/partners/{shop.alice_id}", "/conversions", "/partner"):
            requested.clear()
            page.goto(f"{console_url}{path}")
            page.wait_for_load_state("networkidle")
            weighed = weigh_page(client, path, {"Accept-Language": page.evaluate("navigator.language")})[1]
            assert {each for each in requested if not each.startswith("/api/")} == set(weighed)


@pytest.mark.parametrize("literal", ["Retry-After", "Proxy in a home", "combobox"])
def test_what_the_frame_has_is_in_no_other_script(literal: str) -> None:
    """Of its own modules, of one that these import, of one that it runs: else it would be loaded, and run, twice."""
    assert [path.name for path in BUILT.glob("*.js") if literal in path.read_text()] == ["frame.js"]
