"""Counts attempts to sign in, so that passwords and tokens cannot be tried one after another."""

from redis import Redis

from events.keys import SIGN_IN_ATTEMPTS
from events.lua import load_script
from events.snapshot import hash_key

# Sent as text and not by its hash: a restarted node of a cluster knows no hashes.
_COUNT = load_script("console.pages", "sign_in_attempts.lua")
WINDOW_SECONDS = 15 * 60
MAX_PER_NAME = 10
MAX_PER_ADDRESS = 100


def count_attempt(redis: Redis, address: str, name: str) -> int:
    """Seconds to wait before the next attempt; 0: proceed. Raises ``RedisError``.

    Counted before the password is checked, so concurrent attempts share the limit. A name is limited together with the
    address it is tried from: nobody can lock out somebody else.
    """
    limits = {_key(address, name): MAX_PER_NAME, _key(address): MAX_PER_ADDRESS}
    return max([_count(redis, key, most) for key, most in limits.items()])


def forget_attempts(redis: Redis, address: str, name: str) -> None:
    """After a success the name's count restarts; the address's does not, or one account would unlock the others."""
    redis.delete(_key(address, name))


def _count(redis: Redis, key: str, most: int) -> int:
    attempts, ttl = redis.eval(_COUNT, 1, key, str(WINDOW_SECONDS))
    return max(ttl, 1) if attempts > most else 0


def _key(*parts: str) -> str:
    return SIGN_IN_ATTEMPTS % hash_key("\n".join(parts))[:32]
