"""How the command talks to Redis: an attempt, not a long wait; who needs patience has a loop of its own."""

from pathlib import Path

from redis import Redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from settings.places import embedded_redis_socket, redis_url
from settings.processes import BufferSettings

_TIMEOUT_SECONDS = 5.0


def connect_redis(settings: BufferSettings) -> Redis:
    """The configured Redis, else the embedded one; nothing is sent yet."""
    return _connect(redis_url(settings))


def connect_embedded_redis(data_dir: Path) -> Redis:
    """The Redis in the data directory."""
    return _connect(f"unix://{embedded_redis_socket(data_dir).resolve()}")


def _connect(url: str) -> Redis:
    once = Retry(NoBackoff(), 0)
    return Redis.from_url(url, retry=once, socket_timeout=_TIMEOUT_SECONDS, socket_connect_timeout=_TIMEOUT_SECONDS)
