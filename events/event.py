"""One event as the edge accepted it, and its bytes on the stream."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from operator import attrgetter

import orjson

from events.errors import EventUndecodable

WIRE_VERSION = 1


# Not frozen: a frozen dataclass pays one object.__setattr__ a field, about 2 microseconds an event on the hot path.
@dataclass(slots=True)
class Event:
    """A validated event; an empty string means "not given", ``amount_minor`` None means "no amount named".

    ``timestamp_ms`` is the browser's or server's clock, already corrected for skew; ``received_ms`` is the edge's.
    ``ip`` and ``user_agent`` travel the stream only and are never stored raw.
    """

    site_id: int
    event_id: str
    type: str
    timestamp_ms: int
    received_ms: int
    source: str
    traffic: str
    consent: str
    visitor_id: str = ""
    customer_id: str = ""
    ref: str = ""
    sub_id: str = ""
    link: str = ""
    promo_code: str = ""
    url: str = ""
    referrer: str = ""
    name: str = ""
    order_id: str = ""
    amount_minor: int | None = None
    currency: str = ""
    email_hash: str = ""
    email_domain: str = ""
    properties: dict[str, str] | None = None
    ip: str = ""
    user_agent: str = ""


_NAMES = tuple(field.name for field in fields(Event))
_values = attrgetter(*_NAMES)


def encode_event(event: Event) -> bytes:
    """One line of JSON, no line break in it: the wire version, then the values in the order of the fields."""
    return orjson.dumps((WIRE_VERSION, *_values(event)))


def join_events(lines: Iterable[bytes]) -> bytes:
    """The value of one stream entry: the events that shared a flush, one a line."""
    return b"\n".join(lines)


def split_events(value: bytes) -> list[bytes]:
    """The lines of one stream entry, in order."""
    return value.split(b"\n")


def decode_event(line: bytes) -> Event:
    """The inverse of :func:`encode_event`; raises :class:`EventUndecodable` with the reason."""
    try:
        row = orjson.loads(line)
    except orjson.JSONDecodeError as exc:
        raise EventUndecodable(f"not JSON: {exc}") from exc
    return _event_from_row(row)


def decode_events(value: bytes) -> list[Event]:
    """All events of one stream entry by one parse; raises :class:`EventUndecodable` if any is damaged."""
    try:
        rows = orjson.loads(b"[" + value.replace(b"\n", b",") + b"]")
    except orjson.JSONDecodeError as exc:
        raise EventUndecodable(f"not JSON: {exc}") from exc
    return [_event_from_row(row) for row in rows]


def _event_from_row(row: object) -> Event:
    if not isinstance(row, list) or not row or row[0] != WIRE_VERSION:
        raise EventUndecodable("unknown wire version")
    if len(row) != len(_NAMES) + 1:
        raise EventUndecodable(f"{len(row) - 1} values, expected {len(_NAMES)}")
    return Event(*row[1:])
