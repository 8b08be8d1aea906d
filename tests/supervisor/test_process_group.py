"""Children are restarted after a crash, stopped in order, and never outlive the supervisor."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from supervisor.child_process import ProcessSpec
from supervisor.process_group import ProcessGroup

WAIT_SECONDS = 60
# Each writes its name into the log file when it ends by SIGTERM.
ENDING = """
import signal, sys, time
def end(*_):
    open(sys.argv[2], "a").write(sys.argv[1] + "\\n")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
open(sys.argv[2] + "." + sys.argv[1], "w")
time.sleep(600)
"""
STUBBORN = ENDING.replace("sys.exit(0)", "pass")


@pytest.fixture
def group(tmp_path: Path) -> Iterator[ProcessGroup]:
    group = ProcessGroup(tmp_path / "run", os.environ)
    yield group
    group.stop(lambda: True)


def make_spec(
    name: str, log: Path, program: str = ENDING, stop_stage: int = 1, stop_seconds: float = WAIT_SECONDS
) -> ProcessSpec:
    return ProcessSpec((name,), (sys.executable, "-c", program, name, str(log)), stop_stage, stop_seconds)


def start(group: ProcessGroup, log: Path, spec: ProcessSpec) -> int:
    """Its process id, once it listens to signals."""
    group.start(spec)
    wait_until(lambda: Path(f"{log}.{spec.names[0]}").exists())
    return read_pid(log.parent / "run" / f"{spec.names[0]}.pid")


def read_pid(file: Path) -> int:
    return int(file.read_text())


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_killed_child_is_restarted_under_the_same_name(
    group: ProcessGroup, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = tmp_path / "log"
    first = start(group, log, make_spec("one", log))
    os.kill(first, signal.SIGKILL)
    pid_file = tmp_path / "run" / "one.pid"

    def is_restarted() -> bool:
        group.restart_crashed()
        return read_pid(pid_file) != first

    wait_until(is_restarted)
    assert is_alive(read_pid(pid_file))
    assert "one was killed by SIGKILL; restarting in 0.2 s" in caplog.text


def test_only_who_has_the_directory_locked_counts_restarts(tmp_path: Path) -> None:
    """Trackers that are started apart would overwrite the counts of `prm up`, and of each other."""
    with (tmp_path / "lock").open("w") as lock:
        for descriptor, is_counted in ((None, False), (lock.fileno(), True)):
            group = ProcessGroup(tmp_path / "run", os.environ, descriptor)
            try:
                start(group, tmp_path / "log", make_spec("one", tmp_path / "log"))
                group.watch()
                assert (tmp_path / "run" / "processes.json").exists() is is_counted
            finally:
                group.stop(lambda: True)


def test_a_child_that_keeps_crashing_is_restarted_less_and_less_often(
    group: ProcessGroup, caplog: pytest.LogCaptureFixture
) -> None:
    child = group.start(ProcessSpec(("bad",), (sys.executable, "-c", "raise SystemExit(3)"), 1, 1))

    def has_crashed_three_times() -> bool:
        group.restart_crashed()
        return child.crashes == 3

    wait_until(has_crashed_three_times)
    assert "bad exited with status 3; restarting in 0.2 s" in caplog.text
    assert "bad exited with status 3; restarting in 0.8 s" in caplog.text


def test_the_highest_stage_stops_first_and_pid_files_are_removed(group: ProcessGroup, tmp_path: Path) -> None:
    log = tmp_path / "log"
    for name, stage in (("low", 0), ("middle", 1), ("high", 2)):
        start(group, log, make_spec(name, log, stop_stage=stage))
    group.stop(lambda: False)
    assert log.read_text().split() == ["high", "middle", "low"]
    assert list((tmp_path / "run").glob("*.pid")) == []


def test_a_child_that_does_not_stop_in_time_is_killed(group: ProcessGroup, tmp_path: Path) -> None:
    log = tmp_path / "log"
    process_id = start(group, log, make_spec("stubborn", log, STUBBORN, stop_seconds=0.2))
    group.stop(lambda: False)
    assert log.read_text().split() == ["stubborn"]
    assert not is_alive(process_id)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux signals a child when its parent is gone")
def test_children_stop_when_their_supervisor_is_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    program = (
        "import os, sys, time\nfrom pathlib import Path\n"
        "from supervisor.child_process import ProcessSpec\nfrom supervisor.process_group import ProcessGroup\n"
        f"spec = ProcessSpec(('child',), (sys.executable, '-c', {ENDING!r}, 'child', {str(log)!r}), 1, 1)\n"
        f"ProcessGroup(Path({str(tmp_path / 'run')!r}), os.environ).start(spec)\ntime.sleep(600)"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", program])
    wait_until(lambda: Path(f"{log}.child").exists())
    supervisor.kill()
    supervisor.wait()
    wait_until(log.exists)
    wait_until(lambda: not is_alive(read_pid(tmp_path / "run" / "child.pid")))


def test_a_child_whose_pid_file_cannot_be_written_is_restarted_all_the_same(
    group: ProcessGroup, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = tmp_path / "log"
    first = start(group, log, make_spec("child", log))
    # In the way of the file, as a full disk is.
    (tmp_path / "run" / ".child.pid.draft").mkdir()
    os.kill(first, signal.SIGKILL)
    Path(f"{log}.child").unlink()

    def is_restarted() -> bool:
        group.restart_crashed()
        return Path(f"{log}.child").exists()

    wait_until(is_restarted)
    assert "cannot write" in caplog.text
    assert not (tmp_path / "run" / "child.pid").exists()
    (tmp_path / "run" / ".child.pid.draft").rmdir()
