"""Whether what came off the stream has the types that an event's fields promise."""

from collections.abc import Sequence
from operator import attrgetter
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from events.event import Event

EVENT_FIELDS: tuple[str, ...] = tuple(get_type_hints(Event))
read_values = attrgetter(*EVENT_FIELDS)


def has_shape(events: Sequence[Event]) -> bool:
    """Whether every value of every event has a type of its field; judged by column, which costs next to nothing."""
    columns = zip(*map(read_values, events), strict=True)
    return all(set(map(type, column)) <= types for column, types in zip(columns, _TYPES, strict=False))


def _list_types(hint: Any) -> set[type]:
    alternatives = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    return {get_origin(alternative) or alternative for alternative in alternatives}


_TYPES = tuple(_list_types(hint) for hint in get_type_hints(Event).values())
