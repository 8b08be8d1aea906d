"""Fixtures of the edge: running workers whose registry is published."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.redis import RedisProcess, run_redis
from tests.tracker.running import RunningEdge, make_settings, publish, run_edge


@pytest.fixture(scope="session")
def redis_process(redis_program: str) -> Iterator[RedisProcess]:
    """A server of the shared edges' own: whatever registry another folder publishes, they do not hear of it."""
    yield from run_redis(program=redis_program)


@pytest.fixture(scope="session")
def shared_edges(
    redis_process: RedisProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, RunningEdge]]:
    """Two workers, with and without ``BeaconProtocol``, for all tests that leave no trace in them."""
    publish(redis_process.url)
    settings = make_settings(redis_process.url, tmp_path_factory.mktemp("edge"))
    with run_edge(settings) as by_protocol, run_edge(settings, by_asgi=True) as by_asgi:
        yield {"protocol": by_protocol, "asgi": by_asgi}


@pytest.fixture
def edge(redis_url: str, shared_edges: dict[str, RunningEdge]) -> RunningEdge:
    """A worker as it runs in production, and an empty Redis."""
    publish(redis_url)
    for each in shared_edges.values():
        each.client.cookies.clear()
    return shared_edges["protocol"]


@pytest.fixture(params=["protocol", "asgi"])
def each_edge(request: pytest.FixtureRequest, edge: RunningEdge, shared_edges: dict[str, RunningEdge]) -> RunningEdge:
    """A tracker with and without ``BeaconProtocol``, which must not make a difference."""
    return shared_edges[request.param]


@pytest.fixture
def own_edge(private_redis: RedisProcess, tmp_path: Path) -> Iterator[RunningEdge]:
    """A worker of the test's own, to be counted or changed, with a registry of its own."""
    publish(private_redis.url)
    with run_edge(make_settings(private_redis.url, tmp_path)) as running:
        yield running
