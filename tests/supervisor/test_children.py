"""Children are started again when they die, ended in order, and never outlive the supervisor."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from supervisor.children import Part, Watch

WAIT_SECONDS = 20
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
def watch(tmp_path: Path) -> Iterator[Watch]:
    watch = Watch(tmp_path / "run", os.environ)
    yield watch
    watch.stop(lambda: True)


def make_part(name: str, log: Path, program: str = ENDING, stage: int = 1, stop_seconds: float = WAIT_SECONDS) -> Part:
    return Part((name,), (sys.executable, "-c", program, name, str(log)), stage, stop_seconds)


def start(watch: Watch, log: Path, part: Part) -> int:
    """Its process id, once it listens to signals."""
    watch.start(part)
    wait_until(lambda: Path(f"{log}.{part.names[0]}").exists())
    return read_pid(log.parent / "run" / f"{part.names[0]}.pid")


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


def test_who_was_killed_is_started_again_under_the_same_name(
    watch: Watch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = tmp_path / "log"
    first = start(watch, log, make_part("one", log))
    os.kill(first, signal.SIGKILL)
    pid_file = tmp_path / "run" / "one.pid"

    def is_started_again() -> bool:
        watch.look()
        return read_pid(pid_file) != first

    wait_until(is_started_again)
    assert is_alive(read_pid(pid_file))
    assert "one was killed by SIGKILL; starting it again in 0.2 s" in caplog.text


def test_who_dies_at_once_is_started_less_and_less_often(watch: Watch, caplog: pytest.LogCaptureFixture) -> None:
    running = watch.start(Part(("bad",), (sys.executable, "-c", "raise SystemExit(3)"), 1, 1))

    def has_died_three_times() -> bool:
        watch.look()
        return running.deaths == 3

    wait_until(has_died_three_times)
    assert "bad ended with status 3; starting it again in 0.2 s" in caplog.text
    assert "bad ended with status 3; starting it again in 0.8 s" in caplog.text


def test_the_highest_stage_ends_first_and_pid_files_go(watch: Watch, tmp_path: Path) -> None:
    log = tmp_path / "log"
    for name, stage in (("low", 0), ("middle", 1), ("high", 2)):
        start(watch, log, make_part(name, log, stage=stage))
    watch.stop(lambda: False)
    assert log.read_text().split() == ["high", "middle", "low"]
    assert list((tmp_path / "run").glob("*.pid")) == []


def test_who_does_not_end_in_time_is_killed(watch: Watch, tmp_path: Path) -> None:
    log = tmp_path / "log"
    process_id = start(watch, log, make_part("stubborn", log, STUBBORN, stop_seconds=0.2))
    watch.stop(lambda: False)
    assert log.read_text().split() == ["stubborn"]
    assert not is_alive(process_id)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent is gone")
def test_children_end_with_a_supervisor_that_was_killed(tmp_path: Path) -> None:
    log = tmp_path / "log"
    program = (
        "import os, sys, time\nfrom pathlib import Path\nfrom supervisor.children import Part, Watch\n"
        f"part = Part(('child',), (sys.executable, '-c', {ENDING!r}, 'child', {str(log)!r}), 1, 1)\n"
        f"Watch(Path({str(tmp_path / 'run')!r}), os.environ).start(part)\ntime.sleep(600)"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", program])
    wait_until(lambda: Path(f"{log}.child").exists())
    supervisor.kill()
    supervisor.wait()
    wait_until(log.exists)
    wait_until(lambda: not is_alive(read_pid(tmp_path / "run" / "child.pid")))
