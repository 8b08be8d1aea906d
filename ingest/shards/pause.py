"""Pauses ingest while a command runs: nothing new is read of any shard and nothing is in flight.

Redis keeps what the edge accepts meanwhile. If the command dies, the pause ends when its keys expire.
"""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.exceptions import ResponseError

from buffer.lock import release_lock, take_lock
from buffer.renewal import keep_renewed
from events.keys import GROUP, PAUSE, STREAM

PAUSE_MS = 30_000
TIMEOUT_SECONDS = 60.0


class IngestBusy(Exception):
    """Another command pauses ingest, a batch is in flight and no worker finishes it, or the pause expired."""


class Pause:
    """A pause of all shards; ``check`` raises :class:`IngestBusy` once it may have expired."""

    def __init__(self, redis: Redis, shards: int) -> None:
        self._redis = redis
        self._shards = range(shards)
        self._holder = secrets.token_hex(8)
        self._valid_until = 0.0

    def renew(self) -> bool:
        """Pauses every shard or extends the pause; false while another command has paused one."""
        until = time.monotonic() + PAUSE_MS / 1000
        # In the same order by all commands, so that one of two gets them all.
        is_ours = all(take_lock(self._redis, PAUSE % shard, self._holder, PAUSE_MS) for shard in self._shards)
        if is_ours:
            self._valid_until = until
        return is_ours

    def check(self) -> None:
        """To be called before what cannot be undone."""
        if time.monotonic() > self._valid_until:
            raise IngestBusy("the pause expired while Redis did not answer, and ingest may have resumed; retry")

    def release(self) -> None:
        """Ingest resumes, unless another command has paused it meanwhile."""
        for shard in self._shards:
            release_lock(self._redis, PAUSE % shard, self._holder)

    def list_busy(self) -> list[int]:
        """The shards with a batch in flight."""
        return list_busy_shards(self._redis, len(self._shards))


def list_busy_shards(redis: Redis, shards: int) -> list[int]:
    """Of so many shards those with a batch in flight."""
    return [shard for shard in range(shards) if _count_pending(redis, shard)]


def _count_pending(redis: Redis, shard: int) -> int:
    try:
        return int(redis.xpending(STREAM % shard, GROUP)["pending"])
    except ResponseError as exc:
        if str(exc).startswith("NOGROUP"):
            return 0
        raise


@contextmanager
def pause_ingest(redis: Redis, shards: int, timeout_seconds: float = TIMEOUT_SECONDS) -> Iterator[Pause]:
    """Waits until no other command pauses ingest and nothing is in flight; raises :class:`IngestBusy`."""
    pause = Pause(redis, shards)
    deadline = time.monotonic() + timeout_seconds
    try:
        _wait_for_turn(pause, deadline)
        with keep_renewed("pause of ingest", pause.renew, PAUSE_MS / 5000):
            _wait_until_settled(pause, deadline)
            yield pause
    finally:
        pause.release()


def _wait_for_turn(pause: Pause, deadline: float) -> None:
    while not pause.renew():
        if time.monotonic() > deadline:
            raise IngestBusy("another command has paused ingest and did not end in time")
        time.sleep(0.05)


def _wait_until_settled(pause: Pause, deadline: float) -> None:
    while busy := pause.list_busy():
        if time.monotonic() > deadline:
            raise IngestBusy(f"the batches in flight on shards {busy} were not finished in time")
        time.sleep(0.05)
