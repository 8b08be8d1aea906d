"""The payments that the events of a batch name: sales with an order, refunds and disputes without one."""

from typing import NamedTuple

from events.enums import EventType, Traffic
from ingest.columns import EventColumns
from warehouse.dictionary_column import DictionaryColumn

_RETURNS = frozenset({EventType.REFUND.value, EventType.DISPUTE.value})
_SALE, _TEST = EventType.SALE.value, Traffic.TEST.value


class Payment(NamedTuple):
    """One payment of a site, by the provider's id."""

    site_id: int
    payment_id: str


def list_payments(events: EventColumns) -> set[Payment]:
    """Of these events, tests left out."""
    named = events["payment_id"]
    if isinstance(named, DictionaryColumn) and not any(named.values):
        return set()
    fields = ("site_id", "payment_id", "type", "order_id", "traffic")
    return {
        Payment(site_id, payment_id)
        for site_id, payment_id, kind, order_id, traffic in zip(*(events[name] for name in fields), strict=True)
        if payment_id and traffic != _TEST and ((kind in _RETURNS and not order_id) or (kind == _SALE and order_id))
    }
