"""From the entries of a stream to the columns of their events, and dead letters of what is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from events.errors import EventUndecodable
from events.event import Event, decode_event, parse_lines, split_events
from events.keys import EVENTS_FIELD
from ingest.columns import EventColumns, Gathering, list_columns
from ingest.dead_letters import DeadLetter
from ingest.garbage import without_collector

Entry = tuple[bytes, Mapping[bytes, bytes]]

# So many lines are turned into columns while the processor still has them at hand: half the time of all at once.
LINES_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Decoded:
    """The events in order, the entry of each, and the lines that are no events."""

    columns: EventColumns
    origins: Sequence[bytes]
    dead: Sequence[DeadLetter]


@without_collector()
def decode_entries(entries: Sequence[Entry]) -> Decoded:
    """Entry by entry; only if one is damaged line by line."""
    values = [(entry_id, _read_value(fields)) for entry_id, fields in entries if fields]
    try:
        return _decode_values(values)
    except EventUndecodable:
        return _decode_lines([(entry_id, line) for entry_id, value in values for line in split_events(value)])


def _decode_values(values: Sequence[tuple[bytes, bytes]]) -> Decoded:
    gathering = Gathering()
    lines: list[object] = []
    origins: list[bytes] = []
    for entry_id, value in values:
        parsed = parse_lines(value)
        lines += parsed
        origins += [entry_id] * len(parsed)
        if len(lines) >= LINES_AT_ONCE:
            gathering.add(lines)
            lines = []
    gathering.add(lines)
    return Decoded(gathering.finish(), origins, [])


def _decode_lines(lines: Sequence[tuple[bytes, bytes]]) -> Decoded:
    events: list[Event] = []
    origins: list[bytes] = []
    dead: list[DeadLetter] = []
    for entry_id, line in lines:
        try:
            events.append(decode_event(line))
            origins.append(entry_id)
        except EventUndecodable as exc:
            dead.append(DeadLetter(entry_id, str(exc), line))
    return Decoded(list_columns(events), origins, dead)


def _read_value(fields: Mapping[bytes, bytes]) -> bytes:
    """The lines of an entry; what has none is a line that is no event."""
    return fields.get(EVENTS_FIELD, b"-")
