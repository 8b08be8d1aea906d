"""Under its own host a site shows its brand and its partners' pages, and nothing of the console or of another site."""

import time
from collections.abc import Iterator
from io import BytesIO

import pytest
from PIL import Image
from redis import Redis
from starlette.testclient import TestClient

from console.app import create_app
from console.cabinet_hosts import HostMap
from database.sessions import Sessions, begin_change, begin_read
from outbound.outbox import list_mails
from registry.application_forms import put_form
from registry.brands import put_logo, update_brand
from registry.friend_links import sign_friend_link
from registry.logins import hash_password
from registry.partner_accounts import set_own_password
from registry.partner_sessions import create_sign_in_link
from registry.partners import create_partner, update_partner
from registry.sites import get_program, get_site, update_program
from settings import ConsoleSettings, read_settings
from settings.own_hosts import list_own_hosts
from tests.console.conftest import Shop
from tests.console.signing_in import make_link, open_link
from tests.fixtures.event_rows import at
from tests.fixtures.mail import MailServer, run_mail_server
from warehouse.interface import Warehouse

HOST = "partners.shop.example"
CONSOLE, OWN = "https://console.example", f"https://{HOST}"
NOW = at("2026-03-15T12:00:00")


@pytest.fixture(scope="module")
def mailbox() -> Iterator[MailServer]:
    with run_mail_server() as server:
        yield server


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, mailbox: MailServer) -> ConsoleSettings:
    environ = {
        "PRM_DATA_DIR": str(tmp_path_factory.mktemp("branding")),
        "PRM_CONSOLE_URL": CONSOLE,
        "PRM_CONSOLE_HOSTS": "console.example,other.example",
        "PRM_TRACKER_URL": "https://edge.example",
        "PRM_SMTP_URL": mailbox.url,
        "PRM_MAIL_FROM": "p@shop.example",
    }
    return read_settings(ConsoleSettings, environ)


@pytest.fixture(scope="module")
def branded(registry_sessions: Sessions, shop: Shop, settings: ConsoleSettings) -> None:
    """The shop has a brand, a public page and a partner with an account; the other site has a brand too."""
    logo = BytesIO()
    Image.new("RGB", (40, 20), "#c02020").save(logo, "PNG")
    with begin_change(registry_sessions) as session:
        for site_id, name, host in ((shop.site_id, "Bean & Co", HOST), (shop.other_site_id, "Other", "")):
            update_brand(
                session,
                site_id,
                shown_name=name,
                accent="#ffd400",
                cabinet_host=host,
                own_hosts=list_own_hosts(settings),
            )
            put_logo(session, site_id, logo.getvalue())
            put_form(session, site_id, get_program(session, site_id).id, is_open=True)
        update_partner(session, shop.site_id, shop.alice_id, email="alice@b.example")


@pytest.fixture
def own(
    settings: ConsoleSettings,
    embedded_session: Warehouse,
    registry_sessions: Sessions,
    redis_url: str,
    branded: None,
) -> Iterator[TestClient]:
    """A browser at the shop's own host."""
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
        app = create_app(settings, embedded_session, registry_sessions, redis)
        with TestClient(app, OWN, headers={"Origin": OWN}, follow_redirects=False) as client:
            yield client


def read_key(sessions: Sessions, site_id: int) -> str:
    with begin_read(sessions) as session:
        return get_site(session, site_id).site_key


def test_the_sign_in_page_shows_the_brand_before_anybody_signs_in(own: TestClient) -> None:
    assert own.get("/").headers["location"] == "/partner"
    assert own.get("/partner").headers["location"] == "/partner/sign-in"
    page = own.get("/partner/sign-in").text
    assert "Bean &amp; Co" in page
    assert "prm</span>" not in page
    assert 'src="/brand/pk_' in page
    assert own.get("/partner/sign-in", headers={"Host": "console.example"}).text.count("/brand/") == 0


