"""No connection is refused or reset while tracker and console are replaced, or killed while idle."""

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest

from tests.fixtures.running import RunningPrm, run_prm

WAIT_SECONDS = 120
REQUEST = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPrm]:
    """One installation with two tracker workers."""
    with run_prm(tmp_path_factory.mktemp("restart") / "data", "--workers", "2") as prm:
        yield prm


def ask(url: str) -> bytes:
    """The first line of an answer on a connection of its own."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname or "", parts.port or 0), WAIT_SECONDS) as connection:
        connection.sendall(REQUEST)
        answer = b""
        while piece := connection.recv(4096):
            answer += piece
    return answer.partition(b"\r\n")[0]


@contextmanager
def ask_all_the_time(*urls: str) -> Iterator[list[str]]:
    """What went wrong on any connection; each address is asked again and again by two threads."""
    problems: list[str] = []
    answers: list[int] = []
    done = threading.Event()

    def work(url: str) -> None:
        while not done.wait(0.005):
            try:
                line = ask(url)
                answers.append(1)
                if line != b"HTTP/1.1 200 OK":
                    problems.append(f"{url}: {line!r}")
            except OSError as exc:
                problems.append(f"{url}: {exc!r}")

    threads = [threading.Thread(target=work, args=(url,)) for url in urls for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        yield problems
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert answers


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def read_pids(prm: RunningPrm) -> dict[str, int]:
    return {file.stem: int(file.read_text() or 0) for file in (prm.data_dir / "run").glob("*.pid")}


def read_supervisor(prm: RunningPrm) -> int:
    return int((prm.data_dir / "run" / "up.lock").read_text())


def test_sighup_replaces_one_process_after_another(running: RunningPrm) -> None:
    before, log = read_pids(running), running.data_dir / "up.log"
    names = ["ingest", "console", "worker", "tracker-0", "tracker-1"]
    with ask_all_the_time(running.tracker_url, running.console_url) as problems:
        os.kill(read_supervisor(running), signal.SIGHUP)
        wait_until(lambda: "all processes are restarted" in log.read_text())
    assert problems == []
    after = read_pids(running)
    assert [name for name in names if after[name] == before[name]] == []
    assert after["redis"] == before["redis"]
    lines = [line for line in log.read_text().splitlines() if "INFO supervisor.child_process: restarting " in line]
    assert [line.rpartition(" ")[2] for line in lines] == names
    key = running.create_site()["secret_key"]
    running.send(key, [{"type": "pageview", "visitor_id": "v"}])
    assert running.wait_until_settled(key)["stored"] == 1


@pytest.mark.parametrize("name", ["tracker-0", "tracker-1", "console"])
def test_who_connects_after_a_kill_waits_for_the_next_process(running: RunningPrm, name: str) -> None:
    killed = running.pid(name)
    os.kill(killed, signal.SIGKILL)
    wait_until(lambda: not os.path.exists(f"/proc/{killed}/fd/0"))
    url = running.console_url if name == "console" else running.tracker_url
    assert [ask(url) for _ in range(20)] == [b"HTTP/1.1 200 OK"] * 20
