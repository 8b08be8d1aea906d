"""What cannot be stored is kept, with the reason, where `prm dead-letter` finds it."""

from collections.abc import Iterable
from dataclasses import dataclass

from redis import Redis

from events.keys import DEAD_LETTER

MAX_REASON = 300


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A line that cannot be stored, and why; ``site_id`` 0 if it does not say."""

    entry_id: bytes
    reason: str
    value: bytes
    site_id: int = 0


def bury(redis: Redis, shard: int, letters: Iterable[DeadLetter]) -> None:
    """Appends to the dead-letter stream.

    It lies in no shard's slot, so it cannot be part of the transaction that settles the batch: a worker killed between
    the two leaves a letter twice, under the same shard and entry.
    """
    with redis.pipeline(transaction=False) as pipeline:
        for letter in letters:
            pipeline.xadd(
                DEAD_LETTER,
                {
                    "shard": shard,
                    "entry": letter.entry_id,
                    "reason": letter.reason[:MAX_REASON],
                    "value": letter.value,
                },
            )
        pipeline.execute()
