"""`X-PRM-Now` sets the moment of reception with its setting alone, and only for a key that may do anything."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from events.enums import Scope
from events.snapshot import EdgeKey, hash_key
from tests.fixtures.redis import RedisProcess
from tests.tracker.running import SNAPSHOT_OF_TESTS, RunningEdge, make_settings, publish, run_edge

ADMIN = EdgeKey(9, 1, hash_key("sk_admin"), (Scope.EVENTS, Scope.ADMIN))
PAST_MS = 1_767_225_600_000  # 2026-01-01T00:00:00Z


def receive(edge: RunningEdge, key: str, named: str) -> int:
    """When an event was received that names this moment."""
    content = json.dumps({"type": "click", "customer_id": "c1", "ref": "alice"}).encode()
    headers = {"Authorization": f"Bearer {key}", "X-PRM-Now": named}
    assert edge.client.post("/v1/events", content=content, headers=headers).status_code == 202
    return edge.stored()[-1].received_ms


@pytest.mark.parametrize("named", ["2026-01-01T00:00:00Z", str(PAST_MS)])
def test_only_with_the_setting_and_only_for_such_a_key(private_redis: RedisProcess, tmp_path: Path, named: str) -> None:
    publish(private_redis.url, replace(SNAPSHOT_OF_TESTS, keys=(*SNAPSHOT_OF_TESTS.keys, ADMIN)))
    with run_edge(make_settings(private_redis.url, tmp_path / "tested", PRM_TEST_CLOCK="1")) as edge:
        assert receive(edge, "sk_admin", named) == PAST_MS
        assert receive(edge, "sk_shop", named) > PAST_MS
        assert receive(edge, "sk_admin", "some time") > PAST_MS
    with run_edge(make_settings(private_redis.url, tmp_path / "usual")) as edge:
        assert receive(edge, "sk_admin", named) > PAST_MS
