"""The schema of an ordinary event, checked in C: types, lengths and enums by msgspec, characters all at once.

It only accepts. What is unusual, though it may be valid (a space, a null, an unknown field), is left to the parsers of
single fields; see ``tracker.parsing.event``.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct, ValidationError, convert

from events.enums import EventType, Source
from events.event import Event
from money.currencies import CURRENCIES
from tracker.parsing import fields
from tracker.parsing.arrival import Arrival
from tracker.parsing.rejection import FieldRejected
from tracker.parsing.times import parse_browser_time, parse_server_time

_Identifier = Annotated[str, Meta(max_length=fields.MAX_IDENTIFIER)]
_Address = Annotated[str, Meta(max_length=fields.MAX_URL)]
_Property = Annotated[str, Meta(max_length=fields.MAX_PROPERTY)] | int | float
_PropertyName = Annotated[str, Meta(max_length=fields.MAX_PROPERTY_NAME)]

_VERSIONED = frozenset({EventType.LEAD.value, EventType.SALE.value})
_SERVER = Source.SERVER.value
_WEB = ("https://", "http://")
_NO_CURRENCY_OR_ONE = CURRENCIES | {""}


class PlainEvent(Struct, forbid_unknown_fields=True, gc=False):
    """What a browser sends; a value that is parsed elsewhere is an ``object`` here."""

    type: Literal["click", "pageview", "engage", "event", "lead", "sale", "identify"]
    event_id: _Identifier = ""
    visitor_id: _Identifier = ""
    customer_id: _Identifier = ""
    ref: _Identifier = ""
    sub_id: _Identifier = ""
    link: _Identifier = ""
    promo_code: _Identifier = ""
    url: _Address = ""
    referrer: _Address = ""
    name: _Identifier = ""
    order_id: _Identifier = ""
    amount: Annotated[int, Meta(ge=0, le=fields.MAX_AMOUNT_MINOR)] | None = None
    currency: str = ""
    consent: Literal["full", "session", "none"] = "full"
    properties: Annotated[dict[_PropertyName, _Property], Meta(max_length=fields.MAX_PROPERTIES)] | None = None
    site: object = None
    timestamp: object = None
    sent_at: object = None
    email: object = None
    signature: object = None


class PlainServerEvent(PlainEvent):
    """What a server sends: also the address and user agent of its visitor, and what its shop says of a payment."""

    ip: object = None
    user_agent: Annotated[str, Meta(max_length=fields.MAX_USER_AGENT)] = ""
    version: Annotated[int, Meta(ge=0, le=fields.MAX_AMOUNT_MINOR)] | None = None
    subscription_id: _Identifier = ""
    payment_id: _Identifier = ""
    import_id: _Identifier = ""


def parse_plain_event(raw: Mapping[str, object], site_id: int, arrival: Arrival) -> Event | None:
    """The event without defaults and e-mail address; None if it has to be parsed field by field."""
    try:
        if arrival.source != _SERVER:
            plain = convert(raw, PlainEvent)
            timestamp_ms, named_ms = parse_browser_time(raw, arrival.received_ms, arrival.retry_span_ms)
            event = _make_event(plain, site_id, arrival, timestamp_ms, arrival.ip, arrival.user_agent)
            if event is not None:
                event.named_ms = named_ms
            return event
        sent = convert(raw, PlainServerEvent)
        timestamp_ms = parse_server_time(raw, arrival.received_ms)
        ip = "" if sent.ip is None else fields.parse_address("ip", sent.ip)
        if not sent.user_agent.isprintable():
            return None
        event = _make_event(sent, site_id, arrival, timestamp_ms, ip, sent.user_agent)
        return event and _put_server_fields(event, sent)
    except (ValidationError, FieldRejected):
        return None


def _put_server_fields(event: Event, sent: PlainServerEvent) -> Event | None:
    if sent.version and event.type in _VERSIONED:
        event.version = sent.version
    texts = sent.subscription_id + sent.payment_id + sent.import_id
    if texts:
        if " " in texts or not texts.isprintable():
            return None
        event.subscription_id, event.payment_id, event.import_id = sent.subscription_id, sent.payment_id, sent.import_id
    return event


def _make_event(
    plain: PlainEvent, site_id: int, arrival: Arrival, timestamp_ms: int, ip: str, user_agent: str
) -> Event | None:
    given = plain.properties
    properties = {name: str(value) for name, value in given.items()} if given else None
    if not _is_plain(plain, properties or {}, arrival.is_printable):
        return None
    return Event(
        site_id, plain.event_id, plain.type, timestamp_ms, arrival.received_ms, arrival.source, arrival.traffic,
        plain.consent, plain.visitor_id, plain.customer_id, plain.ref, plain.sub_id, plain.link, plain.promo_code,
        plain.url, plain.referrer, plain.name, plain.order_id, plain.amount, plain.currency, "", "",
        properties, ip, user_agent,
    )  # fmt: skip


def _is_plain(plain: PlainEvent, properties: Mapping[str, str], is_printable: bool) -> bool:
    """Whether nothing needs to be trimmed, cleaned or normalised."""
    return (
        (is_printable or _has_plain_texts(plain, properties))
        and (not plain.event_id or fields.is_uuid(plain.event_id))
        and (not plain.url or plain.url.startswith(_WEB))
        and not plain.ref.endswith("/")
        and plain.currency in _NO_CURRENCY_OR_ONE
    )


def _has_plain_texts(plain: PlainEvent, properties: Mapping[str, str]) -> bool:
    """Whether all are printable, names without blanks, and the others without blanks at their ends."""
    names = "".join((
        plain.event_id, plain.visitor_id, plain.customer_id, plain.ref, plain.sub_id, plain.link, plain.promo_code,
        plain.name, plain.order_id, *properties,
    ))  # fmt: skip
    texts = (plain.url, plain.referrer, *properties.values())
    return (
        "".join((names, *texts)).isprintable()
        and " " not in names
        and all(text[:1] != " " and text[-1:] != " " for text in texts)
    )
