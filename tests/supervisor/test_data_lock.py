"""One supervisor per data directory, and none before the children of a killed one are gone."""

import subprocess
import sys
from pathlib import Path

import pytest

from supervisor.data_lock import lock_data_directory
from supervisor.errors import StartFailed

HOLDING = """
import subprocess, sys, time
from pathlib import Path
from supervisor.data_lock import lock_data_directory
with lock_data_directory(Path(sys.argv[1])) as lock:
    program = f"import pathlib, time; time.sleep(1); pathlib.Path({sys.argv[1]!r}, 'ended').touch()"
    if "child" in sys.argv:
        subprocess.Popen([sys.executable, "-c", program], pass_fds=[lock.fileno()])
    print("held", flush=True)
    time.sleep(600)
"""


def hold(data_dir: Path, *options: str) -> "subprocess.Popen[bytes]":
    holder = subprocess.Popen([sys.executable, "-c", HOLDING, str(data_dir), *options], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    holder.stdout.close()
    return holder


def test_a_second_supervisor_learns_which_process_holds_the_directory(tmp_path: Path) -> None:
    holder = hold(tmp_path)
    try:
        with pytest.raises(StartFailed, match=f"prm up is already running on .* as process {holder.pid}$") as failed:
            lock_data_directory(tmp_path)
        assert f"kill {holder.pid}" in failed.value.remedy
    finally:
        holder.kill()
        holder.wait()


def test_the_children_of_a_killed_supervisor_are_waited_for(tmp_path: Path) -> None:
    holder = hold(tmp_path, "child")
    holder.kill()
    holder.wait()
    lock_data_directory(tmp_path).close()
    assert (tmp_path / "ended").exists()


def test_a_released_directory_can_be_locked_again(tmp_path: Path) -> None:
    for _ in range(2):
        lock_data_directory(tmp_path).close()
