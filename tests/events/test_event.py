"""An event comes off the stream as it went on; damaged bytes are an error, never a wrong event."""

from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.errors import EventUndecodable
from events.event import Event, decode_event, decode_events, encode_event, join_events, split_events

EVENT = Event(7, "018bcfe5-6800-75c8-a76a-90c9a77bd834", "sale", 1_700_000_000_000, 2, "browser", "human", "full")

_text = st.text(st.characters(codec="utf-8"), max_size=40)
_EVENTS = st.builds(
    Event,
    **{field.name: _text for field in fields(Event) if field.type is str},
    site_id=st.integers(1, 2**32 - 1),
    timestamp_ms=st.integers(0, 2**45),
    received_ms=st.integers(0, 2**45),
    amount_minor=st.none() | st.integers(0, 10**15),
    properties=st.none() | st.dictionaries(_text, _text, max_size=3),
)


@given(st.lists(_EVENTS, min_size=1, max_size=4))
def test_events_come_off_the_stream_as_they_went_on(events: list[Event]) -> None:
    value = join_events(map(encode_event, events))
    assert decode_events(value) == events
    assert [decode_event(line) for line in split_events(value)] == events


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"", "not JSON"),
        (b"\xff", "not JSON"),
        (b"{}", "unknown wire version"),
        (b"[]", "unknown wire version"),
        (b"[2,1]", "unknown wire version"),
        (b'[1,"x"]', "1 values"),
        (encode_event(EVENT)[:-20], "not JSON"),
    ],
)
def test_a_damaged_line_is_undecodable(line: bytes, reason: str) -> None:
    with pytest.raises(EventUndecodable, match=reason):
        decode_event(line)
    with pytest.raises(EventUndecodable):
        decode_events(encode_event(EVENT) + b"\n" + (line or b"?"))
