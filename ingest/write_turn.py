"""One worker at a time writes to a ClickHouse cluster: a table takes one quorum insert at a time and rejects others."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis

from buffer.lock import release_lock, renew_lock, take_lock
from buffer.renewal import keep_renewed
from events.keys import WRITE_TURN

TURN_MS = 30_000
_WAIT_SECONDS = 0.05


@contextmanager
def hold_write_turn(redis: Redis, worker: str) -> Iterator[None]:
    """Waits for the other workers, whose turn ends by itself if they die; raises what Redis raises.

    Two that write at once do no harm: ClickHouse rejects one insert, and its worker retries.
    """
    while not take_lock(redis, WRITE_TURN, worker, TURN_MS):
        time.sleep(_WAIT_SECONDS)
    try:
        with keep_renewed("turn to write", lambda: renew_lock(redis, WRITE_TURN, worker, TURN_MS), TURN_MS / 5000):
            yield
    finally:
        release_lock(redis, WRITE_TURN, worker)
