"""When a child process last showed a sign of life: a byte in a pipe, from the process itself or from who probes it."""

import os
import threading
from collections.abc import Callable
from contextlib import suppress

# Asks a process that cannot beat whether it is alive.
Probe = Callable[[], bool]
PROBE_SECONDS = 1.0
# Before its first sign a process loads: this many times as long as it may be silent later.
_START_FACTOR = 10


class LifeWatch:
    """The pipe of one child, kept over its restarts; ``hang_seconds`` 0: nothing ever hangs."""

    def __init__(self, hang_seconds: float, probe: Probe | None = None) -> None:
        self._hang_seconds = hang_seconds
        self._last_sign = 0.0
        self._has_begun = False
        self._reader, self.descriptor = os.pipe()
        for end in (self._reader, self.descriptor):
            os.set_blocking(end, False)
        self._closed = threading.Event()
        self._write_lock = threading.Lock()
        if probe is not None:
            threading.Thread(target=self._run_probe, args=(probe,), daemon=True).start()

    def begin(self, now: float) -> None:
        """The process was started."""
        self._drain()
        self._last_sign, self._has_begun = now, False

    def excuse(self, now: float) -> None:
        """Nobody watched for a while."""
        self._last_sign = max(self._last_sign, now)

    def find_silence(self, now: float) -> float:
        """For how many seconds it has been silent, if that is too long; else 0."""
        if self._drain():
            self._last_sign, self._has_begun = now, True
        limit = self._hang_seconds if self._has_begun else self._hang_seconds * _START_FACTOR
        silence = now - self._last_sign
        return silence if 0 < limit < silence else 0.0

    @property
    def has_begun(self) -> bool:
        """Whether the process has finished loading since it was started."""
        return self._has_begun

    def close(self) -> None:
        """Ends the probe, which may be under way still, and closes the pipe."""
        with self._write_lock:
            self._closed.set()
            os.close(self._reader)
            os.close(self.descriptor)

    def _drain(self) -> bool:
        with suppress(BlockingIOError):
            return bool(os.read(self._reader, 1 << 16))
        return False

    def _run_probe(self, probe: Probe) -> None:
        while not self._closed.wait(PROBE_SECONDS):
            if probe():
                self._write_sign()

    def _write_sign(self) -> None:
        # Another file may have the number of a descriptor that was closed.
        with self._write_lock, suppress(BlockingIOError):
            if not self._closed.is_set():
                os.write(self.descriptor, b".")
