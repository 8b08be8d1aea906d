"""The name under which a worker reports its counts: one of its own, also beside workers of another `prm tracker`."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import IO


@contextmanager
def claim_name(worker: int, directory: Path) -> Iterator[str]:
    """The worker's number, or the next one that no living worker of this directory has, for as long as the block lasts.

    Trackers that are started apart, each in a container for example, all begin to number their workers at 0. Where
    nothing can be written, the number stays what it is.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
        number, file = _lock_first(worker, directory)
    except OSError:
        yield str(worker)
        return
    with file:
        yield str(number)


def _lock_first(worker: int, directory: Path) -> tuple[int, IO[bytes]]:
    for number in count(worker):
        file = (directory / f"tracker-{number}.name").open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
        else:
            return number, file
    raise AssertionError("numbers do not end")
