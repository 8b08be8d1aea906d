"""One event as the tracker accepted it, and its bytes on the stream."""

from collections.abc import Iterable
from typing import Annotated, Any, TypeVar

import msgspec
import orjson

from events.errors import EventUndecodable

WIRE_VERSION = 2
_FIELDS_OF_VERSION_1 = 25
# The end of the year 9999, the last that ``datetime`` knows.
MAX_RECEIVED_MS = 253_402_300_799_999


# A structure of msgspec: made, encoded and decoded in a third of the time that a dataclass and orjson take. It is not
# tracked by the garbage collector, for nothing in an event can refer back to the event.
class Event(
    msgspec.Struct, array_like=True, tag=WIRE_VERSION, tag_field="wire_version", forbid_unknown_fields=True, gc=False
):
    """A validated event; an empty string means "not given", ``amount_minor`` None means "no amount named".

    ``timestamp_ms`` is the browser's or server's clock, already corrected for skew; ``received_ms`` is the tracker's.
    ``ip`` and ``user_agent`` travel the stream only and are never stored raw.

    ``named_ms`` is the browser's own time, corrected too, where the event counts at another one; else 0.
    ``makes_conversion``: a lead or a sale of a source that the site takes conversions from (as of the reception).
    ``version`` of a sale's amount; ``refund_id``, and ``refunded_total_minor`` where a refund names all that was given
    back so far; ``state`` of a dispute. Fields are only ever appended: an older line is read with their defaults.
    """

    site_id: int
    event_id: str
    type: str
    timestamp_ms: int
    received_ms: Annotated[int, msgspec.Meta(ge=0, le=MAX_RECEIVED_MS)]
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
    named_ms: int = 0
    makes_conversion: bool = True
    version: int = 0
    refund_id: str = ""
    refunded_total_minor: int | None = None
    state: str = ""
    subscription_id: str = ""
    payment_id: str = ""
    import_id: str = ""


_Decoded = TypeVar("_Decoded")
# Of the fields that version 1 lacks.
_DEFAULTS = Event.__struct_defaults__[_FIELDS_OF_VERSION_1 - len(Event.__struct_fields__) :]
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Event)
_list_decoder = msgspec.json.Decoder(list[Event])


def encode_event(event: Event) -> bytes:
    """One line of JSON, no line break in it: the wire version, then the values in the order of the fields."""
    return _encoder.encode(event)


def join_events(lines: Iterable[bytes]) -> bytes:
    """The value of one stream entry: the events that shared a flush, one a line."""
    return b"\n".join(lines)


def split_events(value: bytes) -> list[bytes]:
    """The lines of one stream entry, in order."""
    return value.split(b"\n")


def decode_event(line: bytes) -> Event:
    """The inverse of :func:`encode_event`, of older versions too; raises :class:`EventUndecodable` with the reason."""
    return _decode(_decoder, _upgrade_line(line))


def decode_events(value: bytes) -> list[Event]:
    """All events of one stream entry by one parse; raises :class:`EventUndecodable` if any is damaged."""
    return _decode(_list_decoder, _make_array(b"\n".join(map(_upgrade_line, split_events(value)))))


def parse_lines(value: bytes) -> list[Any]:
    """The lines of one stream entry by one parse, not validated: lists of the wire version and the values."""
    try:
        rows: list[Any] = orjson.loads(_make_array(value))
    except orjson.JSONDecodeError as exc:
        raise EventUndecodable(f"not JSON: {exc}") from exc
    return list(map(_upgrade_row, rows)) if value.startswith(b"[1,") or b"\n[1," in value else rows


def _upgrade_line(line: bytes) -> bytes:
    """A line of version 1 as one of this version, whose decoder takes the defaults of the fields that it lacks."""
    return b"[%d,%b" % (WIRE_VERSION, line[3:]) if line.startswith(b"[1,") else line


def _upgrade_row(row: Any) -> Any:
    is_older = isinstance(row, list) and len(row) == 1 + _FIELDS_OF_VERSION_1 and row[0] == 1
    return [WIRE_VERSION, *row[1:], *_DEFAULTS] if is_older else row


def _make_array(value: bytes) -> bytes:
    return b"[" + value.replace(b"\n", b",") + b"]"


def _decode(decoder: "msgspec.json.Decoder[_Decoded]", content: bytes) -> _Decoded:
    try:
        return decoder.decode(content)
    except msgspec.ValidationError as exc:
        raise EventUndecodable(f"not an event of wire version {WIRE_VERSION}: {exc}") from exc
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as exc:
        raise EventUndecodable(f"not JSON: {exc}") from exc
