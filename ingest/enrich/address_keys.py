"""The random keys under which addresses are hashed: one for each month, destroyed two months after it was made.

Nobody can test an address against a hash once its key is destroyed, whoever has the installation's secret or a backup.
The keys are files of the data directory, or in your own Redis, where workers on several machines share them.
"""

import secrets
import threading
import time
from collections.abc import Callable
from pathlib import Path

from redis import Redis

from buffer.lock import take_lock
from events.keys import ADDRESS_KEY
from settings import IngestSettings
from settings.data_directory import address_keys_directory, read_or_make_key

LIFE_DAYS = 62
_LIFE_SECONDS = LIFE_DAYS * 86_400
_LOOK_SECONDS = 3600.0

# From a month like ``2026-03`` to its key, which is made if it is missing.
FindKey = Callable[[str], bytes]


def choose_keys(settings: IngestSettings, redis: Redis | None) -> FindKey:
    """Of the configured Redis, else of the data directory."""
    if redis is not None and settings.redis_url:
        return lambda month: find_shared_key(redis, month)
    return lambda month: read_or_make_key(address_keys_directory(settings.data_dir) / month)


def find_shared_key(redis: Redis, month: str) -> bytes:
    """Redis destroys it."""
    name = ADDRESS_KEY % month
    while True:
        key = redis.get(name)
        if isinstance(key, bytes):
            return key
        # Another worker may be first.
        take_lock(redis, name, secrets.token_hex(32), _LIFE_SECONDS * 1000)


def run_destruction(settings: IngestSettings, stop: threading.Event) -> None:
    """Until ``stop``, destroys the keys of the data directory whose time is over."""
    while not stop.is_set():
        destroy_old_keys(address_keys_directory(settings.data_dir), time.time())
        stop.wait(_LOOK_SECONDS)


def destroy_old_keys(directory: Path, now: float) -> int:
    """Returns their number; ``now`` in seconds since 1970."""
    old = [path for path in directory.glob("*") if now - path.stat().st_mtime >= _LIFE_SECONDS]
    for path in old:
        path.unlink()
    return len(old)
