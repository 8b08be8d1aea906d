"""The shard of an event: everything that must meet in one place shares a shard."""

from zlib import crc32

from events.enums import EventType
from events.event import Event

# Plain strings: to take the value of an enumeration's member costs more than the choice.
_LEAD = EventType.LEAD.value
_ORDERED = frozenset({EventType.SALE.value, EventType.REFUND.value, EventType.DISPUTE.value})


def choose_shard(event: Event, shards: int) -> int:
    """What happens to an order goes by order, a lead by what it is recognised by, all else by visitor.

    The browser knows the visitor and the server often only the customer: by visitor the two reports of one order or
    one lead would land in different shards, and one reader could not hold that they are one.
    """
    return crc32(f"{event.site_id}:{_choose_key(event)}".encode()) % shards


def _choose_key(event: Event) -> str:
    if event.type in _ORDERED and event.order_id:
        return event.order_id
    if event.type == _LEAD:
        return event.order_id or event.customer_id or event.email_hash or event.visitor_id or event.event_id
    return event.visitor_id or event.customer_id or event.event_id
