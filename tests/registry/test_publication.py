"""Every change is published to the edge, and published again when Redis lost it."""

import logging
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from redis import Redis
from sqlalchemy.orm import Session

from database.columns import utc_now
from database.sessions import Sessions, begin_change, begin_read
from events.keys import KEY_USES, SNAPSHOT, SNAPSHOT_VERSION
from events.snapshot import EdgeKey, EdgeLink, EdgeSnapshot, decode_snapshot
from registry.errors import RegistryInvalid
from registry.key_revocation import revoke_key
from registry.keys import create_key, list_keys, rotate_key
from registry.links import archive_link, create_link
from registry.partners import archive_partner, create_code, create_partner
from registry.publication import change_registry, publish_snapshot, read_snapshot, run_publication
from registry.sites import archive_site, create_site, update_site
from tests.fixtures.redis import RedisProcess

PATIENCE_SECONDS = 60


@pytest.fixture
def redis(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as client:
        yield client


def read_published(redis: Redis) -> EdgeSnapshot:
    value = redis.get(SNAPSHOT)
    assert isinstance(value, bytes)
    return decode_snapshot(value)


def test_the_snapshot_holds_sites_keys_and_links(registry_sessions: Sessions, redis: Redis) -> None:
    expires = utc_now() + timedelta(days=1)
    with change_registry(registry_sessions, redis) as session:
        site = create_site(session, "Shop", ["shop.example"])
        update_site(session, site.id, link_hosts=["apps.example"])
        key, _ = create_key(session, site.id, "server")
        partner, _ = create_partner(session, site.id, "Alice", "Alice")
        create_code(session, site.id, partner.id, "alias")
        link = create_link(session, site.id, partner.id, "https://shop.example/", sub_id="a", expires_at=expires)
    published = read_published(redis)
    (published_site,) = published.sites
    assert (published_site.site_id, published_site.site_key, published_site.hosts) == (
        site.id, site.site_key, ("shop.example",),
    )  # fmt: skip
    assert published_site.link_hosts == ("apps.example",)
    assert published_site.signing_key == site.signing_key
    assert (published_site.sales_from, published_site.leads_from) == ("browser", "browser")
    assert (published_site.currency, published_site.max_browser_amount) == ("EUR", 10_000_000)
    assert published.keys == (EdgeKey(key.id, site.id, key.key_hash, ("events",)),)
    expires_ms = int(expires.timestamp() * 1000)
    assert published.links == (EdgeLink(link.code, site.id, "https://shop.example/", "Alice", "a", expires_ms),)
    assert redis.get(SNAPSHOT_VERSION) == published.version.encode()


def test_what_ended_leaves_the_snapshot(registry_sessions: Sessions, redis: Redis) -> None:
    with begin_change(registry_sessions) as session:
        site = create_site(session, "Shop", ["shop.example"])
        key, _ = create_key(session, site.id, "server")
        partner, _ = create_partner(session, site.id, "alice", "Alice")
        link, kept = (create_link(session, site.id, partner.id, "https://shop.example/") for _ in range(2))
    with change_registry(registry_sessions, redis) as session:
        revoke_key(session, site.id, key.id, utc_now())
        archive_link(session, site.id, link.id, utc_now())
        archive_partner(session, site.id, partner.id)
    published = read_published(redis)
    assert published.keys == ()
    assert [each.code for each in published.links] == [kept.code]
    with change_registry(registry_sessions, redis) as session:
        archive_site(session, site.id, utc_now())
    emptied = read_published(redis)
    assert (emptied.sites, emptied.keys, emptied.links) == ((), (), ())


def test_a_rotated_key_is_published_with_its_end(registry_sessions: Sessions, redis: Redis) -> None:
    now = utc_now()
    with change_registry(registry_sessions, redis) as session:
        site = create_site(session, "Shop", ["shop.example"])
        key, _ = create_key(session, site.id, "server")
        new, _, _ = rotate_key(session, site.id, key.id, now, timedelta(hours=1))
    ends = {each.key_id: each.expires_ms for each in read_published(redis).keys}
    assert ends == {key.id: int((now + timedelta(hours=1)).timestamp() * 1000), new.id: None}


def test_the_last_use_of_a_key_is_stored_from_redis(registry_sessions: Sessions, redis: Redis) -> None:
    with begin_change(registry_sessions) as session:
        site = create_site(session, "Shop", ["shop.example"])
        key, _ = create_key(session, site.id, "server")
    redis.hset(KEY_USES, mapping={str(key.id): 1_750_000_000_000, "999": 1})
    with publishing(registry_sessions, redis):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (used := read_last_use(registry_sessions, site.id)) is None:
            assert time.monotonic() < deadline, "the use was not noted"
            time.sleep(0.02)
    assert used.timestamp() == 1_750_000_000


def read_last_use(sessions: Sessions, site_id: int) -> datetime | None:
    with begin_read(sessions) as session:
        return list_keys(session, site_id)[0].last_used_at


def test_the_version_follows_the_content_and_nothing_else(registry_sessions: Sessions) -> None:
    def read_version() -> str:
        with begin_read(registry_sessions) as session:
            return read_snapshot(session).version

    empty = read_version()
    with begin_change(registry_sessions) as session:
        site_id = create_site(session, "Shop", ["shop.example"]).id
    with_site = read_version()
    with begin_change(registry_sessions) as session:
        create_partner(session, site_id, "alice", "Alice")
    assert read_version() == with_site != empty


def test_a_change_that_fails_is_neither_saved_nor_published(registry_sessions: Sessions, redis: Redis) -> None:
    with pytest.raises(RegistryInvalid), change_registry(registry_sessions, redis) as session:
        create_site(session, create_site(session, "Shop", ["shop.example"]).name, [])
    assert redis.get(SNAPSHOT) is None
    with begin_read(registry_sessions) as session:
        assert read_snapshot(session).sites == ()


def test_a_change_while_redis_is_away_is_saved_and_published_later(
    registry_sessions: Sessions, private_redis: RedisProcess, caplog: pytest.LogCaptureFixture
) -> None:
    private_redis.stop()
    redis = Redis.from_url(private_redis.url)
    with caplog.at_level(logging.WARNING), change_registry(registry_sessions, redis) as session:
        create_site(session, "Shop", ["shop.example"])
    assert "the change is saved; the edge gets it once Redis is back" in caplog.text
    with publishing(registry_sessions, redis):
        private_redis.start()
        assert wait_for_snapshot(redis).sites[0].hosts == ("shop.example",)
    redis.close()


def test_what_redis_lost_is_published_again(registry_sessions: Sessions, redis: Redis) -> None:
    with begin_change(registry_sessions) as session:
        create_site(session, "Shop", ["shop.example"])
    with publishing(registry_sessions, redis):
        published = wait_for_snapshot(redis)
        redis.flushall()
        assert wait_for_snapshot(redis) == published


def test_the_same_snapshot_is_not_written_twice(registry_sessions: Sessions, redis: Redis) -> None:
    version = publish_snapshot(registry_sessions, redis)
    redis.set(SNAPSHOT, b"untouched")
    assert publish_snapshot(registry_sessions, redis) == version
    assert redis.get(SNAPSHOT) == b"untouched"


def test_an_older_snapshot_never_replaces_a_newer_one(
    registry_sessions: Sessions, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_and_be_overtaken(session: Session) -> EdgeSnapshot:
        old = read_snapshot(session)
        if not overtaken:
            overtaken.append(old)
            thread = threading.Thread(target=add_site)
            thread.start()
            thread.join()
        return old

    def add_site() -> None:
        with change_registry(registry_sessions, redis) as session:
            create_site(session, "Shop", ["shop.example"])

    overtaken: list[EdgeSnapshot] = []
    monkeypatch.setattr("registry.publication.read_snapshot", read_and_be_overtaken)
    publish_snapshot(registry_sessions, redis)
    assert not overtaken[0].sites
    assert [site.hosts for site in read_published(redis).sites] == [("shop.example",)]


class publishing:
    """Runs ``run_publication`` for as long as the block lasts."""

    def __init__(self, sessions: Sessions, redis: Redis) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=run_publication, args=(sessions, redis, self._stop))

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()


def wait_for_snapshot(redis: Redis) -> EdgeSnapshot:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while redis.get(SNAPSHOT) is None:
        assert time.monotonic() < deadline, "nothing was published"
        time.sleep(0.02)
    return read_published(redis)
