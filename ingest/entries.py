"""From the entries of a stream to events, and dead letters of what is none."""

from collections.abc import Mapping, Sequence

from events.errors import EventUndecodable
from events.event import Event, decode_event, decode_events, split_events
from events.keys import EVENTS_FIELD
from ingest.collector import without_collector
from ingest.dead_letters import DeadLetter
from ingest.shape import has_shape

Entry = tuple[bytes, Mapping[bytes, bytes]]
Decoded = tuple[list[Event], list[bytes], list[DeadLetter]]


@without_collector()
def decode_entries(entries: Sequence[Entry]) -> Decoded:
    """The events in order, the entry of each, and the lines that are no events."""
    try:
        return _decode_quickly(entries)
    except EventUndecodable:
        return _decode_line_by_line(entries)


def _decode_quickly(entries: Sequence[Entry]) -> Decoded:
    events: list[Event] = []
    origins: list[bytes] = []
    for entry_id, fields in entries:
        decoded = decode_events(_read_value(fields))
        events += decoded
        origins += [entry_id] * len(decoded)
    if not has_shape(events):
        raise EventUndecodable("a value has another type than its field")
    return events, origins, []


def _decode_line_by_line(entries: Sequence[Entry]) -> Decoded:
    events: list[Event] = []
    origins: list[bytes] = []
    dead: list[DeadLetter] = []
    for entry_id, line in _list_lines(entries):
        try:
            events.append(_decode_line(line))
            origins.append(entry_id)
        except EventUndecodable as exc:
            dead.append(DeadLetter(entry_id, str(exc), line))
    return events, origins, dead


def _list_lines(entries: Sequence[Entry]) -> list[tuple[bytes, bytes]]:
    # An entry that was deleted while in flight comes without fields and holds nothing.
    return [(entry_id, line) for entry_id, fields in entries if fields for line in split_events(_peek(fields))]


def _decode_line(line: bytes) -> Event:
    event = decode_event(line)
    if not has_shape([event]):
        raise EventUndecodable("a value has another type than its field")
    return event


def _read_value(fields: Mapping[bytes, bytes]) -> bytes:
    if fields and EVENTS_FIELD not in fields:
        raise EventUndecodable("no events in the entry")
    return _peek(fields)


def _peek(fields: Mapping[bytes, bytes]) -> bytes:
    return fields.get(EVENTS_FIELD, b"") if fields else b""
