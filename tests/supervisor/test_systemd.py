"""systemd learns when everything runs, that the supervisor is alive, and when it stops."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from supervisor.systemd import Notifier
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


def test_without_systemd_nothing_is_sent() -> None:
    Notifier({}).notify("READY=1")
    Notifier({}).beat()
