"""Ctrl-C and SIGTERM as a state that loops look at."""

import signal
import time
from types import FrameType

# Make, timeout and terminals tell the process and its group: one wish may arrive twice at once.
_SAME_WISH_SECONDS = 2.0


class Stopping:
    """Notes wishes to stop from the moment it is made; made in the main thread."""

    def __init__(self) -> None:
        self._first: float | None = None
        self._is_repeated = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)

    def is_wanted(self) -> bool:
        """Somebody asked."""
        return self._first is not None

    def is_urgent(self) -> bool:
        """Somebody asked again, after a while."""
        return self._is_repeated

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        now = time.monotonic()
        if self._first is None:
            self._first = now
        self._is_repeated = now - self._first > _SAME_WISH_SECONDS
