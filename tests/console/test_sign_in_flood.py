"""Many attempts to sign in at once take the memory and time of one, and keep nobody out who is known."""

import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
import uvicorn
from redis import Redis
from starlette.applications import Starlette

from console.pages.password_checks import MAX_PENDING, MAX_PENDING_OF_ONE, ChecksBusy, PasswordChecks
from console.pages.routes import console_routes
from database.sessions import Sessions
from registry import logins
from registry.login_columns import LoginColumns
from tests.console.conftest import EMAIL, PASSWORD, Shop
from tests.console.server import run_server

AT_ONCE = 60


class Watched:
    """Checks passwords and notes how many checks ran side by side."""

    def __init__(self) -> None:
        self._lock, self._running, self.most = threading.Lock(), 0, 0

    def is_password_of(self, login: LoginColumns | None, password: str) -> bool:
        """The real check."""
        with self._lock:
            self._running += 1
            self.most = max(self.most, self._running)
        try:
            return logins.is_password_of(login, password)
        finally:
            with self._lock:
                self._running -= 1


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Watched:
    watched = Watched()
    monkeypatch.setattr("console.pages.sign_in.is_password_of", watched.is_password_of)
    return watched


@pytest.fixture
def sign_in_url(registry_sessions: Sessions, redis_url: str, shop: Shop, watched: Watched) -> Iterator[str]:
    """The pages on a port of their own."""
    with Redis.from_url(redis_url) as redis:
        app = Starlette(routes=console_routes(registry_sessions, redis, "http://edge.example", b"a secret"))
        with run_server(uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))) as url:
            yield url


def test_attempts_at_once_are_checked_one_by_one_or_turned_away(sign_in_url: str, watched: Watched) -> None:
    right, headers = {"email": EMAIL, "password": PASSWORD}, {"Origin": sign_in_url}
    answers: list[httpx2.Response] = []

    def attack(number: int) -> None:
        form = {"email": f"{number}@shop.example", "password": "wrong"}
        answers.append(httpx2.post(f"{sign_in_url}/sign-in", data=form, headers=headers, timeout=60))

    with httpx2.Client(base_url=sign_in_url, headers=headers, timeout=60) as owner:
        assert owner.post("/sign-in", data=right).status_code == 303
        with ThreadPoolExecutor(AT_ONCE) as threads:
            for number in range(AT_ONCE):
                threads.submit(attack, number)
            assert owner.post("/sign-in", data=right).status_code == 303
    statuses = Counter(answer.status_code for answer in answers)
    assert statuses.total() == AT_ONCE
    assert set(statuses) == {401, 429}
    assert {answer.headers["retry-after"] for answer in answers if answer.status_code == 429} == {"3"}
    # The owner's check beside one of the others.
    assert watched.most <= 2


def test_nobody_takes_the_whole_queue_and_the_queue_has_an_end() -> None:
    checks = PasswordChecks()
    places = [checks.reserve("one") for _ in range(MAX_PENDING_OF_ONE)]
    for place in places:
        place.__enter__()
    with pytest.raises(ChecksBusy), checks.reserve("one"):
        pass
    others = [checks.reserve(str(number)) for number in range(MAX_PENDING - MAX_PENDING_OF_ONE)]
    for place in others:
        place.__enter__()
    with pytest.raises(ChecksBusy), checks.reserve("somebody"):
        pass
    for place in (*places, *others):
        place.__exit__(None, None, None)
    with checks.reserve("one"):
        pass
