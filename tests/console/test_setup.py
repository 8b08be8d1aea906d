"""The setup address makes the first administrator once, and is worthless afterwards."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from redis import Redis
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from console.cookies import MEMBER_COOKIE
from console.pages.routes import console_routes
from console.pages.sign_in_attempts import FREE_ATTEMPTS
from database.sessions import Sessions, begin_change, begin_read
from registry.models import SetupToken
from registry.sites import create_site
from registry.team.members import create_login
from registry.team.people import list_people
from registry.team.setup import create_setup_token
from supervisor.addresses import Addresses
from supervisor.start_message import list_next_steps
from tests.fixtures.registry import open_empty_registry

NOW = datetime.now(UTC)
PASSWORD = "correct horse"
ORIGIN = "http://testserver"
ADDRESSES = Addresses("http://127.0.0.1:8400", "http://127.0.0.1:8500", "")


@pytest.fixture
def sessions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sessions]:
    """The registry of an empty installation."""
    with open_empty_registry(tmp_path_factory.mktemp("registry")) as sessions:
        yield sessions


@pytest.fixture
def client(sessions: Sessions, redis_url: str) -> Iterator[TestClient]:
    """A browser without JavaScript that follows no redirect."""
    with Redis.from_url(redis_url) as redis:
        routes = console_routes(sessions, redis, "http://edge.example", b"a secret of the tests")
        headers = {"Origin": ORIGIN}
        with TestClient(Starlette(routes=routes), ORIGIN, headers=headers, follow_redirects=False) as client:
            yield client


def make_token(sessions: Sessions) -> str:
    with begin_change(sessions) as session:
        return create_setup_token(session, NOW)


def give(token: str, email: str = "root@shop.example", password: str = PASSWORD) -> dict[str, str]:
    return {"token": token, "email": email, "password": password}


def test_the_address_makes_one_administrator_and_no_second(client: TestClient, sessions: Sessions) -> None:
    token = make_token(sessions)
    assert "Make your login" in client.post("/setup", data={"token": token}).text
    made = client.post("/setup/administrator", data=give(token))
    assert (made.status_code, made.headers["location"]) == (303, "/setup/site")
    with begin_read(sessions) as session:
        [person] = list_people(session)
        assert (person.email, person.is_administrator) == ("root@shop.example", True)
        assert session.scalar(select(SetupToken)) is None
    assert client.post("/setup/administrator", data=give(token, "eve@shop.example")).status_code == 401
    assert client.get("/setup").headers["location"] == "/setup/site"
    assert client.get("/").headers["location"] in ("/attribution", "/overview")
    assert client.get("/attribution").headers["location"] == "/setup/site"
    client.cookies.delete(MEMBER_COOKIE)
    assert client.get("/setup").headers["location"].startswith("/sign-in")
    assert client.get("/installation").headers["location"].startswith("/sign-in")


def test_whoever_reads_the_first_page_in_a_language_goes_on_in_it(client: TestClient, sessions: Sessions) -> None:
    polish, token = {"Accept-Language": "pl"}, make_token(sessions)
    asked = client.post("/setup", data={"token": token}, headers=polish)
    assert ('<html lang="pl">' in asked.text, "Utwórz swoje konto administratora tej instalacji." in asked.text) == (
        True,
        True,
    )
    wrong = client.post("/setup/administrator", data=give(token, password="short"), headers=polish)
    assert "Hasło: podaj co najmniej 8 znaków." in wrong.text
    client.post("/setup/administrator", data=give(token), headers=polish)
    with begin_read(sessions) as session:
        [person] = list_people(session)
        assert person.language == "pl"
    site = client.get("/setup/site", headers={"Accept-Language": "ru"})
    assert "Którą witrynę chcesz śledzić?" in site.text


def test_another_language_is_chosen_after_the_token_too(client: TestClient, sessions: Sessions) -> None:
    token = make_token(sessions)
    asked = client.post("/setup", data={"token": token})
    assert 'form="opened" formaction="?language=pl" formnovalidate lang="pl"' in asked.text
    assert token not in re.sub(r'<form id="opened".*?</form>', "", asked.text, flags=re.DOTALL)
    polish = client.post("/setup?language=pl", data=give(token, password=""))
    assert "Utwórz swoje konto administratora tej instalacji." in polish.text
    assert 'value="root@shop.example"' in polish.text
    # What is wrong with the login is said at another address.
    wrong = client.post("/setup/administrator", data=give(token, password="short"))
    assert "Hasło: podaj co najmniej 8 znaków." in wrong.text
    assert 'formaction="/setup?language=ru"' in wrong.text
    russian = client.post("/setup?language=ru", data=give(token))
    assert '<html lang="ru">' in russian.text
    assert client.post("/setup/administrator", data=give(token)).status_code == 303
    with begin_read(sessions) as session:
        assert [person.language for person in list_people(session)] == ["ru"]


def test_every_step_can_be_read_in_another_language(client: TestClient, sessions: Sessions) -> None:
    posted = {"language": "ru", "next": "/setup/site"}
    assert client.post("/setup/language", data=posted).headers["location"].startswith("/sign-in")
    client.post("/setup/administrator", data=give(make_token(sessions)))
    page = client.get("/setup/site").text
    assert 'value="en" lang="en" aria-current="true">English</button>' in page
    assert 'name="next" value="/setup/site"' in page
    assert client.post("/setup/language", data=posted).headers["location"] == "/setup/site"
    assert '<html lang="ru">' in client.get("/setup/site").text
    # Neither another site's address nor a language that there is none of.
    odd = {"language": "tlh", "next": "https://rival.example"}
    assert client.post("/setup/language", data=odd).headers["location"] == "/setup"
    headers = {"Origin": "https://rival.example"}
    assert client.post("/setup/language", data={"language": "pl"}, headers=headers).status_code == 403
    assert '<html lang="ru">' in client.get("/setup/site").text
    client.post("/setup/language", data={**posted, "language": "en"})
    with begin_read(sessions) as session:
        assert [person.language for person in list_people(session)] == [""]


def test_without_a_token_a_language_is_a_link(client: TestClient, sessions: Sessions) -> None:
    make_token(sessions)
    for page in (client.get("/setup"), client.post("/setup?language=pl", data={"token": "su_guess"})):
        assert 'formaction="' not in page.text
        assert 'href="?language=ru"' in page.text


def test_an_administrator_without_a_site_changes_the_password(client: TestClient, sessions: Sessions) -> None:
    client.post("/setup/administrator", data=give(make_token(sessions)))
    assert 'action="/installation/account/password?"' in client.get("/installation/account").text
    wrong = client.post("/installation/account/password", data={"password": "guess", "new_password": "battery staple"})
    assert wrong.status_code == 401
    form = {"password": PASSWORD, "new_password": "battery staple"}
    changed = client.post("/installation/account/password", data=form)
    assert changed.headers["location"] == "/installation/account?done=password"
    assert "The password is changed" in client.get(changed.headers["location"]).text
    client.cookies.delete(MEMBER_COOKIE)
    assert client.get("/installation/account").headers["location"].startswith("/sign-in")


def test_only_the_hash_of_the_last_token_is_kept(client: TestClient, sessions: Sessions) -> None:
    first, second = make_token(sessions), make_token(sessions)
    with begin_read(sessions) as session:
        [kept] = session.scalars(select(SetupToken)).all()
    assert second not in kept.token_hash
    assert client.post("/setup", data={"token": first}).status_code == 401
    assert client.post("/setup", data={"token": second}).status_code == 200


def test_a_token_is_worthless_once_somebody_has_a_login(client: TestClient, sessions: Sessions) -> None:
    token = make_token(sessions)
    with begin_change(sessions) as session:
        create_login(session, "ada@shop.example", "")
    assert client.post("/setup", data={"token": token}).status_code == 401
    assert client.post("/setup/administrator", data=give(token)).status_code == 401
    with begin_read(sessions) as session:
        assert [person.email for person in list_people(session)] == ["ada@shop.example"]


@pytest.mark.parametrize(("email", "password"), [("root", "correct horse"), ("root@shop.example", "short")])
def test_an_invalid_address_or_password_uses_nothing_up(
    client: TestClient, sessions: Sessions, email: str, password: str
) -> None:
    token = make_token(sessions)
    assert client.post("/setup/administrator", data=give(token, email, password)).status_code == 400
    assert client.post("/setup/administrator", data=give(token)).status_code == 303


def test_guesses_are_slowed_down_and_the_right_token_is_not(client: TestClient, sessions: Sessions) -> None:
    token = make_token(sessions)
    assert client.post("/setup", data={"token": "su_guess"}).status_code == 401
    # Each pause is twice as long as the one before: one of them is longer than a guess takes.
    guesses = (client.post("/setup", data={"token": "su_guess"}) for _ in range(FREE_ATTEMPTS["account"] + 8))
    paused = next(answer for answer in guesses if answer.status_code == 429)
    assert int(paused.headers["retry-after"]) >= 1
    assert client.post("/setup", data={"token": token}).status_code == 200
    assert client.post("/setup/administrator", data=give(token)).status_code == 303


def test_another_sites_page_sets_nothing_up(client: TestClient, sessions: Sessions) -> None:
    headers = {"Origin": "https://rival.example"}
    assert client.post("/setup/administrator", data=give(make_token(sessions)), headers=headers).status_code == 403


def test_prm_up_prints_the_address_until_there_is_a_login(sessions: Sessions) -> None:
    with begin_change(sessions) as session:
        create_site(session, "Shop", ["shop.example"])
        first, second = (list_next_steps(session, ADDRESSES, NOW)[-1] for _ in range(2))
        assert first.strip().startswith("http://localhost:8500/setup#su_")
        assert first != second
        member = create_login(session, "ada@shop.example", "")
        assert "--administrator" in list_next_steps(session, ADDRESSES, NOW)[-1]
        member.is_administrator = True
        session.flush()
        assert list_next_steps(session, ADDRESSES, NOW) == ()
