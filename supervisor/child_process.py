"""One child process: started, restarted with backoff after a crash or a hang, stopped by signals."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from settings.files import write_file
from supervisor.life_watch import LifeWatch, Probe

LOG = logging.getLogger(__name__)
FIRST_BACKOFF_SECONDS = 0.2
LONGEST_BACKOFF_SECONDS = 15.0
# A process that ran this long crashed for a new reason: the backoff starts over.
_STABLE_SECONDS = 30.0
# For a process that hangs to write where it does.
_DUMP_SECONDS = 5.0
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class ProcessSpec:
    """The names of its pid files, its command, its sockets, and how long it may take to stop.

    Processes of a higher ``stop_stage`` are stopped before those of a lower one. A process that ``beats`` takes
    ``--heartbeat``; one that cannot is asked by ``probe``. Both are restarted when they show no sign of life for
    ``patience`` times the usual limit.
    """

    names: tuple[str, ...]
    command: tuple[str, ...]
    stop_stage: int
    stop_seconds: float
    sockets: tuple[int, ...] = ()
    beats: bool = False
    probe: Probe | None = None
    patience: float = 1.0

    @property
    def title(self) -> str:
        """How log lines name it."""
        return " + ".join(self.names)


class ChildProcess:
    """A process of this specification, whichever instance of it runs at present."""

    def __init__(
        self,
        spec: ProcessSpec,
        run_directory: Path,
        environ: Mapping[str, str],
        lock: int | None,
        hang_seconds: float,
    ) -> None:
        self.spec = spec
        # Those since it last ran for a while, and all of this run of the supervisor.
        self.crashes = 0
        self.restarts = 0
        self.hangs = 0
        self._pid_files = [run_directory / f"{name}.pid" for name in spec.names]
        self._environ = environ
        is_watched = spec.beats or spec.probe is not None
        self._life = LifeWatch(hang_seconds * spec.patience if is_watched else 0, spec.probe)
        self._command = (*spec.command, "--heartbeat", str(self._life.descriptor)) if spec.beats else spec.command
        inherited = [lock] if lock is not None else []
        self._descriptors = (*spec.sockets, *inherited, *([self._life.descriptor] if spec.beats else []))
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._restart_at = 0.0
        # When SIGTERM or SIGABRT has had its time.
        self._kill_at: float | None = None
        self._is_being_replaced = False

    def start(self) -> None:
        """Starts the process and writes its pid files."""
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.DEVNULL,
            env=self._environ,
            pass_fds=self._descriptors,
            # Ctrl-C reaches the whole group of the terminal; the order of stopping is ours.
            process_group=0,
            preexec_fn=_stop_with_parent(),
        )
        self._started = time.monotonic()
        self._life.begin(self._started)
        self._kill_at = None
        self._is_being_replaced = False
        self._write_pid_files(self._process.pid)

    def restart_if_crashed(self, now: float) -> None:
        """Notes a crash and restarts the process once its backoff is over."""
        if self._process is not None and self._process.poll() is not None:
            self._note_crash(self._process.returncode, now)
        if self._process is None and now >= self._restart_at:
            self.start()

    def replace(self, now: float) -> None:
        """Asks the process to finish; it is started again as soon as it has, with the program as it is on disk then."""
        LOG.info("restarting %s", self.spec.title)
        self._is_being_replaced = True
        self._kill_at = now + self.spec.stop_seconds
        self.send_signal(signal.SIGTERM)

    def end_if_hung(self, now: float) -> None:
        """Ends the process if it shows no sign of life: with a dump of its stacks, or cleanly; if it cannot, killed.

        One that was stopped by a signal is continued for that.
        """
        silence = self._life.find_silence(now)
        if self._kill_at is not None:
            if now >= self._kill_at:
                self.send_signal(signal.SIGKILL)
        elif silence:
            first, seconds = (
                (signal.SIGABRT, _DUMP_SECONDS) if self.spec.beats else (signal.SIGTERM, self.spec.stop_seconds)
            )
            LOG.error("%s hangs: no sign of life for %.0f s; sending %s", self.spec.title, silence, first.name)
            self.hangs += 1
            self._kill_at = now + seconds
            self.send_signal(first)
            self.send_signal(signal.SIGCONT)

    def excuse(self, now: float) -> None:
        """Nobody watched for a while."""
        self._life.excuse(now)

    @property
    def is_loaded(self) -> bool:
        """Whether the process, or the one that replaces it, runs and has shown its first sign of life."""
        return self._process is not None and not self._is_being_replaced and self._life.has_begun

    def send_signal(self, number: int) -> None:
        """Sends a signal if the process runs."""
        if self._process is not None and self._process.poll() is None:
            os.kill(self._process.pid, number)

    def wait(self, seconds: float) -> bool:
        """Whether it has ended within these seconds."""
        try:
            if self._process is not None:
                self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        for file in self._pid_files:
            file.unlink(missing_ok=True)
        return True

    def close(self) -> None:
        """To be called when it has ended and is not started again."""
        self._life.close()

    def _write_pid_files(self, pid: int) -> None:
        """A full disk leaves a process without its files; that is no reason to stop the others."""
        for file in self._pid_files:
            try:
                # The number of an earlier process would be worse than none.
                file.unlink(missing_ok=True)
                write_file(file, [str(pid).encode()])
            except OSError as exc:
                LOG.warning("cannot write %s: %s", file, exc)

    def _note_crash(self, status: int, now: float) -> None:
        if self._is_being_replaced:
            self._process, self._restart_at = None, now
            return
        self.crashes = 1 if now - self._started > _STABLE_SECONDS else self.crashes + 1
        backoff = min(FIRST_BACKOFF_SECONDS * 2 ** (self.crashes - 1), LONGEST_BACKOFF_SECONDS)
        reason = f"was killed by {signal.Signals(-status).name}" if status < 0 else f"exited with status {status}"
        LOG.warning("%s %s; restarting in %.1f s", self.spec.title, reason, backoff)
        self.restarts += 1
        self._process = None
        self._restart_at = now + backoff


def _stop_with_parent() -> Callable[[], None] | None:
    """On Linux the kernel sends a child SIGTERM when its parent is gone, however it went."""
    if sys.platform != "linux":
        return None
    library = ctypes.CDLL(None)
    parent = os.getpid()

    def request_signal() -> None:
        library.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os._exit(0)

    return request_signal
