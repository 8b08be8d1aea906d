"""From one raw JSON object to an event, or to the field and the reason why it is none."""

from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, urlsplit

from events.email import hash_email, normalise_email
from events.enums import Consent, EventType, Rejection, Source, Traffic
from events.event import Event
from events.ids import make_event_id
from tracker.parsing.arrival import Arrival
from tracker.parsing.fields import (
    MAX_EMAIL,
    MAX_IDENTIFIER,
    read_address,
    read_amount,
    read_browser_traffic,
    read_consent,
    read_currency,
    read_identifier,
    read_properties,
    read_text,
    read_traffic,
    read_url,
    read_user_agent,
    read_uuid,
    refuse_server_only,
)
from tracker.parsing.plain_event import read_plain_event
from tracker.parsing.rejection import FieldRefused, Rejected
from tracker.parsing.times import read_browser_time, read_event_time

Reader = Callable[[str, object], object]

# Fields whose name is also the event's attribute.
_READERS: dict[str, Reader] = {
    "event_id": read_uuid,
    "visitor_id": read_identifier,
    "customer_id": read_identifier,
    "ref": read_identifier,
    "sub_id": read_identifier,
    "link": read_identifier,
    "promo_code": read_identifier,
    "url": read_url,
    "referrer": read_text,
    "name": read_identifier,
    "order_id": read_identifier,
    "currency": read_currency,
    "consent": read_consent,
    "properties": read_properties,
}
_BROWSER_READERS = _READERS | {
    "ip": refuse_server_only,
    "user_agent": refuse_server_only,
    "traffic": read_browser_traffic,
}
_SERVER_READERS = _READERS | {"ip": read_address, "user_agent": read_user_agent, "traffic": read_traffic}

KNOWN_FIELDS = frozenset(_SERVER_READERS) | {"type", "site", "timestamp", "sent_at", "amount", "email"}
# Names in a link's query under which a partner's code is known, for doors without the snippet.
REF_NAMES = ("ref", "via")

# Plain strings: reading the value of an enumeration's member costs as much as reading a field of the event.
_CLICK, _SALE, _REFUND = EventType.CLICK.value, EventType.SALE.value, EventType.REFUND.value
_SERVER = Source.SERVER.value
_FULL, _NONE = Consent.FULL.value, Consent.NONE.value
_NEVER_SURE_OF_A_VISITOR = frozenset({Source.PIXEL.value, Source.REDIRECT.value})
_TYPES = frozenset(word.value for word in EventType)
_NEEDED = {EventType.EVENT.value: "name", EventType.IDENTIFY.value: "customer_id", _REFUND: "order_id"}


def parse_event(
    raw: Mapping[str, object], site_id: int, arrival: Arrival, secret: bytes, left_out: list[Rejected] | None = None
) -> Event | Rejected:
    """The event, valid in every field; ``secret`` keys the hash of the e-mail address. Raises nothing.

    Money is not lost over an address that is none: it is left out, and why is appended to ``left_out``.
    """
    try:
        event = read_plain_event(raw, site_id, arrival) or _read_event(raw, site_id, arrival)
        _put_defaults(event)
        _check_complete(event)
    except FieldRefused as refusal:
        return refusal.rejected
    email = raw.get("email")
    if email is not None and email != "":
        refused = _put_email(event, email, secret)
        if refused and left_out is not None:
            left_out.append(Rejected("email", refused))
    return event


def _read_event(raw: Mapping[str, object], site_id: int, arrival: Arrival) -> Event:
    is_server = arrival.is_server
    event = Event(
        site_id, "", "", 0, arrival.received_ms, arrival.source, arrival.traffic, _FULL,
        ip=arrival.ip, user_agent=arrival.user_agent,
    )  # fmt: skip
    event.type = _read_type(raw.get("type"), is_server)
    read_time = read_event_time if is_server else read_browser_time
    event.timestamp_ms = read_time(raw, arrival.received_ms)
    readers = _SERVER_READERS if is_server else _BROWSER_READERS
    for name, value in raw.items():
        reader = readers.get(name)
        if reader is not None and value is not None:
            setattr(event, name, reader(name, value))
    amount = raw.get("amount")
    if amount is not None:
        event.amount_minor = read_amount("amount", amount)
    return event


def _read_type(value: object, is_server: bool) -> str:
    if value is None or value == "":
        raise FieldRefused("type", Rejection.MISSING)
    if not isinstance(value, str):
        raise FieldRefused("type", Rejection.NOT_A_STRING)
    if value not in _TYPES:
        raise FieldRefused("type", Rejection.UNKNOWN_TYPE)
    if value == _REFUND and not is_server:
        raise FieldRefused("type", Rejection.SERVER_ONLY)
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
    """Its hash, or why it has none."""
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
        raise FieldRefused(missing, Rejection.MISSING)


def _find_missing(event: Event) -> str:
    needed = _NEEDED.get(event.type)
    if needed and not getattr(event, needed):
        return needed
    # A refund may leave out the currency, and in full the amount: the sale has both.
    if event.type != _REFUND:
        if event.amount_minor is None and (event.currency or event.type == _SALE):
            return "amount"
        if not event.currency and event.amount_minor is not None:
            return "currency"
    if not (event.visitor_id or event.customer_id or event.order_id) and not _may_be_nobody(event):
        return "visitor_id"
    return ""


def _may_be_nobody(event: Event) -> bool:
    return event.type == _CLICK or event.consent == _NONE or event.source in _NEVER_SURE_OF_A_VISITOR
