"""A machine with one installation: switched on, cut off from its power, switched on again at the same ports."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from loadtest.power_disk import PowerDisk
from tests.fixtures.running import RunningPrm, find_free_ports, is_ready

START_SECONDS = 120
STOP_SECONDS = 60


class PowerMachine:
    """``installation`` has addresses and directory.

    ``starts`` are the seconds that each start took, ``cuts`` the moments of the cuts as ``time.monotonic()``.
    """

    def __init__(self, disk: PowerDisk, environ: dict[str, str]) -> None:
        tracker, console = find_free_ports(2)
        local = "http://127.0.0.1"
        data_dir = disk.mount_point / "data"
        self.installation = RunningPrm(data_dir, f"{local}:{tracker}", f"{local}:{console}", "", environ)
        self.starts: list[float] = []
        self.cuts: list[float] = []
        self._disk = disk
        self._log = disk.mount_point.with_name("up.log")
        self._command = [sys.executable, "-m", "cli", "up", "--data-dir", str(data_dir), "--workers", "2"]
        self._command += ["--tracker-port", str(tracker), "--console-port", str(console)]
        self._processes: list[subprocess.Popen[bytes]] = []

    def launch(self) -> None:
        """Starts `prm up`, without waiting for it."""
        self._run(self._command)

    def switch_on(self) -> None:
        """Starts `prm up` and waits until it is ready; raises ``RuntimeError`` with its last lines if it is not."""
        began = time.monotonic()
        self.launch()
        prm, (up,) = self.installation, self._processes
        while not (is_ready(prm.tracker_url) and is_ready(prm.console_url)):
            if up.poll() is not None or time.monotonic() > began + START_SECONDS:
                raise RuntimeError("prm up did not start:\n" + self._log.read_text()[-4000:])
            time.sleep(0.05)
        self.starts.append(time.monotonic() - began)

    def run_command(self, *words: str) -> None:
        """Starts another command on this machine, which loses its power with the rest."""
        self._run([sys.executable, "-m", "cli", *words, "--data-dir", str(self.installation.data_dir)])

    def cut_power(self) -> None:
        """All processes stop at once and nothing more reaches the disk."""
        # Stopped first: a child whose parent is killed would begin to stop in order.
        pids = _stop_trees([process.pid for process in self._processes])
        self.cuts.append(time.monotonic())
        self._disk.cut()
        _signal_all(pids, signal.SIGKILL)
        for process in self._processes:
            process.wait(STOP_SECONDS)
        self._processes = []
        self._disk.unmount()
        self._disk.mount()

    def switch_off(self) -> None:
        """Stops everything in order."""
        for process in self._processes:
            process.send_signal(signal.SIGTERM)
        for process in self._processes:
            process.wait(STOP_SECONDS)
        self._processes = []

    def _run(self, command: list[str]) -> None:
        environ = {**os.environ, **self.installation.environ}
        with self._log.open("ab") as log:
            self._processes.append(subprocess.Popen(command, stdout=log, stderr=log, env=environ))


@contextmanager
def run_machine(disk: PowerDisk, environ: dict[str, str]) -> Iterator[PowerMachine]:
    """A machine for as long as the block lasts; it is still off."""
    machine = PowerMachine(disk, environ)
    try:
        yield machine
    finally:
        machine.switch_off()


def list_tree(pid: int) -> list[int]:
    """A process and all its descendants, parents first."""
    try:
        text = " ".join(path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children"))
    except FileNotFoundError:
        return []
    return [pid, *(each for child in text.split() for each in list_tree(int(child)))]


def _stop_trees(roots: list[int]) -> set[int]:
    """All that was stopped: until no process has had a child in the meantime, which only those that run can."""
    stopped: set[int] = set()
    while found := {pid for root in roots for pid in list_tree(root)} - stopped:
        _signal_all(found, signal.SIGSTOP)
        stopped |= found
    return stopped


def _signal_all(pids: Iterable[int], number: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
