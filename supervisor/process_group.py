"""All child processes of a run: supervised until a stop signal, then stopped in order."""

import logging
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

from supervisor.child_process import ChildProcess, ProcessSpec
from supervisor.stop_signal import StopSignal

LOG = logging.getLogger(__name__)
CHECK_EVERY_SECONDS = 0.1
_NOT_WATCHED_SECONDS = 5.0


class ProcessGroup:
    """The child processes; each of them also inherits ``lock``, a descriptor."""

    def __init__(
        self, run_directory: Path, environ: Mapping[str, str], lock: int | None = None, hang_seconds: float = 0
    ) -> None:
        run_directory.mkdir(parents=True, exist_ok=True)
        self._run_directory = run_directory
        self._environ = environ
        self._lock = lock
        self._hang_seconds = hang_seconds
        self._watched_at = time.monotonic()
        self.children: list[ChildProcess] = []

    def start(self, spec: ProcessSpec) -> ChildProcess:
        """Starts a process and supervises it from now on."""
        child = ChildProcess(spec, self._run_directory, self._environ, self._lock, self._hang_seconds)
        child.start()
        self.children.append(child)
        return child

    def restart_crashed(self) -> None:
        """Restarts every process that has crashed and whose backoff is over."""
        now = time.monotonic()
        for child in self.children:
            child.restart_if_crashed(now)

    def watch(self) -> None:
        """Ends what hangs, and restarts what has ended. To be called several times a second."""
        now = time.monotonic()
        for child in self.children:
            # This process was stopped itself, or its machine was.
            if now - self._watched_at > _NOT_WATCHED_SECONDS:
                child.excuse(now)
            child.end_if_hung(now)
        self._watched_at = now
        self.restart_crashed()

    def stop(self, is_urgent: Callable[[], bool]) -> None:
        """Stops all, the highest stage first, each stage at once; a process that takes too long is killed."""
        last_first = sorted(self.children, key=lambda child: -child.spec.stop_stage)
        for _, stage in groupby(last_first, key=lambda child: child.spec.stop_stage):
            _stop_stage(list(stage), is_urgent)
        for child in self.children:
            child.close()
        self.children = []


def supervise(group: ProcessGroup, stop_signal: StopSignal) -> None:
    """Restarts what crashes or hangs until the stop signal comes."""
    while not stop_signal.is_set():
        group.watch()
        time.sleep(CHECK_EVERY_SECONDS)


@contextmanager
def stop_at_exit(group: ProcessGroup, stop_signal: StopSignal) -> Iterator[None]:
    """Stops all processes in order, however the block ends."""
    try:
        yield
    finally:
        group.stop(stop_signal.is_repeated)


def _stop_stage(stage: list[ChildProcess], is_urgent: Callable[[], bool]) -> None:
    for child in stage:
        child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + max(child.spec.stop_seconds for child in stage)
    for child in stage:
        while not child.wait(0.1):
            if time.monotonic() > deadline or is_urgent():
                LOG.warning("%s does not stop; killing it", child.spec.title)
                child.send_signal(signal.SIGKILL)
