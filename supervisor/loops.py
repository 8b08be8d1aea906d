"""The loops of a process that serves no requests: each in a thread, until the process is asked to stop."""

import logging
import math
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from settings.heartbeat import BEAT_SECONDS, Heartbeat

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Loop:
    """``run`` works until the event is set, and looks at it between its steps, of which each may take ``patience``."""

    name: str
    run: Callable[[threading.Event], None]
    patience_seconds: float


def run_loops(loops: Sequence[Loop], stop: threading.Event, heartbeat: Heartbeat) -> None:
    """Runs all of them until ``stop`` is set; an error in one stops the others and is raised here.

    Shows a sign of life as long as every loop goes on: one that has not looked at its event for too long hangs.
    """
    running = [_LoopThread(loop, stop) for loop in loops]
    for each in running:
        each.start()
    while not stop.wait(BEAT_SECONDS):
        hanging = [each for each in running if each.is_hanging()]
        for each in hanging:
            LOG.error("%s has made no step for %.0f s", each.name, each.seconds_since_step())
        if not hanging:
            heartbeat.beat()
    for each in running:
        each.join()
    for each in running:
        if each.failure is not None:
            raise each.failure


class _LoopThread(threading.Thread):
    def __init__(self, loop: Loop, stop: threading.Event) -> None:
        super().__init__(name=loop.name)
        self.failure: Exception | None = None
        self._loop = loop
        self._stop_event = _WatchedEvent(stop)

    def run(self) -> None:
        try:
            self._loop.run(self._stop_event)
        except Exception as exc:  # noqa: BLE001 (raised in the main thread)
            self.failure = exc
        finally:
            self._stop_event.set()

    def is_hanging(self) -> bool:
        return self.seconds_since_step() > self._loop.patience_seconds

    def seconds_since_step(self) -> float:
        return time.monotonic() - self._stop_event.looked_at


class _WatchedEvent(threading.Event):
    """The event of the whole process, and when one loop last looked at it."""

    def __init__(self, event: threading.Event) -> None:
        super().__init__()
        self.looked_at = time.monotonic()
        self._event = event

    def is_set(self) -> bool:
        self.looked_at = time.monotonic()
        return self._event.is_set()

    def set(self) -> None:
        self._event.set()

    def wait(self, timeout: float | None = None) -> bool:
        # However long it waits, it does not hang.
        self.looked_at = math.inf
        is_set = self._event.wait(timeout)
        self.looked_at = time.monotonic()
        return is_set