def test_a_forged_or_unknown_host_is_no_sites(own: TestClient) -> None:
    answers = {host: own.get("/partner/sign-in", headers={"Host": host}) for host in ("evil.example", f"x.{HOST}")}
    assert {answer.status_code for answer in answers.values()} == {400}
    for host in (HOST.upper(), f"{HOST}:8443", f"{HOST}."):
        assert "Bean &amp; Co" in own.get("/partner/sign-in", headers={"Host": host}).text, host


@pytest.mark.parametrize(
    "path", ["/sign-in", "/overview", "/partners", "/partners/1", "/installation", "/health", "/metrics", "/setup"]
)
def test_the_console_is_not_there(own: TestClient, path: str) -> None:
    answer = own.get(path)
    assert answer.status_code == 404
    assert "There is no page at this address" in answer.text
    assert own.post(path).status_code == 404


def test_no_other_site_is_there(own: TestClient, registry_sessions: Sessions, shop: Shop) -> None:
    mine, other = (read_key(registry_sessions, each) for each in (shop.site_id, shop.other_site_id))
    with begin_read(registry_sessions) as session:
        programs = [get_program(session, each).id for each in (shop.site_id, shop.other_site_id)]
    statuses = {}
    for key, program in ((mine, programs[0]), (other, programs[1]), ("pk_unknown", programs[0])):
        paths = (f"/brand/{key}.css", f"/brand/{key}.png", f"/apply/{key}/{program}")
        statuses[key] = [own.get(path).status_code for path in paths]
    assert statuses == {mine: [200] * 3, other: [404] * 3, "pk_unknown": [404] * 3}
    page = own.get(f"/apply/{mine}/{programs[0]}").text
    assert "Become a partner of Bean &amp; Co" in page
    assert f'href="/brand/{mine}.css"' in page


def test_a_friend_opens_his_page_there_and_that_of_no_other_site(
    own: TestClient, registry_sessions: Sessions, shop: Shop
) -> None:
    answers = {}
    for site_id in (shop.site_id, shop.other_site_id):
        with begin_change(registry_sessions) as session:
            update_program(session, site_id, get_program(session, site_id).id, friends=True)
            site = get_site(session, site_id)
        expires = str(int(time.time()) + 600)
        given = {"site": site.site_key, "customer_id": "c-17", "expires": expires}
        given["signature"] = sign_friend_link(site.signing_key, *given.values())
        answers[site_id] = own.get("/friend", params=given)
        at_console = own.get("/friend", params=given, headers={"Host": "console.example"})
        assert (at_console.status_code, "data-own-link" in at_console.text) == (200, True)
    mine, other = answers[shop.site_id], answers[shop.other_site_id]
    assert (mine.status_code, "<h1>Invite friends to Bean &amp; Co</h1>" in mine.text) == (200, True)
    assert '<p class="brand"><img class="logo" src="/brand/pk_' in mine.text
    # As one of no site: nothing of the other one, and no page of it may show this.
    assert (other.status_code, "This link is not valid" in other.text) == (403, True)
    assert "Other" not in other.text
    assert "frame-ancestors 'none'" in other.headers["content-security-policy"]
    assert own.get("/friend/").status_code == 404


def test_stylesheet_and_logo_are_sent_once(own: TestClient, registry_sessions: Sessions, shop: Shop) -> None:
    key = read_key(registry_sessions, shop.site_id)
    for path, kind in ((f"/brand/{key}.css", "text/css; charset=utf-8"), (f"/brand/{key}.png", "image/png")):
        first = own.get(path)
        assert first.headers["content-type"] == kind
        assert "default-src 'self'" in first.headers["content-security-policy"]
        again = own.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
    assert "--accent: #ffd400" in own.get(f"/brand/{key}.css").text


