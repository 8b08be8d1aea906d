"""Ctrl-C and SIGTERM as a state that loops look at."""

import signal
from types import FrameType


class Stopping:
    """Counts the wishes to stop from the moment it is made; made in the main thread."""

    def __init__(self) -> None:
        self._wishes = 0
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._note)

    def is_wanted(self) -> bool:
        """Somebody asked."""
        return self._wishes > 0

    def is_urgent(self) -> bool:
        """Somebody asked again."""
        return self._wishes > 1

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self._wishes += 1
