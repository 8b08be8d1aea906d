"""Reads the dead-letter stream, and sends what can be decoded on its way once more."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from redis import Redis

from events.errors import EventUndecodable
from events.event import decode_event, encode_event
from events.keys import ACCEPTED, COUNT_FIELD, DEAD_LETTER, EVENTS_FIELD, stream_key
from events.shards import choose_shard

_PAGE = 500


@dataclass(frozen=True, slots=True)
class Letter:
    """One line that could not be stored; ``shard`` and ``entry`` are where it was read."""

    letter_id: str
    shard: int
    entry: str
    reason: str
    value: bytes


def count_letters(redis: Redis) -> int:
    """How many lie there."""
    return int(redis.xlen(DEAD_LETTER))


def list_letters(redis: Redis) -> Iterator[Letter]:
    """All, the oldest first, read in pages."""
    after = "-"
    while page := _read_page(redis, after, "+", _PAGE):
        yield from page
        after = f"({page[-1].letter_id}"


def find_letter(redis: Redis, letter_id: str) -> Letter | None:
    """The letter of this id."""
    found = _read_page(redis, letter_id, letter_id, 1)
    return found[0] if found else None


def replay_letter(redis: Redis, shards: int, letter: Letter) -> None:
    """Appends its event to the stream as the edge would and takes the letter away.

    Raises ``EventUndecodable``, and then it stays. A command that dies between the two replays it again: the event's
    id keeps it from being stored twice.
    """
    event = decode_event(letter.value)
    shard = choose_shard(event, shards)
    with redis.pipeline(transaction=True) as pipeline:
        pipeline.xadd(stream_key(shard), {EVENTS_FIELD: encode_event(event), COUNT_FIELD: 1})
        # It was counted as dead; now it is on its way once more.
        pipeline.hincrby(ACCEPTED % shard, str(event.site_id), 1)
        pipeline.execute()
    discard_letter(redis, letter.letter_id)


def is_event(letter: Letter) -> bool:
    """Whether it can be replayed; what cannot be decoded never can."""
    try:
        decode_event(letter.value)
    except EventUndecodable:
        return False
    return True


def discard_letter(redis: Redis, letter_id: str) -> None:
    """Takes a letter away for good."""
    redis.xdel(DEAD_LETTER, letter_id)


def _read_page(redis: Redis, first: str, last: str, count: int) -> list[Letter]:
    rows = cast(list[tuple[bytes, dict[bytes, bytes]]], redis.xrange(DEAD_LETTER, min=first, max=last, count=count))
    return [_read_letter(letter_id, fields) for letter_id, fields in rows]


def _read_letter(letter_id: bytes, fields: dict[bytes, bytes]) -> Letter:
    shard, entry, reason, value = (fields.get(name, b"") for name in (b"shard", b"entry", b"reason", b"value"))
    return Letter(letter_id.decode(), int(shard or 0), entry.decode(), reason.decode(errors="replace"), value)
