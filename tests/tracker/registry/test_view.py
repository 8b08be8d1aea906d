"""The edge follows the registry, and knows what it knew when Redis is away."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
import redis

from events.enums import Scope
from events.keys import SNAPSHOT, SNAPSHOT_VERSION
from events.snapshot import EdgeKey, EdgeLink, EdgeSite, EdgeSnapshot, hash_key
from tests.fixtures.redis import RedisProcess
from tests.tracker.running import ORIGIN, SNAPSHOT_OF_TESTS, RunningEdge, make_settings, publish, run_edge, wait_until
from tracker.registry.view import POLL_SECONDS, UNKNOWN_SITE_PAUSE_SECONDS

NEW_SITE = EdgeSite(3, "pk_new", ("shop.example",))
CHANGED = replace(SNAPSHOT_OF_TESTS, version="2", sites=(*SNAPSHOT_OF_TESTS.sites, NEW_SITE))


def add_shop(number: int, secret_key: str = "") -> EdgeSnapshot:
    """The registry once a site with a link, and maybe a key, has been created in it."""
    keys = (EdgeKey(number, number, hash_key(secret_key), (Scope.EVENTS,)),) if secret_key else ()
    return EdgeSnapshot(
        version=f"{number} {secret_key}",
        sites=(EdgeSite(number, f"pk_{number}", ("shop.example",)),),
        keys=keys,
        links=(EdgeLink(f"link{number}", number, "https://shop.example/", "alice", ""),),
    )


def make_beacon(site_key: str) -> bytes:
    return json.dumps({"site": site_key, "type": "click"}).encode()


def test_a_change_of_the_registry_is_followed(own_edge: RunningEdge) -> None:
    assert own_edge.post(make_beacon("pk_new")).status_code == 403
    publish(own_edge.redis_url, CHANGED)
    wait_until(lambda: own_edge.post(make_beacon("pk_new")).status_code == 202)
    publish(own_edge.redis_url, replace(SNAPSHOT_OF_TESTS, version="3", sites=()))
    wait_until(lambda: own_edge.post(make_beacon("pk_shop")).status_code == 403)


@pytest.mark.parametrize("by_asgi", [False, True])
def test_what_was_created_a_moment_ago_is_known(private_redis: RedisProcess, tmp_path: Path, by_asgi: bool) -> None:
    publish(private_redis.url)
    with run_edge(make_settings(private_redis.url, tmp_path), by_asgi) as edge:
        for number in range(1, 11):
            publish(private_redis.url, add_shop(number))
            assert edge.post(make_beacon(f"pk_{number}")).status_code == 202
            publish(private_redis.url, add_shop(number, f"sk_{number}"))
            key = {"Authorization": f"Bearer sk_{number}"}
            assert edge.client.post("/v1/events", content=b'{"type": "click"}', headers=key).status_code == 202
            publish(private_redis.url, add_shop(number + 100))
            assert edge.client.get(f"/r/link{number + 100}", follow_redirects=False).status_code == 302
            publish(private_redis.url, add_shop(number + 200))
            assert edge.client.get(f"/e.gif?site=pk_{number + 200}").status_code == 200
            publish(private_redis.url, add_shop(number + 300))
            asked = {"site": f"pk_{number + 300}", "event_id": "0190f3c2-7a3b-7cc1-ad2e-000000000001"}
            assert edge.client.get("/e", params=asked, headers={"Origin": ORIGIN}).status_code == 200


def test_many_unknown_sites_share_a_poll(own_edge: RunningEdge) -> None:
    with redis.Redis.from_url(own_edge.redis_url) as client, ThreadPoolExecutor(8) as pool:
        client.config_resetstat()
        began = time.monotonic()
        answers = list(pool.map(lambda _: own_edge.post(make_beacon("pk_nobody")).status_code, range(200)))
        looks = client.info("commandstats")["cmdstat_get"]["calls"]
        most = (time.monotonic() - began) * (1 / UNKNOWN_SITE_PAUSE_SECONDS + 1 / POLL_SECONDS) + 2
    assert answers == [403] * 200
    assert looks <= most


def test_before_any_snapshot_was_seen_nothing_is_rejected_for_good(redis_url: str, tmp_path: Path) -> None:
    with run_edge(make_settings(redis_url, tmp_path)) as edge:
        assert edge.client.get("/health/ready").status_code == 503
        assert edge.post(make_beacon("pk_shop")).status_code == 503
        assert edge.client.get("/e.gif?site=pk_shop").status_code == 503
        assert edge.client.get("/r/spring").status_code == 503
        batch = edge.client.post("/v1/events", content=b"{}", headers={"Authorization": "Bearer sk_shop"})
        assert batch.status_code == 503
        publish(redis_url)
        wait_until(lambda: edge.client.get("/health/ready").status_code == 200)
        assert edge.post(make_beacon("pk_shop")).status_code == 202


def test_a_start_without_redis_remembers_the_last_snapshot(private_redis: RedisProcess, tmp_path: Path) -> None:
    settings = make_settings(private_redis.url, tmp_path)
    publish(private_redis.url)
    with run_edge(settings) as edge:
        wait_until(lambda: (tmp_path / "edge-snapshot.json").exists())
    private_redis.stop()
    with run_edge(settings) as edge:
        assert edge.post(make_beacon("pk_nobody")).status_code == 403
        assert edge.client.get("/r/spring").status_code == 302


@pytest.mark.parametrize("value", [b"{", b"[]", b'{"version":"9"}', b"null"])
def test_a_damaged_snapshot_changes_nothing(own_edge: RunningEdge, value: bytes) -> None:
    with redis.Redis.from_url(own_edge.redis_url) as client:
        client.mset({SNAPSHOT: value, SNAPSHOT_VERSION: "9"})
        asked = client.info("commandstats")["cmdstat_mget"]["calls"]
        wait_until(lambda: client.info("commandstats")["cmdstat_mget"]["calls"] > asked)
    assert own_edge.post(make_beacon("pk_shop")).status_code == 202


@pytest.mark.parametrize("content", [b"", b"nonsense"])
def test_a_damaged_file_is_no_obstacle(redis_url: str, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "edge-snapshot.json").write_bytes(content)
    publish(redis_url)
    with run_edge(make_settings(redis_url, tmp_path)) as edge:
        assert edge.post(make_beacon("pk_shop")).status_code == 202
