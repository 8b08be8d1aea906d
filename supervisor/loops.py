"""The loops of a process that serves no requests: each in a thread, until the process is asked to stop."""

import threading
from collections.abc import Callable, Mapping

# Works until the event is set.
Loop = Callable[[threading.Event], None]
CHECK_SECONDS = 1.0


def run_loops(loops: Mapping[str, Loop], stop: threading.Event) -> None:
    """Runs all of them until ``stop`` is set; an error in one stops the others and is raised here."""
    running = [_LoopThread(name, loop, stop) for name, loop in loops.items()]
    for each in running:
        each.start()
    while not stop.wait(CHECK_SECONDS):
        pass
    for each in running:
        each.join()
    for each in running:
        if each.failure is not None:
            raise each.failure


class _LoopThread(threading.Thread):
    def __init__(self, name: str, loop: Loop, stop: threading.Event) -> None:
        super().__init__(name=name)
        self.failure: Exception | None = None
        self._loop = loop
        self._stop_event = stop

    def run(self) -> None:
        try:
            self._loop(self._stop_event)
        except Exception as exc:  # noqa: BLE001 (raised in the main thread)
            self.failure = exc
        finally:
            self._stop_event.set()
