"""Parses one raw JSON object into an event, or into the field and the reason for which it is rejected.

``parse_event`` is the only way to an event. An ordinary object is checked at once by the schema of ``event_schema``;
any other is parsed field by field, and that alone rejects. A test holds both to one result.
"""

from collections.abc import Callable, Mapping

from events.blank_text import trim
from events.email import hash_email, normalise_email
from events.enums import Consent, EventType, Rejection, Source
from events.event import Event
from tracker.parsing.arrival import Arrival
from tracker.parsing.completeness import check_complete, leave_out_words
from tracker.parsing.defaults import put_defaults
from tracker.parsing.event_schema import parse_plain_event
from tracker.parsing.fields import (
    MAX_EMAIL,
    parse_address,
    parse_amount,
    parse_browser_traffic,
    parse_consent,
    parse_currency,
    parse_identifier,
    parse_promo_code,
    parse_properties,
    parse_ref,
    parse_state,
    parse_sub_id,
    parse_text,
    parse_traffic,
    parse_url,
    parse_user_agent,
    parse_uuid,
    parse_version,
    reject_server_only,
)
from tracker.parsing.rejection import FieldRejected, Rejected
from tracker.parsing.times import parse_browser_time, parse_server_time

FieldParser = Callable[[str, object], object]

_PARSERS: dict[str, FieldParser] = {
    "event_id": parse_uuid,
    "visitor_id": parse_identifier,
    "customer_id": parse_identifier,
    "ref": parse_ref,
    "link": parse_identifier,
    "promo_code": parse_promo_code,
    "url": parse_url,
    "referrer": parse_text,
    "name": parse_identifier,
    "order_id": parse_identifier,
    "subscription_id": parse_identifier,
    "payment_id": parse_identifier,
    "amount": parse_amount,
    "currency": parse_currency,
    "consent": parse_consent,
    "properties": parse_properties,
}
_BROWSER_PARSERS = _PARSERS | {
    "ip": reject_server_only,
    "user_agent": reject_server_only,
    "traffic": parse_browser_traffic,
}
_SERVER_PARSERS = _PARSERS | {
    "ip": parse_address,
    "user_agent": parse_user_agent,
    "traffic": parse_traffic,
    "import_id": parse_identifier,
}
# Fields that mean something for these types alone; elsewhere they are ignored.
_VERSION: dict[str, FieldParser] = {"version": parse_version}
_FURTHER_PARSERS: dict[str, dict[str, FieldParser]] = {
    EventType.LEAD.value: _VERSION,
    EventType.SALE.value: _VERSION,
    EventType.REFUND.value: {"refund_id": parse_identifier, "refunded_total": parse_amount},
    EventType.DISPUTE.value: {"state": parse_state},
}
_SERVER_PARSERS_BY_TYPE = {each.value: _SERVER_PARSERS | _FURTHER_PARSERS.get(each.value, {}) for each in EventType}
# Where the attribute of the event has another name than the field.
_ATTRIBUTES = {"amount": "amount_minor", "refunded_total": "refunded_total_minor"}

# A browser's are left out.
_SERVER_FIELDS = frozenset({"import_id", *(name for further in _FURTHER_PARSERS.values() for name in further)})
KNOWN_FIELDS = (
    frozenset(_SERVER_PARSERS)
    | _SERVER_FIELDS
    | {"type", "site", "timestamp", "sent_at", "sub_id", "email", "signature"}
)

# Plain strings: to take the value of an enumeration's member costs as much as to parse a field of the event.
_SALE, _REFUND = EventType.SALE.value, EventType.REFUND.value
_SERVER, _FULL = Source.SERVER.value, Consent.FULL.value
_TYPES = frozenset(each.value for each in EventType)
_SERVER_TYPES = frozenset({_REFUND, EventType.DISPUTE.value})
# Money is more than these fields: where one of them is invalid, the event is kept without it.
_MONEY = frozenset({_SALE, *_SERVER_TYPES})
_DISPENSABLE = frozenset({"promo_code", "ref", "link", "url", "referrer", "name", "properties"})


