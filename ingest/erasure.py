"""Removes events from Redis: from what is not yet stored and from dead letters. Ingest must be paused."""

from collections import Counter
from collections.abc import Callable
from typing import cast

from redis import Redis

from events.errors import EventUndecodable
from events.event import Event, decode_event, join_events, split_events
from events.keys import ACCEPTED, COUNT_FIELD, EVENTS_FIELD, SPOOL_ARRIVALS, STREAM
from ingest.dead_letters.stream import discard_dead_letter, list_dead_letters
from warehouse.upkeep.erasure import Person

_PAGE = 1_000

Entry = tuple[bytes, dict[bytes, bytes]]
# Whether a line, which may be no event, is to be removed.
IsMeant = Callable[[bytes], bool]


def erase_waiting(redis: Redis, shards: int, is_meant: IsMeant) -> int:
    """The number of events removed from the streams; the other events of their entries stay."""
    return sum(_erase_shard(redis, shard, is_meant) for shard in range(shards))


def erase_dead_letters(redis: Redis, is_meant: IsMeant) -> int:
    """The number of dead letters discarded."""
    found = [letter.letter_id for letter in list_dead_letters(redis) if is_meant(letter.value)]
    for letter_id in found:
        discard_dead_letter(redis, letter_id)
    return len(found)


def mentions(line: bytes, person: Person) -> bool:
    """Whether it is an event of the person; what is not an event, if it contains an id of the person."""
    event = _decode(line)
    text = line.decode("utf-8", "replace")
    if event is None:
        ids = person.visitors | person.customers | {person.email_hash} - {""}
        return any(f'"{each}"' in text for each in ids) or person.is_named_in(text)
    return event.site_id == person.site_id and (
        event.visitor_id in person.visitors
        or event.customer_id in person.customers
        or (bool(event.email_hash) and event.email_hash == person.email_hash)
        or person.is_named_in(text)
    )


def _erase_shard(redis: Redis, shard: int, is_meant: IsMeant) -> int:
    erased, after = 0, "-"
    # What is appended meanwhile, by us too, comes later and is read as well.
    while page := cast(list[Entry], redis.xrange(STREAM % shard, min=after, count=_PAGE)):
        for entry_id, fields in page:
            erased += _erase_entry(redis, shard, entry_id, fields.get(EVENTS_FIELD, b""), is_meant)
        after = f"({page[-1][0].decode()}"
    return erased


def _erase_entry(redis: Redis, shard: int, entry_id: bytes, value: bytes, is_meant: IsMeant) -> int:
    lines = split_events(value)
    kept = [line for line in lines if not is_meant(line)]
    if len(kept) < len(lines):
        _replace_entry(redis, shard, entry_id, kept, _count_sites(lines) - _count_sites(kept))
    return len(lines) - len(kept)


def _replace_entry(redis: Redis, shard: int, entry_id: bytes, kept: list[bytes], erased: Counter[int]) -> None:
    """Appends the entry without these events and removes the old one, since an entry cannot be changed.

    It is marked as accepted when the old one was, so that figures do not count as complete until it is stored.
    """
    stream, spool_arrivals = STREAM % shard, SPOOL_ARRIVALS % shard
    since_ms = min(int(entry_id.partition(b"-")[0]), int(redis.hget(spool_arrivals, "accepted_ms") or 1 << 60))
    with redis.pipeline(transaction=True) as pipeline:
        if kept:
            pipeline.xadd(stream, {EVENTS_FIELD: join_events(kept), COUNT_FIELD: len(kept)})
        pipeline.xdel(stream, entry_id)
        for site_id, count in erased.items():
            pipeline.hincrby(ACCEPTED % shard, str(site_id), -count)
        added, *_ = pipeline.execute()
    if kept:
        redis.hset(spool_arrivals, mapping={"accepted_ms": since_ms, "last_id": added})


def _count_sites(lines: list[bytes]) -> Counter[int]:
    return Counter(event.site_id for event in map(_decode, lines) if event)


def _decode(line: bytes) -> Event | None:
    try:
        return decode_event(line)
    except EventUndecodable:
        return None
