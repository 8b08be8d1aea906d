"""Passwords cannot be tried one after another, and whoever tries keeps no owner out."""

import pytest
from redis import Redis
from starlette.testclient import TestClient

from console.pages.known_devices import DEVICE_COOKIE
from console.pages.sign_in_attempts import (
    FIRST_PAUSE_MS,
    FREE_ATTEMPTS,
    LONGEST_PAUSE_MS,
    NEW_PLACE_PAUSE_MS,
    Attempt,
    _key,
    count_attempt,
    find_network,
)
from tests.console.conftest import EMAIL, PASSWORD

pytestmark = pytest.mark.usefixtures("patient_pauses")


def try_password(client: TestClient, password: str, email: str = EMAIL) -> int:
    return client.post("/sign-in", data={"email": email, "password": password}).status_code


def pause_account(client: TestClient) -> None:
    """Somebody fails at the owner's account until it is paused; from the owner's own address, without the cookie."""
    known = client.cookies.get(DEVICE_COOKIE, path="/sign-in")
    client.cookies.delete(DEVICE_COOKIE) if known else None
    assert {try_password(client, "wrong") for _ in range(FREE_ATTEMPTS["account"] + 1)} == {401}
    assert try_password(client, "wrong") == 429
    if known:
        client.cookies.set(DEVICE_COOKIE, known, "testserver.local", "/sign-in")


def set_attempts(redis_url: str, kind: str, name: str, attempts: int) -> None:
    """As if so many had failed, and the last pause were over."""
    with Redis.from_url(redis_url) as redis:
        redis.hset(_key(kind, name), mapping={"attempts": attempts, "pause_ends_ms": 0})


def read_milliseconds(redis: Redis) -> int:
    """The clock by which pauses end."""
    seconds, microseconds = redis.time()
    return int(seconds * 1000 + microseconds // 1000)


def test_after_some_failures_an_account_pauses(client: TestClient) -> None:
    pause_account(client)
    answer = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert answer.status_code == 429
    assert 0.9 * LONGEST_PAUSE_MS <= 1000 * int(answer.headers["retry-after"]) <= LONGEST_PAUSE_MS
    assert "Too many attempts" in answer.text


@pytest.mark.parametrize(("more", "seconds"), [(0, 1), (1, 2), (4, 16), (9, 512), (10, 900), (500, 900)])
def test_the_pause_doubles_up_to_a_quarter_of_an_hour(
    client: TestClient, redis_url: str, monkeypatch: pytest.MonkeyPatch, more: int, seconds: int
) -> None:
    monkeypatch.setattr("console.pages.sign_in_attempts.FIRST_PAUSE_MS", FIRST_PAUSE_MS)
    assert (FIRST_PAUSE_MS, LONGEST_PAUSE_MS) == (1000, 900_000)
    set_attempts(redis_url, "account", EMAIL, FREE_ATTEMPTS["account"] + more)
    with Redis.from_url(redis_url) as redis:
        earliest = read_milliseconds(redis)
        assert try_password(client, "wrong") == 401
        latest, ends = read_milliseconds(redis), redis.hget(_key("account", EMAIL), "pause_ends_ms")
    assert earliest + 1000 * seconds <= int(str(ends, "ascii")) <= latest + 1000 * seconds


def test_an_attacker_keeps_no_owner_out_whose_browser_signed_in_before(client: TestClient) -> None:
    assert try_password(client, PASSWORD) == 303
    pause_account(client)
    assert try_password(client, PASSWORD) == 303


def fail_from(redis: Redis, address: str) -> int:
    """Seconds that somebody at this address waits before a guess at the owner's account; a guess that he has fails."""
    return count_attempt(redis, Attempt(EMAIL, find_network(address)))


def test_of_a_paused_account_a_new_place_has_one_attempt(redis_url: str) -> None:
    with Redis.from_url(redis_url) as redis:
        for _ in range(FREE_ATTEMPTS["account"]):
            assert fail_from(redis, "203.0.113.7") == 0
        set_attempts(redis_url, "account", EMAIL, 100)
        assert fail_from(redis, "203.0.113.7") == 0
        # Neither the attacker's own network nor the next ones beside it.
        for used in ("203.0.113.7", "203.0.113.8"):
            assert fail_from(redis, used) > LONGEST_PAUSE_MS // 1000 - 60
        assert fail_from(redis, "2001:db8:1:2::1") == 0
        # Of all new places together one at a time, for a while; who waits has used nothing up.
        assert 0 < fail_from(redis, "198.51.100.1") <= NEW_PLACE_PAUSE_MS // 1000
        redis.delete(_key("new place", EMAIL))
        assert fail_from(redis, "2001:db8:1:3::1") > NEW_PLACE_PAUSE_MS // 1000
        assert fail_from(redis, "198.51.100.1") == 0
        redis.delete(_key("new place", EMAIL))
        assert fail_from(redis, "198.51.100.1") > NEW_PLACE_PAUSE_MS // 1000


def test_a_new_browser_of_the_owner_gets_in_while_somebody_attacks(client: TestClient, redis_url: str) -> None:
    with Redis.from_url(redis_url) as redis:
        for _ in range(FREE_ATTEMPTS["account"] + 1):
            assert fail_from(redis, "203.0.113.7") == 0
        assert fail_from(redis, "203.0.113.7") > 0
    assert try_password(client, PASSWORD) == 303
    # Then its browser is known, and the account has no failures.
    assert try_password(client, PASSWORD) == 303


def test_an_attacker_at_the_same_address_keeps_out_nobody_else(client: TestClient, redis_url: str) -> None:
    for number in range(FREE_ATTEMPTS["network"] + 1):
        assert try_password(client, "wrong", f"{number}@shop.example") == 401
    assert try_password(client, "wrong", "0@shop.example") == 429
    assert try_password(client, PASSWORD) == 303


def test_a_known_device_has_its_own_count(client: TestClient) -> None:
    assert try_password(client, PASSWORD) == 303
    assert {try_password(client, "wrong") for _ in range(FREE_ATTEMPTS["device"] + 1)} == {401}
    assert try_password(client, "wrong") == 429


@pytest.mark.parametrize("forged", ["", ".", "a.b", "0.0"])
def test_nobody_forges_a_known_device(client: TestClient, forged: str) -> None:
    pause_account(client)
    client.cookies.set(DEVICE_COOKIE, forged, "testserver.local", "/sign-in")
    assert try_password(client, PASSWORD) == 429


def test_a_known_device_is_one_for_its_own_account_alone(client: TestClient, redis_url: str) -> None:
    assert try_password(client, PASSWORD) == 303
    other = "bob@shop.example"
    assert {try_password(client, "wrong", other) for _ in range(FREE_ATTEMPTS["account"] + 1)} == {401}
    assert try_password(client, "wrong", other) == 429


def test_success_forgets_the_earlier_failures(client: TestClient) -> None:
    for _ in range(2):
        for _ in range(FREE_ATTEMPTS["account"]):
            assert try_password(client, "wrong") == 401
        assert try_password(client, PASSWORD) == 303
        client.cookies.clear()


def test_the_cookie_of_a_known_device_goes_to_the_sign_in_page_alone(client: TestClient) -> None:
    headers = client.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}).headers.get_list("set-cookie")
    [cookie] = [each for each in headers if each.startswith(DEVICE_COOKIE)]
    assert {"HttpOnly", "Path=/sign-in", "SameSite=strict"} <= set(cookie.split("; "))


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("", ""),
    ],
)
def test_the_addresses_of_one_household_are_one_network(address: str, network: str) -> None:
    assert find_network(address) == network
