"""Rewrites the append-only files of Redis: what was removed from it leaves the disk as well."""

import logging
import threading
import time

from redis import Redis
from redis.exceptions import RedisError

from buffer.cluster import ClusterBuffer

LOG = logging.getLogger(__name__)
_WAIT_SECONDS = 120.0
_PAUSE_SECONDS = 0.1


class FilesNotRewritten(Exception):
    """A server did not rewrite its file; the message says why."""


def run_rewrites(redis: Redis, every_seconds: float, stop: threading.Event) -> None:
    """Until ``stop``, rewrites the file whenever anything was written to it since it was last rewritten."""
    while not stop.wait(every_seconds):
        try:
            if _has_grown(redis):
                rewrite_files(redis)
        except (RedisError, FilesNotRewritten) as exc:
            LOG.warning("the file of Redis was not rewritten, retrying in %.0f s: %s", every_seconds, exc)


def rewrite_files(redis: Redis, wait_seconds: float = _WAIT_SECONDS) -> int:
    """Returns how many servers have rewritten their file, each after this call; those without a file do nothing.

    Raises ``RedisError`` and :class:`FilesNotRewritten`.
    """
    return sum(_rewrite(server, wait_seconds) for server in _list_servers(redis))


def _list_servers(redis: Redis) -> list[Redis]:
    return [node for _, node in redis.list_primaries()] if isinstance(redis, ClusterBuffer) else [redis]


def _has_grown(redis: Redis) -> bool:
    states = [server.info("persistence") for server in _list_servers(redis)]
    return any(state.get("aof_current_size", 0) > state.get("aof_base_size", 0) for state in states)


def _rewrite(server: Redis, wait_seconds: float) -> bool:
    if not server.info("persistence")["aof_enabled"]:
        return False
    deadline = time.monotonic() + wait_seconds
    # One that is under way may have begun before something was removed.
    _wait_for_end(server, deadline)
    server.bgrewriteaof()
    _wait_for_end(server, deadline)
    status = server.info("persistence")["aof_last_bgrewrite_status"]
    if status != "ok":
        raise FilesNotRewritten(f"its state is {status}; the log of Redis says why")
    return True


def _wait_for_end(server: Redis, deadline: float) -> None:
    while True:
        state = server.info("persistence")
        if not state["aof_rewrite_in_progress"] and not state["aof_rewrite_scheduled"]:
            return
        if time.monotonic() >= deadline:
            raise FilesNotRewritten("a rewrite takes longer than expected")
        time.sleep(_PAUSE_SECONDS)
