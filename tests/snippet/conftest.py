"""A real tracker for the browsers to talk to, a client's website with the tag, and a visitor of it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx2
import pytest
import redis
from playwright.sync_api import BrowserContext

from events.keys import SNAPSHOT, SNAPSHOT_VERSION
from events.snapshot import EdgeSite, EdgeSnapshot, encode_snapshot
from tests.fixtures.client_site import ClientSite
from tests.fixtures.plain_http import NO_TLS
from tests.fixtures.redis import RedisProcess, run_redis
from tests.fixtures.running import find_free_ports
from tests.snippet.engines.visit import engine as engine
from tests.snippet.engines.visit import visit as visit
from tests.snippet.relay import Relay
from tests.snippet.visitor import Recorded, Tag, Visitor

SITE = EdgeSite(7, "pk_test", ("shop.example", "*.shop.example", "127.0.0.1"), signing_key="sig_test")
SHARDS = 4
START_SECONDS = 120
SERVE = (
    "import os; from settings import TrackerSettings, read_settings; from tracker.worker import serve_tracker;"
    "serve_tracker(read_settings(TrackerSettings, os.environ))"
)


@pytest.fixture(scope="session")
def redis_process(redis_program: str) -> Iterator[RedisProcess]:
    """A server of the tracker's own: whatever registry another folder publishes, it does not hear of it."""
    yield from run_redis(program=redis_program)


@pytest.fixture(scope="session")
def tracker_url(redis_process: RedisProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A tracker process that knows one site."""
    _publish(redis_process.url, EdgeSnapshot("1", (SITE,)))
    (port,) = find_free_ports(1)
    environ = {
        "PRM_REDIS_URL": redis_process.url,
        "PRM_SHARDS": str(SHARDS),
        "PRM_TRACKER_PORT": str(port),
        "PRM_DATA_DIR": str(tmp_path_factory.mktemp("tracker")),
        "PRM_IP_EVENTS_PER_SECOND": "0",
        "PRM_SECRET": "secret of the tests",
    }
    process = subprocess.Popen([sys.executable, "-c", SERVE], env={**os.environ, **environ})
    url = f"http://127.0.0.1:{port}"
    try:
        _wait_until_ready(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(START_SECONDS)


@pytest.fixture
def recorded(tracker_url: str, redis_url: str) -> Iterator[Recorded]:
    """The streams, empty at first."""
    streams = Recorded(redis_url, SHARDS)
    yield streams
    streams.close()


@pytest.fixture
def tag(tracker_url: str) -> Tag:
    """The tag of the site."""
    return Tag(f"{tracker_url}/prm.js", SITE.site_key)


@pytest.fixture
def site(tag: Tag) -> Iterator[ClientSite]:
    """The client's website; its first page carries the tag without any option."""
    website = ClientSite()
    website.put("/", tag.html())
    website.put("/second", tag.html())
    with website.running():
        yield website


@pytest.fixture
def relay(tracker_url: str) -> Iterator[Relay]:
    """What may stand between the visitor and the tracker; it knows no preflight."""
    with Relay(tracker_url).running() as running:
        yield running


@pytest.fixture
def visitor(context: BrowserContext, site: ClientSite, recorded: Recorded) -> Visitor:
    """A visitor who has not been here before."""
    return Visitor(context, site, recorded)


def _publish(url: str, snapshot: EdgeSnapshot) -> None:
    with redis.Redis.from_url(url) as client:
        client.mset({SNAPSHOT: encode_snapshot(snapshot), SNAPSHOT_VERSION: snapshot.version})


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _is_ready(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError("the tracker did not start")
        time.sleep(0.05)


def _is_ready(url: str) -> bool:
    try:
        return httpx2.get(url + "/health/ready", timeout=2, verify=NO_TLS).status_code == 200
    except httpx2.HTTPError:
        return False
