"""Records when a secret key was last used here, as the trackers do for the events that they accept."""

import logging
from datetime import datetime, timedelta

from redis import Redis, RedisError

from events.keys import KEY_USES
from events.moments import to_milliseconds

LOG = logging.getLogger(__name__)
_RECORDED_EVERY = timedelta(minutes=1)


class KeyUses:
    """To the minute: further uses of a key within it cost nothing."""

    def __init__(self) -> None:
        self._recorded: dict[int, datetime] = {}

    def record(self, redis: Redis, key_id: int, now: datetime) -> None:
        """For the worker to store; while Redis is away a use is only logged."""
        last = self._recorded.get(key_id)
        if last is not None and now - last < _RECORDED_EVERY:
            return
        self._recorded[key_id] = now
        try:
            redis.hset(KEY_USES, str(key_id), to_milliseconds(now))
        except RedisError as exc:
            LOG.warning("the use of key %d is not recorded, Redis does not answer: %s", key_id, exc)
