"""What Redis has of the fates of test events; see events.test_outcome."""

import asyncio

import orjson

from events.keys import CREDIT_PREVIEW, TEST_OUTCOME, WORKERS
from events.test_outcome import EventOutcome, State, Wait, encode_outcome
from tracker.errors import BufferUnavailable
from tracker.redis.client import Caller
from tracker.redis.connection import pack


class Fates:
    """A line for one question at a time."""

    def __init__(self, redis: Caller) -> None:
        self._redis = redis
        self._turn = asyncio.Lock()

    async def read(self, site_id: int, event_id: str) -> bytes:
        """JSON of a ``EventOutcome``, with ``credit`` beside it once it is foretold, else null."""
        try:
            async with self._turn:
                return await self._read(site_id, event_id)
        except BufferUnavailable:
            return _tell_wait(Wait.REDIS_AWAY)

    def close(self) -> None:
        """Hangs up."""
        self._redis.close()

    async def _read(self, site_id: int, event_id: str) -> bytes:
        fate_key, credit_key = TEST_OUTCOME % (site_id, event_id), CREDIT_PREVIEW % (site_id, event_id)
        (told,) = await self._redis.ask(pack("MGET", fate_key, credit_key), key=fate_key)
        fate, credit = told if isinstance(told, list) else (None, None)
        if fate is None:
            return _tell_wait(Wait.ON_ITS_WAY if await self._is_ingest_there() else Wait.INGEST_AWAY)
        return orjson.dumps({**orjson.loads(fate), "credit": orjson.Fragment(credit or b"null")})

    async def _is_ingest_there(self) -> bool:
        """Whether some worker is believed to live, by the clock of Redis as on their roll."""
        asked = pack("TIME") + pack("ZREVRANGE", WORKERS, 0, 0, "WITHSCORES")
        now, roll = await self._redis.ask(asked, 2, key=WORKERS)
        return isinstance(roll, list) and len(roll) == 2 and float(roll[1]) > int(now[0]) * 1000


def _tell_wait(reason: Wait) -> bytes:
    return orjson.dumps({**orjson.loads(encode_outcome(EventOutcome(State.WAITING, reason))), "credit": None})
