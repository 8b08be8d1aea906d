"""The connection of one command to Redis: it fails at once; loops that need patience retry themselves."""

from contextlib import suppress
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from buffer.connection import open_buffer
from ingest.shards.count import check_shard_count
from settings.data_directory import embedded_redis_socket, redis_url
from settings.processes import BufferSettings

_TIMEOUT_SECONDS = 5.0


def connect_redis(settings: BufferSettings) -> Redis:
    """The configured Redis or Redis Cluster, else the embedded one; nothing is sent yet."""
    return open_buffer(redis_url(settings), _TIMEOUT_SECONDS, retries=0)


def check_configured_shards(settings: BufferSettings) -> None:
    """Raises ``ShardsMissing`` where Redis has more shards than PRM_SHARDS; a Redis that is away is not checked."""
    with suppress(RedisError), connect_redis(settings) as redis:
        check_shard_count(redis, settings.shards)


def connect_embedded_redis(data_dir: Path) -> Redis:
    """The Redis in the data directory."""
    return open_buffer(f"unix://{embedded_redis_socket(data_dir).resolve()}", _TIMEOUT_SECONDS, retries=0)
