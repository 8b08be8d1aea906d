"""A batch's events as columns, one for each field, whose values are checked against the types of the fields."""

from collections.abc import Mapping, Sequence
from operator import attrgetter
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from events.errors import EventUndecodable
from events.event import MAX_RECEIVED_MS, WIRE_VERSION, Event
from warehouse.dictionary_column import DictionaryEncoder

EVENT_FIELDS: tuple[str, ...] = tuple(get_type_hints(Event))

# Fields whose values many events share, kept as dictionary columns.
# fmt: off
DICTIONARY_FIELDS = (
    "type", "source", "traffic", "consent", "ref", "link", "promo_code", "url", "referrer", "name", "currency",
    "email_domain", "ip", "user_agent", "refund_id", "state", "subscription_id", "payment_id", "import_id",
)
# fmt: on

# Field to its values in the order of the events; those of DICTIONARY_FIELDS may be a ``DictionaryColumn``.
EventColumns = Mapping[str, Sequence[Any]]

_get_values = attrgetter(*EVENT_FIELDS)


def make_columns(events: Sequence[Event]) -> EventColumns:
    """The columns of the events."""
    columns: Any = zip(*map(_get_values, events), strict=True) if events else ((),) * len(EVENT_FIELDS)
    return dict(zip(EVENT_FIELDS, columns, strict=True))


class ColumnBuilder:
    """Builds the columns of parsed lines, which come a few at a time."""

    def __init__(self) -> None:
        self._encoders = {name: DictionaryEncoder() for name in DICTIONARY_FIELDS}
        self._values: dict[str, list[Any]] = {name: [] for name in EVENT_FIELDS if name not in DICTIONARY_FIELDS}

    def add(self, lines: Sequence[Any]) -> None:
        """Checks the lines as a whole; raises :class:`EventUndecodable` if one of them is not an event."""
        if not lines:
            return
        try:
            versions, *values = zip(*lines, strict=True)
            columns = dict(zip(EVENT_FIELDS, values, strict=True))
            for name, encoder in self._encoders.items():
                encoder.add(columns[name])
        except (TypeError, ValueError) as exc:
            raise EventUndecodable("not as many values as there are fields, or not of their kind") from exc
        _check_types({name: columns[name] for name in self._values})
        if set(map(type, lines)) != {list} or versions != (WIRE_VERSION,) * len(lines):
            raise EventUndecodable(f"not an event of wire version {WIRE_VERSION}")
        received = columns["received_ms"]
        if not 0 <= min(received) <= max(received) <= MAX_RECEIVED_MS:
            raise EventUndecodable("received_ms is out of range")
        for name, column in self._values.items():
            column += columns[name]

    def finish(self) -> EventColumns:
        """The columns of all lines; raises as :meth:`add` does."""
        dictionaries = {name: encoder.finish() for name, encoder in self._encoders.items()}
        # No other type has a value that equals a text, so the types of the distinct values are those of every row.
        _check_types({name: column.values for name, column in dictionaries.items()})
        return {**self._values, **dictionaries}


def make_event(columns: EventColumns, row: int) -> Event:
    """The event of one row."""
    return Event(*(columns[name][row] for name in EVENT_FIELDS))


def _check_types(columns: Mapping[str, Sequence[Any]]) -> None:
    """A column at a time, which costs next to nothing."""
    for name, values in columns.items():
        if not set(map(type, values)) <= _TYPES[name]:
            raise EventUndecodable(f"{name} has a value of another type")


def _list_types(hint: Any) -> set[type]:
    alternatives = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    return {get_origin(alternative) or alternative for alternative in alternatives}


_TYPES = {name: _list_types(hint) for name, hint in get_type_hints(Event).items()}
