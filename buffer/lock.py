"""A lock: a key with a time to live that names its holder. It can be taken, renewed and released at `maxmemory` too.

Each call is one script, so sending it again after a broken connection changes nothing.
"""

from redis import Redis

from events.lua import load_script

# Sent as text and not by its hash: a restarted node of a cluster knows no hashes.
_TAKE = load_script("buffer", "take_lock.lua")
_RENEW = load_script("buffer", "renew_lock.lua")


def take_lock(redis: Redis, key: str, holder: str, lock_ms: int) -> bool:
    """Whether ``holder`` has the lock now, for ``lock_ms``; it may have had it before."""
    return bool(redis.eval(_TAKE, 1, key, holder, str(lock_ms)))


def renew_lock(redis: Redis, key: str, holder: str, lock_ms: int) -> bool:
    """Whether ``holder`` still has the lock; then it has it for ``lock_ms`` from now."""
    return bool(redis.eval(_RENEW, 1, key, holder, str(lock_ms)))


def release_lock(redis: Redis, key: str, holder: str) -> None:
    """Frees the lock unless another has it."""
    renew_lock(redis, key, holder, 0)
