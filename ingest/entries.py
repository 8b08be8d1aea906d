"""Decodes the entries of a stream into columns of events; lines that are not events become dead letters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from events.errors import EventUndecodable
from events.event import Event, decode_event, parse_lines, split_events
from events.keys import EVENTS_FIELD
from ingest.columns import ColumnBuilder, EventColumns, make_columns
from ingest.dead_letters.letter import DeadLetter
from ingest.garbage import without_garbage_collection

Entry = tuple[bytes, Mapping[bytes, bytes]]

# So many lines are still in the processor's cache when they become columns: half the time of all at once.
LINES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Decoded:
    """The events in order, the entry of each, and the lines that are not events."""

    columns: EventColumns
    entry_ids: Sequence[bytes]
    dead: Sequence[DeadLetter]


@without_garbage_collection()
def decode_entries(entries: Sequence[Entry]) -> Decoded:
    """Decodes whole entries; line by line only if one is damaged."""
    values = [(entry_id, _get_lines(fields)) for entry_id, fields in entries if fields]
    try:
        return _decode_values(values)
    except EventUndecodable:
        return _decode_lines([(entry_id, line) for entry_id, value in values for line in split_events(value)])


def _decode_values(values: Sequence[tuple[bytes, bytes]]) -> Decoded:
    builder = ColumnBuilder()
    lines: list[object] = []
    entry_ids: list[bytes] = []
    for entry_id, value in values:
        parsed = parse_lines(value)
        lines += parsed
        entry_ids += [entry_id] * len(parsed)
        if len(lines) >= LINES_AT_ONCE:
            builder.add(lines)
            lines = []
    builder.add(lines)
    return Decoded(builder.finish(), entry_ids, [])


def _decode_lines(lines: Sequence[tuple[bytes, bytes]]) -> Decoded:
    events: list[Event] = []
    entry_ids: list[bytes] = []
    dead: list[DeadLetter] = []
    for entry_id, line in lines:
        try:
            events.append(decode_event(line))
            entry_ids.append(entry_id)
        except EventUndecodable as exc:
            dead.append(DeadLetter(entry_id, str(exc), line))
    return Decoded(make_columns(events), entry_ids, dead)


def _get_lines(fields: Mapping[bytes, bytes]) -> bytes:
    """The lines of an entry; one without lines counts as one line that is not an event."""
    return fields.get(EVENTS_FIELD, b"-")
