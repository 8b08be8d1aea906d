"""Append-only files that real servers of both kinds have written."""

import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from redis import Redis

from supervisor.redis_repair.layout import list_append_only_files
from tests.fixtures.redis import RedisProcess

ENTRIES = 40


@dataclass(frozen=True, slots=True)
class Written:
    """A data directory whose Redis was stopped, and the program that wrote it."""

    data_dir: Path
    program: str

    @property
    def directory(self) -> Path:
        return self.data_dir / "redis"

    @property
    def file(self) -> Path:
        """The file that Redis appends to."""
        return list_append_only_files(self.directory)[-1]

    def load(self) -> dict[str, int]:
        """How many entries and other keys a real server finds; raises ``RuntimeError`` if it does not start."""
        server = RedisProcess(self.directory, program=self.program)
        server.start()
        try:
            with Redis.from_url(server.url) as client:
                return {"entries": client.xlen("events:{0}"), "counted": int(client.get("counted") or 0)}
        finally:
            server.stop()


@pytest.fixture
def data_dir() -> Iterator[Path]:
    # Not pytest's tmp_path: a unix socket's path may have 107 bytes only.
    with tempfile.TemporaryDirectory(prefix="prm-aof-") as place:
        (Path(place) / "redis").mkdir()
        yield Path(place)


@pytest.fixture
def written(data_dir: Path, redis_program: str) -> Written:
    """Entries and transactions after a dump."""
    # Killed under `everysec` it may not have written yet what it answered.
    server = RedisProcess(data_dir / "redis", "--appendfsync", "always", program=redis_program)
    server.start()
    with Redis.from_url(server.url) as client:
        fill_every_type(client)
        rewrite(client)
        add_entries(client, ENTRIES)
    server.stop()
    return Written(data_dir, redis_program)


def add_entries(client: Redis, count: int) -> None:
    """Each a transaction of two commands, and a plain command after them."""
    for number in range(count):
        with client.pipeline(transaction=True) as pipeline:
            pipeline.xadd("events:{0}", {"e": f"number {number} " + "x" * (number * 7)})
            pipeline.incr("counted")
            pipeline.execute()
    client.set("last", "command")


def fill_every_type(client: Redis) -> None:
    """Keys of every type, small and large, that a dump holds in different forms."""
    client.set("text", "a" * 30_000)
    client.set("integer", 12345, ex=1000)
    client.set("short", "b")
    for size in (3, 2_000):
        client.rpush(f"list{size}", *(f"item {n}" for n in range(size)))
        client.sadd(f"integers{size}", *range(size))
        client.sadd(f"set{size}", *(f"member {n}" for n in range(size)))
        client.hset(f"hash{size}", mapping={f"field {n}": n for n in range(size)})
        client.zadd(f"sorted{size}", {f"member {n}": n / 7 for n in range(size)})
    for number in range(300):
        client.xadd("stream", {"e": f"{number}" * 50})
    client.xgroup_create("stream", "ingest", id="0")
    client.xreadgroup("ingest", "worker", {"stream": ">"}, count=120)
    client.xtrim("stream", maxlen=299, approximate=False)


def rewrite(client: Redis) -> None:
    """Lets the server write its file again, beginning with a dump."""
    client.bgrewriteaof()
    while client.info("persistence")["aof_rewrite_in_progress"] or client.info("persistence")["aof_rewrite_scheduled"]:
        time.sleep(0.01)
