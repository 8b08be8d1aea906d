"""An event comes off the stream as it went on; damaged bytes are an error, never a wrong event."""

from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.errors import EventUndecodable
from events.event import (
    WIRE_VERSION,
    Event,
    decode_event,
    decode_events,
    encode_event,
    join_events,
    parse_lines,
    split_events,
)

EVENT = Event(7, "018bcfe5-6800-75c8-a76a-90c9a77bd834", "sale", 1_700_000_000_000, 2, "browser", "human", "full")

_text = st.text(st.characters(codec="utf-8"), max_size=40)
_EVENTS = st.builds(
    Event,
    **{name: _text for name, hint in get_type_hints(Event).items() if hint is str},
    site_id=st.integers(1, 2**32 - 1),
    timestamp_ms=st.integers(0, 2**45),
    received_ms=st.integers(0, 2**45),
    amount_minor=st.none() | st.integers(0, 10**15),
    properties=st.none() | st.dictionaries(_text, _text, max_size=3),
    named_ms=st.integers(0, 2**45),
    makes_conversion=st.booleans(),
    version=st.integers(0, 2**31),
    refunded_total_minor=st.none() | st.integers(0, 10**15),
)
# As version 1 wrote it.
OLDER_LINE = (
    b'[1,7,"018bcfe5-6800-75c8-a76a-90c9a77bd834","sale",1700000000000,2,"browser","human","full","","","","","","",'
    b'"","","","",null,"","","",null,"",""]'
)


@given(st.lists(_EVENTS, min_size=1, max_size=4))
def test_events_come_off_the_stream_as_they_went_on(events: list[Event]) -> None:
    value = join_events(map(encode_event, events))
    assert decode_events(value) == events
    assert [decode_event(line) for line in split_events(value)] == events
    assert [Event(*row[1:]) for row in parse_lines(value)] == events


def test_a_line_of_an_older_version_is_read_beside_newer_ones() -> None:
    value = join_events([encode_event(EVENT), OLDER_LINE])
    assert decode_event(OLDER_LINE) == EVENT
    assert decode_events(value) == [EVENT, EVENT]
    assert [Event(*row[1:]) for row in parse_lines(value)] == [EVENT, EVENT]
    assert {row[0] for row in parse_lines(value)} == {WIRE_VERSION}


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"{}", "wire version 2"),
        (b"[]", "wire version 2"),
        (b"[3,1]", "wire version 2"),
        (b'[1,"x"]', "wire version 2"),
        (b'[2,"x"]', "wire version 2"),
        (encode_event(EVENT)[:-1] + b',"of a later version"]', "wire version 2"),
        (encode_event(EVENT).replace(b'"sale"', b"5"), "wire version 2"),
        (encode_event(EVENT)[:-20], "not JSON"),
    ],
)
def test_a_damaged_line_is_undecodable(line: bytes, reason: str) -> None:
    with pytest.raises(EventUndecodable, match=reason):
        decode_event(line)
    with pytest.raises(EventUndecodable):
        decode_events(encode_event(EVENT) + b"\n" + (line or b"?"))


def test_lines_that_are_no_json_make_no_rows() -> None:
    with pytest.raises(EventUndecodable, match="not JSON"):
        parse_lines(encode_event(EVENT) + b"\n\xff")
