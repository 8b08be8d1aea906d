"""One batch: everything of one shard that is delivered and not acknowledged, read and settled as a whole.

All workers read as the same consumer of the group. So what the consumer was given and has not acknowledged is the
batch that was in flight, whichever worker read it, and the owner of the lease reads it again with the same bounds.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import cast

from redis import Redis

from events.keys import COUNT_FIELD, GROUP, SETTLED, STREAM
from events.lua import load_script
from ingest.entries import Entry
from ingest.shards.leases import Leases

# Milliseconds and sequence, which order the entries of a stream.
EntryId = tuple[int, int]

# Sent as text and not by its hash: a restarted node of a cluster knows no hashes.
_CREATE_GROUP = load_script("ingest", "create_group.lua")
_SETTLE = load_script("ingest", "settle.lua")
# An entry holds up to as many events as one flush of the edge or one request of a server; a first small read shows
# what is usual now, and no read asks for more than fits into memory if each entry is as large as the edge accepts one.
FIRST_ENTRIES = 4
MAX_ENTRIES = 128
# A batch of few and long events ends here.
MAX_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Batch:
    """Some entries of one shard in order; ``batch_hash`` is that of its ``token``; ``is_full`` if more may wait.

    ``in_doubt``: it, or some of its entries in another batch, may have been written before.
    """

    shard: int
    token: str
    batch_hash: int
    entries: Sequence[Entry]
    is_full: bool
    in_doubt: bool = False

    @property
    def first_id(self) -> EntryId:
        """The id of the first entry."""
        return _parse_id(self.entries[0][0])

    @property
    def entry_ids(self) -> list[bytes]:
        """The entries' ids in order."""
        return [entry_id for entry_id, _ in self.entries]


def doubt_batch(batch: Batch) -> Batch:
    """The batch, of which something may be written."""
    return replace(batch, in_doubt=True)


def create_group(redis: Redis, shard: int) -> None:
    """Makes the consumer group from the beginning of the stream, unless it is there."""
    redis.eval(_CREATE_GROUP, 1, STREAM % shard, GROUP)


def find_last_entry(redis: Redis, shard: int) -> EntryId:
    """The id of the last entry of a shard; zeros for an empty one."""
    last = cast(list[Entry], redis.xrevrange(STREAM % shard, count=1))
    return _parse_id(last[0][0]) if last else (0, 0)


def recover_batch(leases: Leases, shard: int) -> Batch | None:
    """The batch that was in flight when the shard's last owner stopped, or None.

    One command reads all of it: between two of them that owner might wake up and settle it, and what we had read by
    then would be a batch with other bounds.
    """
    return _make_batch(shard, leases.read_in_flight(shard), is_full=True)


def read_batch(leases: Leases, shard: int, batch_events: int) -> Batch | None:
    """What waits in the shard, up to about ``batch_events``, or None; nothing else may be in flight.

    Reads in growing steps until enough is there: until the first INSERT the batch may still grow.
    """
    entries: list[Entry] = []
    events, size, count = 0, 0, FIRST_ENTRIES
    while events < batch_events and size < MAX_BYTES:
        chunk = leases.read_new(shard, count, entries[-1][0] if entries else b"")
        entries += chunk
        if len(chunk) < count:
            return _make_batch(shard, entries, is_full=False)
        events += sum(_count_events(fields) for _, fields in chunk)
        size += sum(len(value) for _, fields in chunk for value in fields.values())
        fitting = (batch_events - events) * len(entries) // max(events, 1)
        count = max(1, min(fitting, 4 * count, MAX_ENTRIES))
    return _make_batch(shard, entries, is_full=True)


def settle_batch(redis: Redis, batch: Batch, counts: Mapping[str, int]) -> bool:
    """Acknowledges and removes the entries and adds ``counts``, at once; false if another worker has done so before.

    It needs no lease: a worker that lost it has written the very rows that the new owner writes.
    """
    keys = [STREAM % batch.shard, SETTLED % batch.shard]
    counted = [str(value) for field_and_count in counts.items() for value in field_and_count]
    return bool(redis.eval(_SETTLE, 2, *keys, GROUP, str(len(counts)), *counted, *batch.entry_ids))


def _parse_id(entry_id: bytes) -> EntryId:
    moment, _, sequence = entry_id.partition(b"-")
    return int(moment), int(sequence)


def _count_events(fields: Mapping[bytes, bytes]) -> int:
    count = fields.get(COUNT_FIELD, b"1")
    return int(count) if count.isdigit() else 1


def _make_batch(shard: int, entries: Sequence[Entry], *, is_full: bool) -> Batch | None:
    if not entries:
        return None
    token = f"{shard}:{entries[0][0].decode()}-{entries[-1][0].decode()}"
    batch_hash = int.from_bytes(blake2b(token.encode(), digest_size=8).digest(), "big")
    return Batch(shard, token, batch_hash, entries, is_full)
