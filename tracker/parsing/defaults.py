"""What a valid event gets where it says nothing: its id, its class of traffic, a server's ref, a refund's id."""

from collections.abc import Mapping

from events.enums import EventType, Rejection, Source, Traffic
from events.event import Event
from events.ids import make_event_id
from events.link_parameters import find_ref
from tracker.parsing.arrival import Arrival
from tracker.parsing.rejection import Rejected

# Plain strings, as in ``tracker.parsing.event``.
_CLICK, _REFUND = EventType.CLICK.value, EventType.REFUND.value
_SERVER, _IMPORT, _TEST = Source.SERVER.value, Source.IMPORT.value, Traffic.TEST.value


def put_defaults(event: Event, raw: Mapping[str, object], arrival: Arrival, left_out: list[Rejected]) -> None:
    """Fills in what is empty; a refund without id is noted in ``left_out``, because it may be counted twice."""
    if not event.event_id:
        event.event_id = make_event_id(event.received_ms)
    if "prm_test=1" in event.url:
        event.traffic = _TEST
    if arrival.source != _SERVER:
        return
    if event.import_id:
        event.source = _IMPORT
    if not event.ref and event.type == _CLICK:
        event.ref = find_ref(event.url)
    if not event.refund_id and event.type == _REFUND:
        event.refund_id = _name_refund(event, raw.get("timestamp") is not None)
        # A total that is reported twice is the same total.
        if event.refunded_total_minor is None:
            left_out.append(Rejected("refund_id", Rejection.MISSING))


def _name_refund(event: Event, has_time: bool) -> str:
    """The id of a refund that names none: the same amount at the same named time is the same refund."""
    amount, total = event.amount_minor, event.refunded_total_minor
    parts = ["" if amount is None else str(amount), event.currency, str(event.timestamp_ms) if has_time else ""]
    return ":".join(["unnamed", *parts, *([] if total is None else [str(total)])])
