"""Whether a background worker runs, as it reports itself."""

from redis import Redis

from buffer.lock import take_lock
from events.keys import WORKER_SEEN

REPORT_SECONDS = 5.0
_EXPIRY_MS = 30_000


def report_worker(redis: Redis) -> None:
    """To be called every ``REPORT_SECONDS``; at `maxmemory` too, else a worker that runs would be reported missing."""
    take_lock(redis, WORKER_SEEN, "present", _EXPIRY_MS)


def is_worker_present(redis: Redis) -> bool:
    """Whether any worker of this installation has reported within half a minute."""
    return bool(redis.exists(WORKER_SEEN))
