"""Whether a background worker runs, as it reports itself."""

import time

from redis import Redis

from events.keys import WORKER_SEEN

REPORT_SECONDS = 5.0
_EXPIRY_SECONDS = 30


def report_worker(redis: Redis) -> None:
    """To be called every ``REPORT_SECONDS``."""
    redis.set(WORKER_SEEN, int(time.time()), ex=_EXPIRY_SECONDS)


def is_worker_present(redis: Redis) -> bool:
    """Whether any worker of this installation has reported within half a minute."""
    return bool(redis.exists(WORKER_SEEN))
