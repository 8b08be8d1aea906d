"""With a second factor the password alone opens nothing; each code and each recovery code is good once."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pyotp import TOTP
from redis import Redis
from starlette.applications import Starlette
from starlette.testclient import TestClient

from console.pages.routes import console_routes
from console.pages.sign_in_attempts import FREE_ATTEMPTS
from database.sessions import Sessions, begin_change
from registry.team.second_factor import RECOVERY_CODES, end_second_factor
from tests.console.conftest import EMAIL, ORIGIN, PASSWORD, Shop


class Clock:
    """Stands until it is moved on."""

    def __init__(self) -> None:
        self.time = datetime.now(UTC)

    def now(self) -> datetime:
        return self.time

    def move_on(self, seconds: int = 30) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(registry_sessions: Sessions, redis_url: str, shop: Shop, clock: Clock) -> Iterator[TestClient]:
    """A browser whose console has the clock of the test."""
    with Redis.from_url(redis_url) as redis:
        routes = console_routes(registry_sessions, redis, "http://edge.example", b"a secret", clock.now)
        headers = {"Origin": ORIGIN}
        with TestClient(Starlette(routes=routes), ORIGIN, headers=headers, follow_redirects=False) as client:
            yield client
    with begin_change(registry_sessions) as session:
        end_second_factor(session, shop.member_id)


def switch_on(marketer: TestClient, clock: Clock) -> tuple[TOTP, list[str]]:
    """The app's part, and the recovery codes."""
    shown = marketer.post("/account/second-factor", data={"password": PASSWORD}).text
    found = re.search(r"Key <code>(\w+)</code>", shown)
    assert found is not None
    assert "<svg" in shown
    totp = TOTP(found.group(1))
    page = marketer.post("/account/second-factor/code", data={"code": totp.at(clock.time)}).text
    codes = re.findall(r"\b[2-9a-z]{4}(?:-[2-9a-z]{4}){3}\b", page)
    assert len(codes) == RECOVERY_CODES
    clock.move_on()
    return totp, codes


def give_password(client: TestClient, next_path: str = "/") -> str:
    """Where it leads, in a browser that knows no session."""
    client.cookies.clear()
    answer = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD, "next": next_path})
    assert answer.status_code == 303
    return answer.headers["location"]


def give_code(client: TestClient, code: str) -> int:
    return client.post("/sign-in/code", data={"code": code, "next": "/funnel"}).status_code


def test_a_code_of_the_app_opens_the_requested_page(marketer: TestClient, clock: Clock) -> None:
    totp, _ = switch_on(marketer, clock)
    assert give_password(marketer, "/funnel") == "/sign-in/code?next=%2Ffunnel"
    assert marketer.get("/funnel").status_code == 303
    assert marketer.get("/sign-in/code").status_code == 200
    answer = marketer.post("/sign-in/code", data={"code": totp.at(clock.time), "next": "/funnel"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/funnel")
    assert marketer.get("/funnel").status_code == 200


def test_the_session_between_the_steps_opens_nothing(marketer: TestClient, clock: Clock) -> None:
    switch_on(marketer, clock)
    give_password(marketer)
    marketer.cookies.set("prm_session", marketer.cookies["prm_sign_in"])
    assert marketer.get("/funnel").status_code == 303


def test_a_code_is_good_once_and_an_earlier_one_is_not(marketer: TestClient, clock: Clock) -> None:
    totp, _ = switch_on(marketer, clock)
    code, earlier = totp.at(clock.time), totp.at(clock.time - timedelta(seconds=30))
    give_password(marketer)
    assert give_code(marketer, code) == 303
    give_password(marketer)
    assert give_code(marketer, code) == 401
    assert give_code(marketer, earlier) == 401


@pytest.mark.parametrize(("seconds", "status"), [(-60, 401), (-30, 303), (0, 303), (30, 303), (60, 401)])
def test_a_clock_may_be_half_a_minute_off(marketer: TestClient, clock: Clock, seconds: int, status: int) -> None:
    totp, _ = switch_on(marketer, clock)
    clock.move_on(120)
    give_password(marketer)
    assert give_code(marketer, totp.at(clock.time + timedelta(seconds=seconds))) == status


def test_a_recovery_code_is_good_once(marketer: TestClient, clock: Clock) -> None:
    _, codes = switch_on(marketer, clock)
    give_password(marketer)
    assert give_code(marketer, f" {codes[0].upper()} ") == 303
    assert f"{RECOVERY_CODES - 1} recovery codes are left" in marketer.get("/account").text
    give_password(marketer)
    assert give_code(marketer, codes[0]) == 401
    assert give_code(marketer, codes[1]) == 303


@pytest.mark.usefixtures("patient_pauses")
def test_codes_cannot_be_tried_one_after_another(marketer: TestClient, clock: Clock) -> None:
    totp, _ = switch_on(marketer, clock)
    give_password(marketer)
    assert {give_code(marketer, "000000x") for _ in range(FREE_ATTEMPTS["account"] + 1)} == {401}
    assert give_code(marketer, totp.at(clock.time)) == 429


def test_the_second_step_must_follow_within_five_minutes(marketer: TestClient, clock: Clock) -> None:
    totp, _ = switch_on(marketer, clock)
    give_password(marketer)
    clock.move_on(301)
    answer = marketer.post("/sign-in/code", data={"code": totp.at(clock.time)})
    assert answer.headers["location"] == "/sign-in"
    assert marketer.get("/sign-in/code").headers["location"] == "/sign-in"


def test_until_a_code_is_confirmed_nothing_changes(marketer: TestClient) -> None:
    marketer.post("/account/second-factor", data={"password": PASSWORD})
    answer = marketer.post("/account/second-factor/code", data={"code": "123"})
    assert answer.status_code == 400
    assert "Key <code>" not in answer.text
    assert give_password(marketer) == "/"


@pytest.mark.parametrize("path", ["/account/second-factor", "/account/second-factor/end"])
def test_it_is_switched_with_the_password_only(marketer: TestClient, clock: Clock, path: str) -> None:
    if path.endswith("end"):
        switch_on(marketer, clock)
    assert marketer.post(path, data={"password": "wrong"}).status_code == 401
    assert (give_password(marketer) == "/") is not path.endswith("end")


def test_switched_off_the_password_is_enough(marketer: TestClient, clock: Clock) -> None:
    switch_on(marketer, clock)
    assert marketer.post("/account/second-factor/end", data={"password": PASSWORD}).status_code == 303
    assert give_password(marketer) == "/"


def test_neither_secret_nor_codes_are_shown_again(marketer: TestClient, clock: Clock) -> None:
    totp, codes = switch_on(marketer, clock)
    assert marketer.post("/account/second-factor", data={"password": PASSWORD}).status_code == 409
    page = marketer.get("/account").text
    assert totp.secret not in page
    assert codes[0] not in page
