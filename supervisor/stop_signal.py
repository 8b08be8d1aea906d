"""Ctrl-C, SIGTERM and SIGHUP as states that loops look at."""

import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

# Make, timeout and terminals signal the process and its group: one request may arrive twice at once.
_SAME_REQUEST_SECONDS = 2.0


class StopSignal:
    """Handles SIGINT, SIGTERM and SIGHUP from the moment it is created, in the main thread.

    SIGHUP asks for a restart, but in a terminal it says that the terminal is gone, and stops.
    """

    def __init__(self) -> None:
        self._first: float | None = None
        self._is_repeated = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)
        self._wants_restart = False
        is_in_terminal = sys.stdin is not None and sys.stdin.isatty()
        signal.signal(signal.SIGHUP, self._note if is_in_terminal else self._note_restart)

    def is_set(self) -> bool:
        """Whether the process was asked to stop."""
        return self._first is not None

    def is_repeated(self) -> bool:
        """Whether it was asked again after a while: stop at once."""
        return self._is_repeated

    def take_restart(self) -> bool:
        """Whether a restart of all processes was asked for since the last call."""
        wanted, self._wants_restart = self._wants_restart, False
        return wanted

    def _note_restart(self, _number: int, _frame: FrameType | None) -> None:
        self._wants_restart = True

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
