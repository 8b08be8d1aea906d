"""A child without a sign of life is ended and started again; one that loads, or works, is left alone."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from supervisor.child_process import ChildProcess, ProcessSpec
from supervisor.process_group import ProcessGroup

WAIT_SECONDS = 120
# A child on a busy machine is not silent for as long.
HANG_SECONDS = 3.0
# Beats until the file `silent` exists, or not at all; says where it is when it is aborted.
BEATING = """
import sys, time
from pathlib import Path
from settings.heartbeat import Heartbeat
heartbeat, place = Heartbeat(int(sys.argv[-1])), Path(sys.argv[1])
def beat_until_silent():
    while not (place / "silent").exists():
        heartbeat.beat()
        time.sleep(0.05)
def be_silent():
    time.sleep(600)
beat_until_silent()
be_silent()
"""
LOADING = """
import sys, time
from settings.heartbeat import Heartbeat
heartbeat = Heartbeat(int(sys.argv[-1]))
with heartbeat.beat_during(600):
    time.sleep(600)
"""


@pytest.fixture
def group(tmp_path: Path) -> Iterator[ProcessGroup]:
    group = ProcessGroup(tmp_path / "run", os.environ, hang_seconds=HANG_SECONDS)
    yield group
    group.stop(lambda: True)


def start(group: ProcessGroup, place: Path, program: str = BEATING) -> ChildProcess:
    command = (sys.executable, "-c", program, str(place))
    return group.start(ProcessSpec(("child",), command, 1, 5, beats=True))


def read_pid(place: Path) -> int:
    return int((place / "run" / "child.pid").read_text())


def watch_until(group: ProcessGroup, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        group.watch()
        time.sleep(0.02)


def watch_for(group: ProcessGroup, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        group.watch()
        time.sleep(0.02)


def test_a_stopped_process_is_restarted(group: ProcessGroup, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    child = start(group, tmp_path)
    watch_until(group, lambda: child.is_loaded)
    first = read_pid(tmp_path)
    os.kill(first, signal.SIGSTOP)
    watch_until(group, lambda: read_pid(tmp_path) != first)
    watch_until(group, lambda: child.is_loaded)
    assert (child.hangs, child.restarts) == (1, 1)
    assert "child hangs: no sign of life for" in caplog.text


def test_a_process_that_hangs_writes_where(
    group: ProcessGroup, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    child = start(group, tmp_path)
    watch_until(group, lambda: child.is_loaded)
    (tmp_path / "silent").touch()
    watch_until(group, lambda: child.restarts == 1)
    assert "in be_silent" in capfd.readouterr().err


def test_a_process_that_loads_may_take_its_time(group: ProcessGroup, tmp_path: Path) -> None:
    child = start(group, tmp_path, LOADING)
    first = read_pid(tmp_path)
    watch_for(group, 2 * HANG_SECONDS)
    assert (child.hangs, read_pid(tmp_path)) == (0, first)


def test_nothing_is_said_of_a_process_while_its_supervisor_was_stopped(group: ProcessGroup, tmp_path: Path) -> None:
    child = start(group, tmp_path)
    watch_until(group, lambda: child.is_loaded)
    (tmp_path / "silent").touch()
    time.sleep(6)
    group.watch()
    assert child.hangs == 0


def test_a_process_that_cannot_beat_is_asked(group: ProcessGroup, tmp_path: Path) -> None:
    is_alive = [True]
    command = (sys.executable, "-c", "import time; time.sleep(600)")
    child = group.start(ProcessSpec(("child",), command, 1, 5, probe=lambda: is_alive[0]))
    watch_until(group, lambda: child.is_loaded)
    is_alive[0] = False
    watch_until(group, lambda: child.restarts == 1)
    assert child.hangs == 1


def test_without_a_limit_nothing_hangs(tmp_path: Path) -> None:
    group = ProcessGroup(tmp_path / "run", os.environ, hang_seconds=0)
    child = start(group, tmp_path)
    try:
        watch_until(group, lambda: child.is_loaded)
        os.kill(read_pid(tmp_path), signal.SIGSTOP)
        watch_for(group, 2 * HANG_SECONDS)
        assert child.hangs == 0
    finally:
        os.kill(read_pid(tmp_path), signal.SIGKILL)
        group.stop(lambda: True)
