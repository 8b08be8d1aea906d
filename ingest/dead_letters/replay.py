"""Sends the event of a dead letter to ingest again."""

from redis import Redis

from events.errors import EventUndecodable
from events.event import decode_event, encode_event
from events.keys import ACCEPTED, COUNT_FIELD, EVENTS_FIELD, STREAM
from events.shards import choose_shard
from ingest.dead_letters.stream import DeadLetterEntry, discard_dead_letter


def is_replayable(letter: DeadLetterEntry) -> bool:
    """Whether its line can be decoded."""
    try:
        decode_event(letter.value)
    except EventUndecodable:
        return False
    return True


def replay_dead_letter(redis: Redis, shards: int, letter: DeadLetterEntry) -> None:
    """Appends its event to the stream as the edge would, and discards the letter.

    Raises ``EventUndecodable``, and then the letter stays. A command killed between the two replays it again: the
    event's id keeps it from being stored twice.
    """
    event = decode_event(letter.value)
    shard = choose_shard(event, shards)
    with redis.pipeline(transaction=True) as pipeline:
        pipeline.xadd(STREAM % shard, {EVENTS_FIELD: encode_event(event), COUNT_FIELD: 1})
        # It was settled as dead; now it is accepted once more.
        pipeline.hincrby(ACCEPTED % shard, str(event.site_id), 1)
        pipeline.execute()
    discard_dead_letter(redis, letter.letter_id)
