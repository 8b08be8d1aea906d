"""Each month has a random key of its own, which workers share and which is destroyed two months after it was made."""

import os
from pathlib import Path

import pytest
from redis import Redis

from events.keys import ADDRESS_KEY
from ingest.enrich.address_keys import LIFE_DAYS, choose_keys, destroy_old_keys, find_shared_key
from settings.data_directory import address_keys_directory
from tests.ingest.builders import make_lookups, make_settings

DAY_SECONDS = 86_400


@pytest.fixture
def redis(redis_url: str) -> Redis:
    return Redis.from_url(redis_url)


def test_a_key_of_the_data_directory_is_random_and_stays(tmp_path: Path) -> None:
    find_key = choose_keys(make_settings(tmp_path), None)
    assert find_key("2026-03") == find_key("2026-03") != find_key("2026-04")
    assert find_key("2026-03") != choose_keys(make_settings(tmp_path / "other"), None)("2026-03")
    file = address_keys_directory(tmp_path) / "2026-03"
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_secret_alone_does_not_give_the_hash(tmp_path: Path) -> None:
    hashes = {make_lookups(tmp_path / name).hash_address(1, "2026-03", "203.0.113.77") for name in ("a", "b")}
    assert len(hashes) == 2


def test_a_key_is_destroyed_two_months_after_it_was_made(tmp_path: Path) -> None:
    first = choose_keys(make_settings(tmp_path), None)("2026-03")
    directory = address_keys_directory(tmp_path)
    os.utime(directory / "2026-03", (0, 0))
    assert destroy_old_keys(directory, LIFE_DAYS * DAY_SECONDS - 1) == 0
    assert destroy_old_keys(directory, LIFE_DAYS * DAY_SECONDS) == 1
    assert choose_keys(make_settings(tmp_path), None)("2026-03") != first


def test_workers_on_several_machines_share_a_key_that_redis_destroys(redis: Redis) -> None:
    assert find_shared_key(redis, "2026-03") == find_shared_key(redis, "2026-03") != find_shared_key(redis, "2026-04")
    assert 0 < redis.ttl(ADDRESS_KEY % "2026-03") <= LIFE_DAYS * DAY_SECONDS
