"""Signs of life of a process to its supervisor, through an inherited pipe; without a supervisor nothing happens."""

import faulthandler
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

BEAT_SECONDS = 1.0


class Heartbeat:
    """To be beaten by the loop that does the work, about once every ``BEAT_SECONDS``: silence means that it hangs."""

    def __init__(self, descriptor: int | None) -> None:
        """``descriptor`` is the writing end of the supervisor's pipe."""
        self._descriptor = descriptor
        if descriptor is not None:
            # SIGABRT, with which the supervisor ends a process that hangs, writes where each thread is.
            faulthandler.enable()

    def beat(self) -> None:
        """Shows that this process is alive."""
        if self._descriptor is not None:
            # A pipe that is full, or that nobody reads any more, needs no further sign.
            with suppress(BlockingIOError, BrokenPipeError):
                os.write(self._descriptor, b".")

    @contextmanager
    def beat_during(self, limit_seconds: float) -> Iterator[None]:
        """Beats from another thread during a long call that cannot beat itself, but no longer than the limit."""
        done = threading.Event()
        thread = threading.Thread(target=self._beat_until, args=(done, time.monotonic() + limit_seconds), daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()

    def _beat_until(self, done: threading.Event, deadline: float) -> None:
        while not done.wait(BEAT_SECONDS) and time.monotonic() < deadline:
            self.beat()
