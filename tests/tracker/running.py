"""A real edge on a real port for a test, in a thread of the test's process."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import redis
import uvicorn

from events.enums import Scope
from events.event import Event, decode_events
from events.keys import EVENTS_FIELD, SNAPSHOT, SNAPSHOT_VERSION, STREAM
from events.snapshot import (
    EdgeKey,
    EdgeLink,
    EdgeSite,
    EdgeSnapshot,
    encode_snapshot,
    hash_key,
)
from http_server.listener import bind_socket
from settings import TrackerSettings, read_settings
from tests.fixtures.plain_http import NO_TLS
from tracker.app import create_app
from tracker.commit import Sink
from tracker.worker import configure_server

ORIGIN = "https://shop.example"
DESTINATION = "https://shop.example/products?colour=red&ref=old#top"
SNAPSHOT_OF_TESTS = EdgeSnapshot(
    version="1",
    sites=(
        EdgeSite(
            1,
            "pk_shop",
            ("shop.example", "*.shop.example", "xn--mnchen-3ya.example", "xn--strae-oqa.example", "::1"),
            link_hosts=("apps.example", "*.booking.example", "xn--bcher-kva.example"),
        ),
        EdgeSite(2, "pk_rival", ("rival.example",)),
    ),
    keys=(
        EdgeKey(1, 1, hash_key("sk_shop"), (Scope.EVENTS, Scope.REPORTS)),
        EdgeKey(2, 1, hash_key("sk_reader"), (Scope.REPORTS,)),
        EdgeKey(3, 1, hash_key("sk_ended"), (Scope.EVENTS,), expires_ms=1),
        EdgeKey(4, 1, hash_key("sk_ending"), (Scope.EVENTS,), expires_ms=1 << 45),
    ),
    links=(
        EdgeLink("spring", 1, DESTINATION, "alice", "mail 7"),
        EdgeLink("capitals", 1, "HTTPS://Shop.example/", "alice", ""),
        EdgeLink("bare", 1, "https://shop.example/ünï", "", ""),
        EdgeLink("gone", 1, DESTINATION, "alice", "", expires_ms=1),
        EdgeLink("tagged", 1, "https://shop.example/?utm_source=ours", "", ""),
        EdgeLink("umlaut", 1, "https://münchen.example:8443/", "", ""),
        EdgeLink("sharp", 1, "https://straße.example/a?b", "", ""),
        EdgeLink("six", 1, "http://[::1]:8000/", "", ""),
        EdgeLink("flags", 1, "https://shop.example/?a&b=c%20d&a=%B4%BA&&e=f+g", "", ""),
        EdgeLink("cat.png", 1, DESTINATION, "alice", ""),
        EdgeLink("rivals", 2, "https://rival.example/", "bob", ""),
        EdgeLink("stray", 1, "https://rival.example/", "alice", ""),
        EdgeLink("script", 1, "javascript://shop.example/%0aalert(1)", "alice", ""),
        EdgeLink("userinfo", 1, "https://shop.example@rival.example/", "alice", ""),
        EdgeLink("app", 1, "https://apps.example/shop?lang=de#top", "alice", "mail 7"),
        EdgeLink("booking", 1, "https://a.b.booking.example/", "alice", ""),
        EdgeLink("books", 1, "https://bücher.example/", "alice", ""),
        EdgeLink("rivalapp", 2, "https://apps.example/", "bob", ""),
        EdgeLink("underapp", 1, "https://x.apps.example/", "alice", ""),
        EdgeLink("bare-booking", 1, "https://booking.example/", "alice", ""),
        EdgeLink("appinfo", 1, "https://apps.example@rival.example/", "alice", ""),
        EdgeLink("appslash", 1, "https://apps.example\\@rival.example/", "alice", ""),
        EdgeLink("appscheme", 1, "javascript://apps.example/%0aalert(1)", "alice", ""),
        EdgeLink("backslash", 1, "https://shop.example\\@rival.example/", "alice", ""),
    ),
)


@dataclass(frozen=True, slots=True)
class RunningEdge:
    """A worker, and the Redis it writes to."""

    port: int
    client: httpx2.Client
    redis_url: str

    def post(self, content: bytes, origin: str = ORIGIN, **headers: str) -> httpx2.Response:
        """A beacon from a page."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Content-Type": "text/plain", "Origin": origin, **named}
        return self.client.post("/e", content=content, headers={name: value for name, value in sent.items() if value})

    def stored(self) -> list[Event]:
        """Every event on the streams, by shard and then in order."""
        with redis.Redis.from_url(self.redis_url) as client:
            entries = [entry for shard in range(4) for _, entry in client.xrange(STREAM % shard)]
        return [event for entry in entries for event in decode_events(entry[EVENTS_FIELD])]


def publish(redis_url: str, snapshot: EdgeSnapshot = SNAPSHOT_OF_TESTS) -> None:
    """What the registry does after a change."""
    with redis.Redis.from_url(redis_url) as client:
        publish_to(client, snapshot)


def publish_to(client: redis.Redis, snapshot: EdgeSnapshot) -> None:
    """Publishes the snapshot through this client."""
    client.set(SNAPSHOT, encode_snapshot(snapshot))
    client.set(SNAPSHOT_VERSION, snapshot.version)


def make_settings(redis_url: str, data_dir: Path, **environ: str) -> TrackerSettings:
    """Settings of a worker on that Redis."""
    named = {"PRM_REDIS_URL": redis_url, "PRM_DATA_DIR": str(data_dir), "PRM_SECRET": "secret of the tests"}
    named |= {"PRM_IP_EVENTS_PER_SECOND": "0", "PRM_SHARDS": "4"}
    return read_settings(TrackerSettings, named | environ)


@contextmanager
def run_edge(
    settings: TrackerSettings, by_asgi: bool = False, sink: Sink | None = None, worker: int = 0
) -> Iterator[RunningEdge]:
    """A worker for as long as the block lasts; ``by_asgi``: without ``BeaconProtocol``."""
    config = configure_server(create_app(settings, worker, sink))
    config.http = "httptools" if by_asgi else config.http
    listening = bind_socket("127.0.0.1", 0)
    port = listening.getsockname()[1]
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        wait_until(lambda: server.started)
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=120, verify=NO_TLS) as client:
            yield RunningEdge(port, client, settings.redis_url)
    finally:
        server.should_exit = True
        thread.join(120)


def wait_until(is_so: Callable[[], bool], seconds: float = 120) -> None:
    """Returns once it is so; raises ``TimeoutError``."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise TimeoutError
        time.sleep(0.01)
