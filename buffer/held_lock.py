"""A lock that is held as long as a piece of work goes on: renewed beside it, and checked before each of its writes."""

import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from redis import Redis

from buffer.lock import release_lock, renew_lock, take_lock
from buffer.renewal import keep_renewed

# A process that died while it held the lock blocks the others for so long.
_LOCK_MS = 40_000


@dataclass(frozen=True, slots=True)
class HeldLock:
    """Held by the work that ``name`` names, or by a command that keeps it away."""

    redis: Redis
    key: str
    name: str
    holder: str
    busy: type[Exception]

    def check(self) -> None:
        """Raises ``busy`` where the lock has expired: another process may work, or erase, by now."""
        if not self.renew():
            raise self.busy(f"the lock of the {self.name} expired while this process did not answer")

    def renew(self) -> bool:
        """Whether it is still held."""
        return renew_lock(self.redis, self.key, self.holder, _LOCK_MS)


@contextmanager
def hold_lock(redis: Redis, key: str, name: str, busy: type[Exception], wait_seconds: float) -> Iterator[HeldLock]:
    """Nobody else holds it meanwhile; raises ``busy`` if it does not become free in time."""
    lock = HeldLock(redis, key, name, secrets.token_hex(8), busy)
    deadline = time.monotonic() + wait_seconds
    while not take_lock(redis, key, lock.holder, _LOCK_MS):
        if time.monotonic() >= deadline:
            raise busy(f"a {name} is still going on")
        time.sleep(0.1)
    try:
        with keep_renewed(f"lock of the {name}", lock.renew, _LOCK_MS / 4000):
            yield lock
    finally:
        # Whoever took the lock after it expired keeps it.
        release_lock(redis, key, lock.holder)
