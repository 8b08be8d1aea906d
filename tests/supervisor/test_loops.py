"""The loops of a process: one that hangs silences the process, one that fails ends it."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from settings.heartbeat import Heartbeat
from supervisor.loops import Loop, run_loops

WAIT_SECONDS = 120


@contextmanager
def run(*loops: Loop) -> Iterator[Callable[[], bool]]:
    """The loops in a thread; says whether a sign of life has come since it was last asked."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    stop = threading.Event()
    thread = threading.Thread(target=run_loops, args=(loops, stop, Heartbeat(writer)))
    thread.start()

    def has_beaten() -> bool:
        try:
            return bool(os.read(reader, 1000))
        except BlockingIOError:
            return False

    try:
        yield has_beaten
    finally:
        stop.set()
        thread.join()
        os.close(reader)
        os.close(writer)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def look_often(stop: threading.Event) -> None:
    while not stop.wait(0.05):
        pass


def wait_long(stop: threading.Event) -> None:
    stop.wait(600)


def test_loops_that_go_on_show_signs_of_life() -> None:
    with run(Loop("one", look_often, 5), Loop("other", look_often, 5)) as has_beaten:
        for _ in range(3):
            wait_until(has_beaten)


def test_a_loop_that_waits_for_long_does_not_hang() -> None:
    with run(Loop("waiting", wait_long, 0.1)) as has_beaten:
        for _ in range(3):
            wait_until(has_beaten)


def test_one_loop_that_makes_no_step_silences_the_process(caplog: pytest.LogCaptureFixture) -> None:
    release = threading.Event()

    def wait_elsewhere(_: threading.Event) -> None:
        release.wait(600)

    with run(Loop("good", look_often, 5), Loop("stuck", wait_elsewhere, 0.1)) as has_beaten:
        wait_until(lambda: "stuck has made no step for" in caplog.text)
        has_beaten()
        time.sleep(2.5)
        assert not has_beaten()
        release.set()


def test_an_error_in_one_loop_stops_the_others_and_is_raised() -> None:
    def fail(_: threading.Event) -> None:
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        run_loops([Loop("good", look_often, 5), Loop("bad", fail, 5)], threading.Event(), Heartbeat(None))
