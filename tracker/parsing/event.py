"""Parses one raw JSON object into an event, or into the field and the reason for which it is rejected.

``parse_event`` is the only way to an event. An ordinary object is checked at once by the schema of ``event_schema``;
any other is parsed field by field, and that alone rejects. A test holds both to one result.
"""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlsplit

from events.email import hash_email, normalise_email
from events.enums import Consent, EventType, Rejection, Source, Traffic
from events.event import Event
from events.ids import make_event_id
from tracker.parsing.arrival import Arrival
from tracker.parsing.event_schema import parse_plain_event
from tracker.parsing.fields import (
    MAX_EMAIL,
    MAX_IDENTIFIER,
    parse_address,
    parse_amount,
    parse_browser_traffic,
    parse_consent,
    parse_currency,
    parse_identifier,
    parse_properties,
    parse_text,
    parse_traffic,
    parse_url,
    parse_user_agent,
    parse_uuid,
    reject_server_only,
)
from tracker.parsing.rejection import FieldRejected, Rejected
from tracker.parsing.times import parse_browser_time, parse_server_time

FieldParser = Callable[[str, object], object]

# Fields whose name is also the event's attribute.
_PARSERS: dict[str, FieldParser] = {
    "event_id": parse_uuid,
    "visitor_id": parse_identifier,
    "customer_id": parse_identifier,
    "ref": parse_identifier,
    "sub_id": parse_identifier,
    "link": parse_identifier,
    "promo_code": parse_identifier,
    "url": parse_url,
    "referrer": parse_text,
    "name": parse_identifier,
    "order_id": parse_identifier,
    "currency": parse_currency,
    "consent": parse_consent,
    "properties": parse_properties,
}
_BROWSER_PARSERS = _PARSERS | {
    "ip": reject_server_only,
    "user_agent": reject_server_only,
    "traffic": parse_browser_traffic,
}
_SERVER_PARSERS = _PARSERS | {"ip": parse_address, "user_agent": parse_user_agent, "traffic": parse_traffic}

KNOWN_FIELDS = frozenset(_SERVER_PARSERS) | {"type", "site", "timestamp", "sent_at", "amount", "email"}
# Parameters of a URL that carry a partner's code, for sources without the snippet.
REF_NAMES = ("ref", "via")

# Plain strings: to take the value of an enumeration's member costs as much as to parse a field of the event.
_CLICK, _SALE, _REFUND = EventType.CLICK.value, EventType.SALE.value, EventType.REFUND.value
_SERVER = Source.SERVER.value
_FULL, _NONE = Consent.FULL.value, Consent.NONE.value
_SOURCES_WITHOUT_VISITOR = frozenset({Source.PIXEL.value, Source.REDIRECT.value})
_TYPES = frozenset(each.value for each in EventType)
_REQUIRED = {EventType.EVENT.value: "name", EventType.IDENTIFY.value: "customer_id", _REFUND: "order_id"}


def parse_event(
    raw: Mapping[str, object], site_id: int, arrival: Arrival, secret: bytes, left_out: list[Rejected] | None = None
) -> Event | Rejected:
    """The event, valid in every field; ``secret`` keys the hash of the e-mail address. Raises nothing.

    A sale is not lost over a malformed address: that is left out, and the reason is appended to ``left_out``.
    """
    try:
        event = parse_plain_event(raw, site_id, arrival) or _parse_fields(raw, site_id, arrival)
        _put_defaults(event)
        _check_complete(event)
    except FieldRejected as exc:
        return exc.rejected
    email = raw.get("email")
    if email is not None and email != "":
        reason = _put_email(event, email, secret)
        if reason and left_out is not None:
            left_out.append(Rejected("email", reason))
    return event


def _parse_fields(raw: Mapping[str, object], site_id: int, arrival: Arrival) -> Event:
    is_server = arrival.is_server
    event = Event(
        site_id, "", "", 0, arrival.received_ms, arrival.source, arrival.traffic, _FULL,
        ip=arrival.ip, user_agent=arrival.user_agent,
    )  # fmt: skip
    event.type = _parse_type(raw.get("type"), is_server)
    parse_time = parse_server_time if is_server else parse_browser_time
    event.timestamp_ms = parse_time(raw, arrival.received_ms)
    parsers = _SERVER_PARSERS if is_server else _BROWSER_PARSERS
    for name, value in raw.items():
        parse = parsers.get(name)
        if parse is not None and value is not None:
            setattr(event, name, parse(name, value))
    amount = raw.get("amount")
    if amount is not None:
        event.amount_minor = parse_amount("amount", amount)
    return event


def _parse_type(value: object, is_server: bool) -> str:
    if value is None or value == "":
        raise FieldRejected("type", Rejection.MISSING)
    if not isinstance(value, str):
        raise FieldRejected("type", Rejection.NOT_A_STRING)
    if value not in _TYPES:
        raise FieldRejected("type", Rejection.UNKNOWN_TYPE)
    if value == _REFUND and not is_server:
        raise FieldRejected("type", Rejection.SERVER_ONLY)
    return value


def _put_defaults(event: Event) -> None:
    if not event.event_id:
        event.event_id = make_event_id(event.received_ms)
    if "prm_test=1" in event.url:
        event.traffic = Traffic.TEST.value
    if not event.ref and event.type == _CLICK and event.source == _SERVER:
        event.ref = _find_ref(event.url)


def _find_ref(url: str) -> str:
    try:
        query = dict(parse_qsl(urlsplit(url).query))
    except ValueError:
        return ""
    found = next((query[name] for name in REF_NAMES if query.get(name)), "")
    return found if len(found) <= MAX_IDENTIFIER and found.isprintable() else ""


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


def _check_complete(event: Event) -> None:
    missing = _find_missing(event)
    if missing:
        raise FieldRejected(missing, Rejection.MISSING)


def _find_missing(event: Event) -> str:
    required = _REQUIRED.get(event.type)
    if required and not getattr(event, required):
        return required
    # A refund may leave out the currency, and in full the amount: the sale has both.
    if event.type != _REFUND:
        if event.amount_minor is None and (event.currency or event.type == _SALE):
            return "amount"
        if not event.currency and event.amount_minor is not None:
            return "currency"
    if not (event.visitor_id or event.customer_id or event.order_id) and not _may_lack_visitor(event):
        return "visitor_id"
    return ""


def _may_lack_visitor(event: Event) -> bool:
    return event.type == _CLICK or event.consent == _NONE or event.source in _SOURCES_WITHOUT_VISITOR
