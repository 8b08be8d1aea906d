"""The connection of one command to Redis: it fails at once; loops that need patience retry themselves."""

import logging
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from redis import Redis
from redis.exceptions import RedisError

from buffer.connection import open_buffer
from ingest.shards.count import check_shard_count, find_shard_count
from settings.data_directory import embedded_redis_socket, redis_url
from settings.processes import BufferSettings

LOG = logging.getLogger(__name__)
Settings = TypeVar("Settings", bound=BufferSettings)
_TIMEOUT_SECONDS = 5.0


def connect_redis(settings: BufferSettings) -> Redis:
    """The configured Redis or Redis Cluster, else the embedded one; nothing is sent yet."""
    return open_buffer(redis_url(settings), _TIMEOUT_SECONDS, retries=0)


def adopt_shards(settings: Settings) -> Settings:
    """The settings with as many shards as Redis has, where those are more and PRM_SHARDS is not set.

    Raises ``ShardsMissing`` where it is set to fewer. A Redis that is away is not asked.
    """
    with suppress(RedisError), connect_redis(settings) as redis:
        if "PRM_SHARDS" in settings.given:
            check_shard_count(redis, settings.shards)
        elif (known := find_shard_count(redis, settings.shards)) > settings.shards:
            LOG.info("Redis has %d shards, and PRM_SHARDS is not set: using %d", known, known)
            return replace(settings, shards=known)
    return settings


def connect_embedded_redis(data_dir: Path) -> Redis:
    """The Redis in the data directory."""
    return open_buffer(f"unix://{embedded_redis_socket(data_dir).resolve()}", _TIMEOUT_SECONDS, retries=0)