def parse_event(
    raw: Mapping[str, object], site_id: int, arrival: Arrival, secret: bytes, left_out: list[Rejected] | None = None
) -> Event | Rejected:
    """The event, valid in every field; ``secret`` keys the hash of the e-mail address. Raises nothing.

    A sale is not lost over a malformed address, a promo code that is too long or the word ``undefined`` for its
    customer: that is left out, and the reason is appended to ``left_out``.
    """
    notes: list[Rejected] = []
    try:
        event = parse_plain_event(raw, site_id, arrival) or _parse_fields(raw, site_id, arrival, notes)
        leave_out_words(event, notes)
        check_complete(event, notes)
    except FieldRejected as exc:
        return exc.rejected
    put_defaults(event, raw, arrival, notes)
    email = raw.get("email")
    if email is not None and email != "":
        reason = _put_email(event, email, secret)
        if reason:
            notes.append(Rejected("email", reason))
    if notes and left_out is not None:
        left_out += notes
    return event


def _parse_fields(raw: Mapping[str, object], site_id: int, arrival: Arrival, left_out: list[Rejected]) -> Event:
    is_server = arrival.source == _SERVER
    event = Event(
        site_id, "", "", 0, arrival.received_ms, arrival.source, arrival.traffic, _FULL,
        ip=arrival.ip, user_agent=arrival.user_agent,
    )  # fmt: skip
    event.type = _parse_type(raw.get("type"), is_server)
    if is_server:
        event.timestamp_ms = parse_server_time(raw, arrival.received_ms)
    else:
        event.timestamp_ms, event.named_ms = parse_browser_time(raw, arrival.received_ms, arrival.retry_span_ms)
        left_out += [Rejected(name, Rejection.SERVER_ONLY) for name in _SERVER_FIELDS & raw.keys()]
    parsers = _SERVER_PARSERS_BY_TYPE[event.type] if is_server else _BROWSER_PARSERS
    for name, value in raw.items():
        parse = parsers.get(name)
        if parse is None:
            continue
        if value is not None:
            _put_field(event, name, parse, value, left_out)
        elif name == "order_id" and event.type == _SALE:
            # What JavaScript makes of NaN: without it the sale is not recognised when it is reported again.
            left_out.append(Rejected(name, Rejection.NOT_A_NAME))
    sub_id = raw.get("sub_id")
    if sub_id is not None:
        event.sub_id, reason = parse_sub_id("sub_id", sub_id)
        left_out += [] if reason is None else [Rejected("sub_id", reason)]
    return event


def _put_field(event: Event, name: str, parse: FieldParser, value: object, left_out: list[Rejected]) -> None:
    try:
        setattr(event, _ATTRIBUTES.get(name, name), parse(name, value))
    except FieldRejected as exc:
        if event.type not in _MONEY or name not in _DISPENSABLE:
            raise
        left_out.append(exc.rejected)


def _parse_type(value: object, is_server: bool) -> str:
    if value is None or value == "":
        raise FieldRejected("type", Rejection.MISSING)
    if not isinstance(value, str):
        raise FieldRejected("type", Rejection.NOT_A_STRING)
    event_type = trim(value)
    if event_type not in _TYPES:
        raise FieldRejected("type", Rejection.UNKNOWN_TYPE)
    if event_type in _SERVER_TYPES and not is_server:
        raise FieldRejected("type", Rejection.SERVER_ONLY)
    return event_type


def _put_email(event: Event, value: object, secret: bytes) -> Rejection | None:
    """None, or the reason why there is no hash."""
    if not isinstance(value, str):
        return Rejection.NOT_A_STRING
    if len(value) > MAX_EMAIL:
        return Rejection.TOO_LONG
    address = normalise_email(value)
    if not address or not address.isprintable():
        return Rejection.NOT_AN_EMAIL
    event.email_hash = hash_email(secret, event.site_id, address)
    event.email_domain = address.rpartition("@")[2]
    return None
