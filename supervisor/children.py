"""Keeps child processes alive: starts them, starts them again when they died, ends them in order."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from settings.files import write_file

LOG = logging.getLogger(__name__)
FIRST_PAUSE_SECONDS = 0.2
LONGEST_PAUSE_SECONDS = 15.0
# Whoever lived this long died of something new.
_SETTLED_SECONDS = 30.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One child: its command, the names of its pid files, its sockets, how long it may take to end.

    Parts of a higher ``stage`` are ended before those of a lower one.
    """

    names: tuple[str, ...]
    command: tuple[str, ...]
    stage: int
    stop_seconds: float
    sockets: tuple[int, ...] = ()


class Running:
    """A part and the process it runs as at present."""

    def __init__(self, part: Part, run_directory: Path, environ: Mapping[str, str], lock: int | None) -> None:
        self.part = part
        self.deaths = 0
        self._files = [run_directory / f"{name}.pid" for name in part.names]
        self._environ = environ
        self._descriptors = part.sockets if lock is None else (*part.sockets, lock)
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._start_again_at = 0.0

    def start(self) -> None:
        """Starts the process and writes its pid files."""
        self._process = subprocess.Popen(
            self.part.command,
            stdin=subprocess.DEVNULL,
            env=self._environ,
            pass_fds=self._descriptors,
            # Ctrl-C reaches the whole group of the terminal; the order of stopping is ours.
            process_group=0,
            preexec_fn=_choose_last_signal(),
        )
        self._started = time.monotonic()
        for file in self._files:
            write_file(file, [str(self._process.pid).encode()])

    def look(self, now: float) -> None:
        """Notes a death and, once its pause is over, starts the part again."""
        if self._process is not None and self._process.poll() is not None:
            self._note_death(self._process.returncode, now)
        if self._process is None and now >= self._start_again_at:
            self.start()

    def end(self, number: int) -> None:
        """Sends a signal if the process runs."""
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, number)

    def wait(self, seconds: float) -> bool:
        """Whether it is over within these seconds."""
        try:
            if self._process is not None:
                self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        for file in self._files:
            file.unlink(missing_ok=True)
        return True

    def _note_death(self, status: int, now: float) -> None:
        self.deaths = 1 if now - self._started > _SETTLED_SECONDS else self.deaths + 1
        pause = min(FIRST_PAUSE_SECONDS * 2 ** (self.deaths - 1), LONGEST_PAUSE_SECONDS)
        reason = f"was killed by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
        LOG.warning("%s %s; starting it again in %.1f s", " + ".join(self.part.names), reason, pause)
        self._process = None
        self._start_again_at = now + pause


class Watch:
    """All parts of a run; each of them also holds ``lock``, a descriptor."""

    def __init__(self, run_directory: Path, environ: Mapping[str, str], lock: int | None = None) -> None:
        run_directory.mkdir(parents=True, exist_ok=True)
        self._run_directory = run_directory
        self._environ = environ
        self._lock = lock
        self.running: list[Running] = []

    def start(self, part: Part) -> Running:
        """Starts a part and looks after it from now on."""
        running = Running(part, self._run_directory, self._environ, self._lock)
        running.start()
        self.running.append(running)
        return running

    def look(self) -> None:
        """Starts again whoever died."""
        now = time.monotonic()
        for running in self.running:
            running.look(now)

    def stop(self, in_a_hurry: Callable[[], bool]) -> None:
        """Ends all parts, the highest stage first, each stage at once; who takes too long is killed."""
        last_first = sorted(self.running, key=lambda running: -running.part.stage)
        for _, stage in groupby(last_first, key=lambda running: running.part.stage):
            _end_stage(list(stage), in_a_hurry)
        self.running = []


def _end_stage(stage: list[Running], in_a_hurry: Callable[[], bool]) -> None:
    for running in stage:
        running.end(signal.SIGTERM)
    deadline = time.monotonic() + max(running.part.stop_seconds for running in stage)
    for running in stage:
        while not running.wait(0.1):
            if time.monotonic() > deadline or in_a_hurry():
                LOG.warning("%s does not end, killing it", " + ".join(running.part.names))
                running.end(signal.SIGKILL)


def _choose_last_signal() -> Callable[[], None] | None:
    """On Linux a child gets SIGTERM when its parent is gone, however it went."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    parent = os.getpid()

    def ask_kernel() -> None:
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(0)

    return ask_kernel
