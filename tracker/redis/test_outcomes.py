"""Queries Redis for what became of test events; see events.test_outcome."""

import asyncio
from collections.abc import Sequence

import orjson

from events.keys import CREDIT_PREVIEW, TEST_OUTCOME, WORKERS
from events.test_outcome import EventOutcome, State, Wait, encode_outcome
from tracker.errors import BufferUnavailable
from tracker.redis.client import RedisClient
from tracker.redis.connection import pack


class OutcomeReader:
    """One connection, for one query at a time."""

    def __init__(self, redis: RedisClient) -> None:
        self._redis = redis
        self._lock = asyncio.Lock()

    async def query(self, site_id: int, event_ids: Sequence[str], *, is_signed: bool) -> bytes:
        """JSON of an ``EventOutcome``, with ``credit`` beside it: a ``CreditPreview`` once there is one, else null.

        Of the event that is stored under one of the ids.
        Not ``is_signed``, it stays null: nobody is to try out which codes are a partner's.
        """
        try:
            async with self._lock:
                for event_id in event_ids:
                    found = await self._query(site_id, event_id, is_signed)
                    if found is not None:
                        return found
                return _encode_wait(Wait.ON_ITS_WAY if await self._is_ingest_alive() else Wait.INGEST_AWAY, is_signed)
        except BufferUnavailable:
            return _encode_wait(Wait.REDIS_AWAY, is_signed)

    def close(self) -> None:
        """Hangs up."""
        self._redis.close()

    async def _query(self, site_id: int, event_id: str, is_signed: bool) -> bytes | None:
        outcome_key, credit_key = TEST_OUTCOME % (site_id, event_id), CREDIT_PREVIEW % (site_id, event_id)
        (values,) = await self._redis.execute(pack("MGET", outcome_key, credit_key), key=outcome_key)
        outcome, credit = values if isinstance(values, list) else (None, None)
        if outcome is None:
            return None
        shown = orjson.Fragment(credit if credit and is_signed else b"null")
        return orjson.dumps({**orjson.loads(outcome), "credit": shown, "is_signed": is_signed})

    async def _is_ingest_alive(self) -> bool:
        """Whether any worker is alive, by the clock of Redis, which scores them."""
        commands = pack("TIME") + pack("ZREVRANGE", WORKERS, 0, 0, "WITHSCORES")
        now, latest = await self._redis.execute(commands, 2, key=WORKERS)
        return isinstance(latest, list) and len(latest) == 2 and float(latest[1]) > int(now[0]) * 1000


def _encode_wait(reason: Wait, is_signed: bool) -> bytes:
    outcome = orjson.loads(encode_outcome(EventOutcome(State.WAITING, reason)))
    return orjson.dumps({**outcome, "credit": None, "is_signed": is_signed})
