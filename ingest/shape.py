"""A batch's events as columns, one for each field, and whether their values have the types that the fields promise."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from events.errors import EventUndecodable
from events.event import WIRE_VERSION, Event

EVENT_FIELDS: tuple[str, ...] = tuple(get_type_hints(Event))

# Field to its values in the order of the events.
EventColumns = Mapping[str, Sequence[Any]]

_read_values = attrgetter(*EVENT_FIELDS)


def list_columns(events: Sequence[Event]) -> EventColumns:
    """The columns of the events."""
    columns: Any = zip(*map(_read_values, events), strict=True) if events else ((),) * len(EVENT_FIELDS)
    return dict(zip(EVENT_FIELDS, columns, strict=True))


class Gathering:
    """The columns of parsed lines, which come a few at a time."""

    def __init__(self) -> None:
        self.columns: dict[str, list[Any]] = {name: [] for name in EVENT_FIELDS}

    def add(self, lines: Sequence[Any]) -> None:
        """Judges the lines as a whole; raises :class:`EventUndecodable` if one of them is no event."""
        if not lines:
            return
        try:
            versions, *values = zip(*lines, strict=True)
            columns = dict(zip(EVENT_FIELDS, values, strict=True))
        except (TypeError, ValueError) as exc:
            raise EventUndecodable("not as many values as there are fields") from exc
        if set(map(type, lines)) != {list} or versions != (WIRE_VERSION,) * len(lines) or not has_shape(columns):
            raise EventUndecodable("a value has another type than its field")
        for name, added in columns.items():
            self.columns[name] += added


def read_event(columns: EventColumns, row: int) -> Event:
    """The event of one row."""
    return Event(*(columns[name][row] for name in EVENT_FIELDS))


def has_shape(columns: EventColumns) -> bool:
    """Whether every value has a type of its field; judged by column, which costs next to nothing."""
    return all(set(map(type, columns[name])) <= types for name, types in _TYPES.items())


def _list_types(hint: Any) -> set[type]:
    alternatives = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    return {get_origin(alternative) or alternative for alternative in alternatives}


_TYPES = {name: _list_types(hint) for name, hint in get_type_hints(Event).items()}
