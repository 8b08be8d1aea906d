"""All child processes of a run: supervised until a stop signal, then stopped in order."""

import json
import logging
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from itertools import groupby
from pathlib import Path

from settings.files import write_file
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
        # The first one is being replaced.
        self._to_replace: list[ChildProcess] = []
        self._counts: dict[str, dict[str, int]] = {}

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
        self._publish_counts()
        if self._to_replace and self._to_replace[0].is_loaded:
            self._replace(self._to_replace[1:], now)

    def _publish_counts(self) -> None:
        counts = {
            name: {"restarts": child.restarts, "hangs": child.hangs}
            for child in self.children
            for name in child.spec.names
        }
        # One `prm up` per directory; trackers that are started apart would overwrite each other's.
        if self._lock is not None and counts != self._counts:
            self._counts = counts
            with suppress(OSError):
                write_file(self._run_directory / "processes.json", [json.dumps(counts).encode()])

    def replace_all(self) -> None:
        """Has :meth:`watch` replace the processes that beat one after another, each once the one before runs again.

        In the reverse order of stopping: what reads events learns to read before what writes them.
        """
        first_first = sorted(self.children, key=lambda child: child.spec.stop_stage)
        self._replace([child for child in first_first if child.spec.beats], time.monotonic())

    def _replace(self, children: list[ChildProcess], now: float) -> None:
        self._to_replace = children
        if children:
            children[0].replace(now)
        else:
            LOG.info("all processes are restarted")

    def stop(self, is_urgent: Callable[[], bool]) -> None:
        """Stops all, the highest stage first, each stage at once; a process that takes too long is killed."""
        last_first = sorted(self.children, key=lambda child: -child.spec.stop_stage)
        for _, stage in groupby(last_first, key=lambda child: child.spec.stop_stage):
            _stop_stage(list(stage), is_urgent)
        for child in self.children:
            child.close()
        self.children, self._to_replace = [], []


def supervise(group: ProcessGroup, stop_signal: StopSignal, on_round: Callable[[], None] = lambda: None) -> None:
    """Restarts what crashes or hangs until the stop signal comes, and everything at SIGHUP."""
    while not stop_signal.is_set():
        if stop_signal.take_restart():
            group.replace_all()
        group.watch()
        on_round()
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
                break
        # A process that is killed may need a while to let go of its memory.
        while not child.wait(0.1):
            pass
