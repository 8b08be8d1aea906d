"""Whether a parsed event may be sent by its source, and names what its type requires."""

from collections.abc import Sequence

from events.enums import Consent, EventType, Rejection, Source
from events.event import Event
from events.no_names import is_name
from tracker.parsing.rejection import FieldRejected, Rejected

# Plain strings, as in ``tracker.parsing.event``.
_CLICK, _SALE = EventType.CLICK.value, EventType.SALE.value
_REFUND, _DISPUTE = EventType.REFUND.value, EventType.DISPUTE.value
_CONVERSIONS = frozenset({EventType.LEAD.value, _SALE})
_NONE, _PIXEL = Consent.NONE.value, Source.PIXEL.value
_RETURNS = frozenset({_REFUND, _DISPUTE})
_NAMED_OF_ORDERS = ("refund_id", "subscription_id", "payment_id")
_SOURCES_WITHOUT_VISITOR = frozenset({_PIXEL, Source.REDIRECT.value})
_REQUIRED = {
    EventType.EVENT.value: ("name",),
    EventType.IDENTIFY.value: ("customer_id",),
    _DISPUTE: ("state",),
}


def leave_out_words(event: Event, left_out: list[Rejected]) -> None:
    """Empties ids that are no names, like ``undefined``: nobody is meant by them."""
    if event.visitor_id and not is_name(event.visitor_id):
        _leave_out("visitor_id", event, left_out)
    if event.customer_id and not is_name(event.customer_id):
        _leave_out("customer_id", event, left_out)
    if event.order_id or event.payment_id:
        for field in _NAMED_OF_ORDERS:
            text = getattr(event, field)
            if text and not is_name(text):
                _leave_out(field, event, left_out)


def _leave_out(field: str, event: Event, left_out: list[Rejected]) -> None:
    setattr(event, field, "")
    left_out.append(Rejected(field, Rejection.NOT_A_NAME))


def check_complete(event: Event, left_out: Sequence[Rejected]) -> None:
    """Raises :class:`FieldRejected`; what is missing because it was left out has that reason."""
    if event.source == _PIXEL and event.type in _CONVERSIONS:
        raise FieldRejected("type", Rejection.NOT_BY_PIXEL)
    if event.order_id and not is_name(event.order_id):
        raise FieldRejected("order_id", Rejection.NOT_A_NAME)
    missing = _find_missing(event)
    if missing:
        reasons = {each.field: each.reason for each in left_out}
        if missing == "order_id" and "payment_id" in reasons:
            missing = "payment_id"
        raise FieldRejected(missing, reasons.get(missing, Rejection.MISSING))


def _find_missing(event: Event) -> str:
    for required in _REQUIRED.get(event.type, ()):
        if not getattr(event, required):
            return required
    if event.type in _RETURNS:
        # Its payment may stand for the order: a sale names both. The sale has the currency too, and in full the amount.
        return "" if event.order_id or event.payment_id else "order_id"
    if event.amount_minor is None and (event.currency or event.type == _SALE):
        return "amount"
    if not event.currency and event.amount_minor is not None:
        return "currency"
    if not (event.visitor_id or event.customer_id or event.order_id) and not _may_lack_visitor(event):
        return "visitor_id"
    return ""


def _may_lack_visitor(event: Event) -> bool:
    return event.type == _CLICK or event.consent == _NONE or event.source in _SOURCES_WITHOUT_VISITOR
