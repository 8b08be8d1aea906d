"""Holds ingest still: nothing new is read of any shard and nothing is in flight, for as long as a command needs it.

Redis keeps meanwhile what the edge accepts. A command that dies lets go by the time to live of its keys.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from redis import Redis
from redis.exceptions import RedisError, ResponseError

from events.keys import GROUP, PAUSE, stream_key

PAUSE_MS = 30_000
PATIENCE_SECONDS = 60.0


class IngestBusy(Exception):
    """A batch is in flight and nobody finishes it, or the pause was lost; nothing was changed."""


class Pause:
    """The shards that stand still; ``check`` raises :class:`IngestBusy` once that is not sure any more."""

    def __init__(self, redis: Redis, shards: int) -> None:
        self._redis = redis
        self._shards = range(shards)
        self._sure_until = 0.0

    def renew(self) -> None:
        """Holds every shard for another while."""
        until = time.monotonic() + PAUSE_MS / 1000
        for shard in self._shards:
            self._redis.set(PAUSE % shard, 1, px=PAUSE_MS)
        self._sure_until = until

    def check(self) -> None:
        """To be called before what cannot be taken back."""
        if time.monotonic() > self._sure_until:
            raise IngestBusy("Redis did not answer for a while, and ingest may have gone on; try again")

    def release(self) -> None:
        """Lets ingest go on."""
        for shard in self._shards:
            self._redis.delete(PAUSE % shard)

    def list_busy(self) -> list[int]:
        """The shards of which a batch is in flight."""
        return [shard for shard in self._shards if self._count_pending(shard)]

    def _count_pending(self, shard: int) -> int:
        try:
            return int(self._redis.xpending(stream_key(shard), GROUP)["pending"])
        except ResponseError as exc:
            if str(exc).startswith("NOGROUP"):
                return 0
            raise


@contextmanager
def pause_ingest(redis: Redis, shards: int, patience_seconds: float = PATIENCE_SECONDS) -> Iterator[Pause]:
    """Waits until nothing is in flight; raises :class:`IngestBusy` after ``patience_seconds``."""
    pause, done = Pause(redis, shards), threading.Event()
    pause.renew()
    keeper = threading.Thread(target=_keep, args=(pause, done))
    keeper.start()
    try:
        _wait_for_calm(pause, patience_seconds)
        yield pause
    finally:
        done.set()
        keeper.join()
        pause.release()


def _wait_for_calm(pause: Pause, patience_seconds: float) -> None:
    deadline = time.monotonic() + patience_seconds
    while busy := pause.list_busy():
        if time.monotonic() > deadline:
            raise IngestBusy(f"a batch of the shards {busy} is in flight and nobody finishes it")
        time.sleep(0.05)


def _keep(pause: Pause, done: threading.Event) -> None:
    while not done.wait(PAUSE_MS / 5000):
        try:
            pause.renew()
        except RedisError:
            continue
