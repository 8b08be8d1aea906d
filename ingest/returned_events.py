"""Puts events that were duplicates on the stream again, as the edge would."""

from collections import Counter
from collections.abc import Iterable

from redis import Redis

from events.event import Event, decode_event, encode_event, join_events
from events.keys import ACCEPTED, COUNT_FIELD, EVENTS_FIELD, STREAM
from events.shards import choose_shard

_ENTRY_EVENTS = 500


def append_returned(redis: Redis, shards: int, lines: Iterable[bytes]) -> None:
    """They were settled as duplicates; now they are accepted once more.

    Repeated, their ids keep them from counting twice.
    """
    by_shard: dict[int, list[Event]] = {}
    for event in map(decode_event, lines):
        by_shard.setdefault(choose_shard(event, shards), []).append(event)
    for shard, events in by_shard.items():
        for first in range(0, len(events), _ENTRY_EVENTS):
            _append_entry(redis, shard, events[first : first + _ENTRY_EVENTS])


def _append_entry(redis: Redis, shard: int, events: list[Event]) -> None:
    with redis.pipeline(transaction=True) as pipeline:
        pipeline.xadd(STREAM % shard, {EVENTS_FIELD: join_events(map(encode_event, events)), COUNT_FIELD: len(events)})
        for site_id, count in Counter(event.site_id for event in events).items():
            pipeline.hincrby(ACCEPTED % shard, str(site_id), count)
        pipeline.execute()
