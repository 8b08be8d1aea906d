"""The name of a conversion in the ledger: it names nobody, and the same order has always the same one."""

import re
from dataclasses import dataclass

_ORDER, _LEAD, _EVENT = "order:", "lead:", "event:"
# As it is, or as an address of a page contains it.
_MAY_NAME_PERSON = re.compile("@|%40")


@dataclass(frozen=True, slots=True)
class OrderName:
    """What a name says: the order, if it has one, else the conversion's event id; ``lead_name`` of a lead's event."""

    order_id: str = ""
    event_id: str = ""
    is_lead: bool = False
    lead_name: str = ""

    @property
    def conversion_key(self) -> str:
        """What makes the conversion unique in the warehouse; empty where that would name a person."""
        if not self.order_id:
            return ""
        return f"o:{self.order_id}\n{self.lead_name}" if self.is_lead else f"o:{self.order_id}"


def name_order(kind: str, order_id: str, name: str, event_id: str) -> str:
    """A sale by its order, a lead by its order and its own name; else by the id of its first report.

    So is one whose order id may contain an e-mail address, which no erasure could take out of the ledger.
    """
    if not order_id or _MAY_NAME_PERSON.search(order_id):
        return f"{_EVENT}{event_id}"
    return f"{_LEAD}{order_id}\n{name}" if kind == "lead" else name_sale(order_id)


def name_sale(order_id: str) -> str:
    """By the order alone, to look it up in the warehouse; in the ledger ``name_order`` names it."""
    return f"{_ORDER}{order_id}"


def parse_order(text: str) -> OrderName | None:
    """None for what is no conversion: a period or an adjustment."""
    if text.startswith(_ORDER):
        return OrderName(order_id=text.removeprefix(_ORDER))
    if text.startswith(_LEAD):
        order_id, _, name = text.removeprefix(_LEAD).partition("\n")
        return OrderName(order_id=order_id, is_lead=True, lead_name=name)
    return OrderName(event_id=text.removeprefix(_EVENT)) if text.startswith(_EVENT) else None