def test_a_partner_signs_in_and_sees_this_site_alone(own: TestClient, registry_sessions: Sessions, shop: Shop) -> None:
    with begin_change(registry_sessions) as session:
        twin, _ = create_partner(session, shop.other_site_id, "alice", "Alice too", email="alice@b.example")
        account = set_own_password(session, shop.alice_id, hash_password("correct horse"), "member:1")
        token = create_sign_in_link(session, shop.other_site_id, twin.id, twin.created_at)[0]
    form = {"email": account.email, "password": "correct horse", "next": ""}
    answer = own.post("/partner/sign-in/password", data=form)
    assert answer.status_code == 303
    assert answer.headers["set-cookie"].startswith("__Host-prm_partner=")
    # The twin joins the account, at the console as anywhere.
    assert own.post("/partner/sign-in", data={"token": token}).headers["location"].startswith("/partner?partner=")
    page = own.get("/partner").text
    assert "Hello, Alice &lt;Blog&gt;" in page
    assert "Bean &amp; Co" in page
    assert "Other" not in page
    assert own.get(f"/partner?partner={twin.id}").headers["location"] == "/partner"


def test_whoever_is_no_partner_of_the_site_learns_it_there(
    own: TestClient, registry_sessions: Sessions, shop: Shop
) -> None:
    with begin_change(registry_sessions) as session:
        stray, _ = create_partner(session, shop.other_site_id, "stray", "Stray")
        token = create_sign_in_link(session, shop.other_site_id, stray.id, stray.created_at)[0]
    assert open_link(own, token) == 303
    answer = own.get("/partner")
    assert (answer.status_code, "You are no partner of this site" in answer.text) == (403, True)
    assert 'action="/partner/sign-out"' in answer.text


def test_a_link_asked_for_there_is_of_this_site(own: TestClient, registry_sessions: Sessions, shop: Shop) -> None:
    own.post("/partner/sign-in/mail", data={"email": "bob@b.example"})
    with begin_read(registry_sessions) as session:
        assert [each.site_id for each in list_mails(session) if each.address == "bob@b.example"] == [shop.site_id]


def test_the_cabinet_shows_the_brand_under_the_consoles_host_too(
    own: TestClient, registry_sessions: Sessions, shop: Shop
) -> None:
    own.base_url, own.headers["Origin"] = CONSOLE, CONSOLE
    open_link(own, make_link(registry_sessions, shop, shop.bob_id))
    page = own.get("/partner").text
    assert "<title>Home · Bean &amp; Co</title>" in page
    assert '<img class="logo" src="/brand/pk_' in page
    assert "style=" not in page


def test_a_change_is_known_after_a_second_and_what_was_known_stays_meanwhile(
    registry_sessions: Sessions, shop: Shop, branded: None
) -> None:
    moment = [10.0]
    hosts = HostMap(registry_sessions, lambda: moment[0])
    found = hosts.find(HOST)
    assert found is not None
    assert (found.site_id, found.name, hosts.find("evil.example")) == (shop.site_id, "Bean & Co", None)
    with begin_change(registry_sessions) as session:
        update_brand(session, shop.site_id, shown_name="Beans")
    assert hosts.find(HOST) == found
    moment[0] += 1
    changed = hosts.find(HOST)
    assert changed is not None
    assert changed.name == "Beans"
    with begin_change(registry_sessions) as session:
        update_brand(session, shop.site_id, shown_name="Bean & Co")


def test_without_an_address_of_its_own_the_console_keeps_every_host(
    embedded_session: Warehouse,
    registry_sessions: Sessions,
    redis_url: str,
    tmp_path_factory: pytest.TempPathFactory,
    branded: None,
) -> None:
    settings = read_settings(ConsoleSettings, {"PRM_DATA_DIR": str(tmp_path_factory.mktemp("nameless"))})
    with (
        Redis.from_url(redis_url) as redis,
        TestClient(create_app(settings, embedded_session, registry_sessions, redis), OWN) as client,
    ):
        assert client.get("/sign-in").status_code == 200


def test_the_installations_own_hosts_are_these(settings: ConsoleSettings) -> None:
    assert set(list_own_hosts(settings)) >= {"console.example", "other.example", "edge.example", "localhost"}
