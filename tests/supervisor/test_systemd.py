"""systemd learns when everything runs, that the supervisor is alive, and when it stops."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx2
import pytest

from http_server.listener import bind_socket
from supervisor.systemd import Notifier
from tests.cli.command_runner import Prm
from tests.fixtures.plain_http import NO_TLS
from tests.fixtures.redis import RedisProcess
from tests.fixtures.running import run_prm


@pytest.fixture
def manager() -> Iterator[socket.socket]:
    """The socket at which systemd would listen."""
    with TemporaryDirectory(prefix="prm-notify-") as place, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(f"{place}/notify")
        manager.settimeout(60)
        yield manager


def test_prm_up_reports_its_states_and_its_life(manager: socket.socket, tmp_path: Path) -> None:
    environ = {"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "1000000"}
    received: list[str] = []
    with run_prm(tmp_path / "data", "--workers", "1", environ=environ):
        while received.count("WATCHDOG=1") < 2:
            received += manager.recv(4096).decode().splitlines()
    while "STOPPING=1" not in received:
        received += manager.recv(4096).decode().splitlines()
    states = [each for each in received if each in ("READY=1", "STOPPING=1")]
    assert states == ["READY=1", "STOPPING=1"]


def test_another_process_of_the_service_is_not_asked_to_beat(manager: socket.socket) -> None:
    environ = {"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "1", "WATCHDOG_PID": str(os.getpid() + 1)}
    notifier = Notifier(environ)
    notifier.beat()
    notifier.notify("READY=1")
    assert manager.recv(100) == b"READY=1"


@pytest.mark.parametrize("part", ["ingest", "worker"])
def test_a_part_that_runs_apart_shows_its_life(
    part: str, manager: socket.socket, private_redis: RedisProcess, tmp_path: Path
) -> None:
    watched = {"NOTIFY_SOCKET": manager.getsockname(), "WATCHDOG_USEC": "1000000"}
    environ = {**os.environ, **watched, "PRM_REDIS_URL": private_redis.url}
    Prm(tmp_path / "data").run("migrate")
    command = [sys.executable, "-m", "cli", part, "--data-dir", str(tmp_path / "data")]
    process = subprocess.Popen(command, env=environ)
    try:
        assert [manager.recv(4096) for _ in range(3)] == [b"WATCHDOG=1"] * 3
    finally:
        process.terminate()
        assert process.wait(60) == 0


def test_without_systemd_nothing_is_sent() -> None:
    Notifier({}).notify("READY=1")
    Notifier({}).beat()


def test_a_full_restart_refuses_no_connection_where_systemd_holds_the_sockets(tmp_path: Path) -> None:
    with ExitStack() as stack:
        tracker = stack.enter_context(bind_socket("127.0.0.1", 0))
        console = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        tracker.listen()
        urls = [f"http://127.0.0.1:{each.getsockname()[1]}/health/ready" for each in (tracker, console)]
        for _ in range(2):
            # They connect while nothing runs.
            asking = [
                stack.enter_context(socket.create_connection(each.getsockname(), 120)) for each in (tracker, console)
            ]
            with run_activated(tmp_path / "data", tracker, console):
                for connection in asking:
                    connection.sendall(b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    assert connection.recv(15) == b"HTTP/1.1 200 OK"
                wait_until(lambda: all(is_ready(url) for url in urls))


def test_a_socket_is_needed_for_each_worker(tmp_path: Path) -> None:
    with bind_socket("127.0.0.1", 0) as tracker, socket.create_server(("127.0.0.1", 0)) as console:
        tracker.listen()
        with run_activated(tmp_path / "data", tracker, console, "--workers", "2") as process:
            assert process.wait(60) == 1
    assert "systemd gives 1 sockets named tracker for 2 workers" in (tmp_path / "data" / "up.log").read_text()


@contextmanager
def run_activated(
    data_dir: Path, tracker: socket.socket, console: socket.socket, *options: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """`prm up` with both sockets where systemd puts them, under the process id that it names."""
    data_dir.mkdir(exist_ok=True)
    moved = f'exec 3<&{tracker.fileno()} 4<&{console.fileno()}; LISTEN_PID=$$ exec "$@"'
    command = [sys.executable, "-m", "cli", "up", "--data-dir", str(data_dir), *(options or ("--workers", "1"))]
    environ = {**os.environ, "LISTEN_FDS": "2", "LISTEN_FDNAMES": "tracker:console"}
    with (data_dir / "up.log").open("ab") as log:
        process = subprocess.Popen(
            ["bash", "-c", moved, "bash", *command],
            stdout=log,
            stderr=log,
            env=environ,
            pass_fds=(tracker.fileno(), console.fileno()),
        )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def is_ready(url: str) -> bool:
    try:
        return httpx2.get(url, timeout=5, verify=NO_TLS).status_code == 200
    except httpx2.HTTPError:
        return False
