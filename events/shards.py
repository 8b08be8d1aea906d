"""The shard of an event: everything that must meet in one place shares a shard."""

from zlib import crc32

from events.event import Event


def choose_shard(event: Event, shards: int) -> int:
    """A sale and its refund go by order, so that browser and server reports of one order meet; the rest by visitor.

    The browser knows the visitor and the server often only the customer: by visitor the two reports of one order
    would land in different shards and "one sale per order" could not be held by one reader.
    """
    key = event.order_id or event.visitor_id or event.customer_id or event.event_id
    return crc32(f"{event.site_id}:{key}".encode()) % shards
