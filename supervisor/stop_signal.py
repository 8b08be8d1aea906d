"""Ctrl-C and SIGTERM as a state that loops look at."""

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

# Make, timeout and terminals signal the process and its group: one request may arrive twice at once.
_SAME_REQUEST_SECONDS = 2.0


class StopSignal:
    """Handles SIGINT and SIGTERM from the moment it is created, in the main thread."""

    def __init__(self) -> None:
        self._first: float | None = None
        self._is_repeated = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)

    def is_set(self) -> bool:
        """Whether the process was asked to stop."""
        return self._first is not None

    def is_repeated(self) -> bool:
        """Whether it was asked again after a while: stop at once."""
        return self._is_repeated

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._first is None:
            self._first = now
        self._is_repeated = now - self._first > _SAME_REQUEST_SECONDS


def set_on_signal() -> threading.Event:
    """For a process whose main thread waits: an event that SIGTERM and SIGINT set."""
    stop = threading.Event()
    call_on_signal(stop.set)
    return stop


def call_on_signal(action: Callable[[], None]) -> None:
    """For a process that has no loop of its own to look at a state."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: action())
