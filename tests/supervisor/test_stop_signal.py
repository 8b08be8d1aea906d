"""SIGHUP asks for a restart, and where the supervisor has a terminal it stops it."""

import os
import pty
import signal
import subprocess
import sys

import pytest

PROGRAM = """
import time
from supervisor.stop_signal import StopSignal
signals = StopSignal()
print("ready", flush=True)
while not signals.is_set() and not (wants_restart := signals.take_restart()):
    time.sleep(0.01)
print("stop" if signals.is_set() else "restart", flush=True)
"""


@pytest.mark.parametrize(("has_terminal", "meaning"), [(False, b"restart"), (True, b"stop")])
def test_what_sighup_means(has_terminal: bool, meaning: bytes) -> None:
    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        stdin=follower if has_terminal else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"ready"
    process.send_signal(signal.SIGHUP)
    said, _ = process.communicate(timeout=60)
    assert said.strip() == meaning
    os.close(leader)
    os.close(follower)
