"""Chooses the way in to Redis by its address."""

from redis import Redis
from redis.backoff import ExponentialWithJitterBackoff, NoBackoff
from redis.retry import Retry

from buffer.cluster import ClusterBuffer
from settings.redis_address import list_seeds

# With one node of a cluster.
_PATIENCE_SECONDS = 3.0


def open_buffer(url: str, timeout_seconds: float, retries: int) -> Redis:
    """A client of what ``url`` names; nothing is sent yet. A command cut off is sent again ``retries`` times."""
    seeds = list_seeds(url)
    if seeds:
        # Who waits for a silent node lets the others wait; after the first failure it is known where everything is.
        return ClusterBuffer(seeds, min(timeout_seconds, _PATIENCE_SECONDS), min(retries, 1))
    backoff = ExponentialWithJitterBackoff(base=0.01, cap=1) if retries else NoBackoff()
    return Redis.from_url(
        url,
        retry=Retry(backoff, retries),
        socket_timeout=timeout_seconds,
        socket_connect_timeout=timeout_seconds,
    )
