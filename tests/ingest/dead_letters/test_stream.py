"""Dead letters: kept without IP addresses, listed, discarded and replayed."""

from typing import Any

import pytest
from redis import Redis

from events.errors import EventUndecodable
from events.event import Event, decode_event, encode_event
from events.keys import ACCEPTED, EVENTS_FIELD, STREAM
from events.shards import choose_shard
from ingest.dead_letters.letter import DeadLetter, hide_addresses
from ingest.dead_letters.replay import is_replayable, replay_dead_letter
from ingest.dead_letters.stream import (
    append_dead_letters,
    count_dead_letters,
    discard_dead_letter,
    find_dead_letter,
    list_dead_letters,
)
from tests.ingest.builders import make_event

SHARDS = 2


def append_letters(redis: Redis, *lines: bytes) -> None:
    """Dead letters of these lines."""
    append_dead_letters(redis, 1, [DeadLetter(b"5-0", "column city: too odd", line) for line in lines])


def test_a_letter_has_line_and_reason_and_is_listed_in_order(redis: Redis) -> None:
    append_letters(redis, b"first", b"second")
    letters = list(list_dead_letters(redis))
    assert [letter.value for letter in letters] == [b"first", b"second"]
    assert (letters[0].shard, letters[0].entry, letters[0].reason) == (1, "5-0", "column city: too odd")
    assert find_dead_letter(redis, letters[1].letter_id) == letters[1]
    discard_dead_letter(redis, letters[0].letter_id)
    assert (count_dead_letters(redis), find_dead_letter(redis, letters[0].letter_id)) == (1, None)


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (b'[1,"203.0.113.77","x"]', b'[1,"203.0.113.0","x"]'),
        (b'["2001:db8:1:2::9"', b'["2001:db8:1::"'),
        (b'["::ffff:203.0.113.77"]', b'["203.0.113.0"]'),
        (b'["1.2.3","12:30","a.b","1.2.3.4.5"]', b'["1.2.3","12:30","a.b","1.2.3.4.5"]'),
        (b"\xff\x00no JSON", b"\xff\x00no JSON"),
    ],
)
def test_a_letter_keeps_the_network_and_not_the_address(line: bytes, kept: bytes) -> None:
    assert hide_addresses(line) == kept


def test_a_replayed_letter_is_on_the_stream_as_if_the_edge_had_sent_it(redis: Redis) -> None:
    event = make_event(ip="203.0.113.77")
    append_letters(redis, encode_event(event))
    [letter] = list_dead_letters(redis)
    replay_dead_letter(redis, SHARDS, letter)
    shard = choose_shard(event, SHARDS)
    entries: Any = redis.xrange(STREAM % shard)
    [(_, fields)] = entries
    assert _without_address(decode_event(fields[EVENTS_FIELD])) == _without_address(event)
    assert redis.hget(ACCEPTED % shard, str(event.site_id)) == b"1"
    assert count_dead_letters(redis) == 0


def test_a_letter_that_cannot_be_decoded_stays(redis: Redis) -> None:
    append_letters(redis, b"no event")
    [letter] = list_dead_letters(redis)
    assert not is_replayable(letter)
    with pytest.raises(EventUndecodable):
        replay_dead_letter(redis, SHARDS, letter)
    assert count_dead_letters(redis) == 1


def _without_address(event: Event) -> tuple[str, str]:
    assert event.ip in ("203.0.113.77", "203.0.113.0")
    return event.event_id, event.visitor_id
