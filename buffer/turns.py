"""Work that is done again and again beside reports: by one process at a time, and never most of the time."""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from redis.exceptions import RedisError

from buffer.held_lock import HeldLock

LOG = logging.getLogger(__name__)
# The rest is left to reports.
_MAX_SHARE_OF_TIME = 0.25


def take_turns(
    name: str,
    hold: Callable[[], AbstractContextManager[HeldLock]],
    take_turn: Callable[[HeldLock], bool],
    every_seconds: int,
    stop: threading.Event,
    *,
    busy: type[Exception],
    away: tuple[type[Exception], ...],
) -> None:
    """Takes a turn every ``every_seconds`` until ``stop``, or less often where turns take long.

    A turn returns whether something waits for the next one, which then begins as soon as it may take time again.
    ``hold`` raises ``busy`` while somebody else has the turn; ``away`` are the failures of stores, after which the next
    turn tries again, as after those of Redis.
    """
    failures: tuple[type[Exception], ...] = (RedisError, *away)
    rest = float(every_seconds)
    while not stop.wait(rest):
        began, is_waiting = time.monotonic(), False
        try:
            with hold() as lock:
                is_waiting = take_turn(lock)
        except busy as exc:
            LOG.debug("no %s: %s", name, exc)
        except failures as exc:
            LOG.warning("%s postponed: %s", name, exc)
        spent = time.monotonic() - began
        rest = max(0 if is_waiting else every_seconds - spent, spent / _MAX_SHARE_OF_TIME - spent)
