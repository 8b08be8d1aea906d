"""Puts events that ingest has settled on the stream again, as the edge would."""

from collections import Counter
from collections.abc import Iterable
from itertools import chain

from redis import Redis

from events.event import Event, decode_event, encode_event, join_events
from events.keys import ACCEPTED, COUNT_FIELD, EVENTS_FIELD, STREAM
from events.lua import load_script
from events.shards import choose_shard

# Sent as text and not by its hash: a restarted node of a cluster knows no hashes.
_APPEND = load_script("ingest", "append_returned.lua")
_ENTRY_EVENTS = 500


def append_returned(redis: Redis, shards: int, lines: Iterable[bytes]) -> None:
    """They were settled as duplicates; now they are accepted once more.

    Repeated, their ids keep them from counting twice.
    """
    append_again(redis, shards, map(decode_event, lines))


def append_again(redis: Redis, shards: int, events: Iterable[Event]) -> None:
    """Each to the shard where it belongs."""
    by_shard: dict[int, list[Event]] = {}
    for event in events:
        by_shard.setdefault(choose_shard(event, shards), []).append(event)
    for shard, of_shard in by_shard.items():
        for first in range(0, len(of_shard), _ENTRY_EVENTS):
            _append_entry(redis, shard, of_shard[first : first + _ENTRY_EVENTS])


def _append_entry(redis: Redis, shard: int, events: list[Event]) -> None:
    counts = Counter(event.site_id for event in events)
    fields = (EVENTS_FIELD, join_events(map(encode_event, events)), COUNT_FIELD, len(events))
    redis.eval(_APPEND, 2, STREAM % shard, ACCEPTED % shard, *fields, *chain.from_iterable(counts.items()))
