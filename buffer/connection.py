"""Opens a client of a Redis or a Redis Cluster by its address."""

from redis import Redis
from redis.backoff import ExponentialWithJitterBackoff, NoBackoff
from redis.retry import Retry

from buffer.cluster import ClusterBuffer
from settings.redis_address import list_seeds

# For one node of a cluster.
_NODE_TIMEOUT_SECONDS = 3.0


def open_buffer(url: str, timeout_seconds: float, retries: int) -> Redis:
    """A client of the Redis at ``url``; nothing is sent yet. A command cut off is sent again ``retries`` times."""
    seeds = list_seeds(url)
    if seeds:
        # Waiting for a silent node delays the others; one retry is enough, since the slots have been looked up by then.
        return ClusterBuffer(seeds, min(timeout_seconds, _NODE_TIMEOUT_SECONDS), min(retries, 1))
    backoff = ExponentialWithJitterBackoff(base=0.01, cap=1) if retries else NoBackoff()
    return Redis.from_url(
        url,
        retry=Retry(backoff, retries),
        socket_timeout=timeout_seconds,
        socket_connect_timeout=timeout_seconds,
    )
