"""What cannot be stored is kept, with the reason, where `prm dead-letter` finds it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from redis import Redis

from events.keys import DEAD_LETTER
from ingest.enrich.addresses import cut_address

MAX_REASON = 300

# A quoted string of the signs of an address; whether it is one is asked then.
_ADDRESS = re.compile(rb'"([0-9a-fA-F]*[.:][0-9a-fA-F.:]+)"')


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
                    "value": hide_addresses(letter.value),
                },
            )
        pipeline.execute()


def hide_addresses(value: bytes) -> bytes:
    """The line with the network in place of each IP address, like 203.0.113.0: a letter may lie for long.

    That still tells the country when it is replayed. It also holds for lines that are no events.
    """
    return _ADDRESS.sub(_hide_one, value)


def _hide_one(found: re.Match[bytes]) -> bytes:
    network = cut_address(found[1].decode()).partition("/")[0]
    return b'"%s"' % network.encode() if network else found[0]
