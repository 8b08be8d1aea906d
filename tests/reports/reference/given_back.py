"""What refunds and disputes leave of a conversion, report by report in the order in which they were received."""

from collections.abc import Iterable

from events.moments import to_milliseconds
from tests.reports.reference.people import Event


def find_net(conversion: Event, events: Iterable[Event]) -> int:
    """What is left of the amount."""
    gross: int = conversion["amount_minor"] or 0
    if conversion["type"] != "sale" or not conversion["order_id"]:
        return gross
    own = sorted(
        (each for each in events if each["order_id"] == conversion["order_id"] and each["traffic"] != "test"),
        key=lambda each: (each["received_at"], each["event_id"]),
    )
    refunds = [each for each in own if each["type"] == "refund"]
    single, known = 0, set[str]()
    for each in refunds:
        identity = each["refund_id"] or _name(each)
        if identity not in known and _concerns(each, conversion):
            all_of_it = gross if each["refunded_total_minor"] is None else 0
            single += all_of_it if each["amount_minor"] is None else each["amount_minor"]
        known.add(identity)
    totals = [each["refunded_total_minor"] or 0 for each in refunds if _concerns(each, conversion)]
    disputes = sorted(
        (each for each in own if each["type"] == "dispute"),
        key=lambda each: (each["timestamp"], each["received_at"], each["state"] != "opened"),
    )
    lost = 0
    if disputes and disputes[-1]["state"] == "lost" and _concerns(disputes[-1], conversion):
        lost = gross if disputes[-1]["amount_minor"] is None else disputes[-1]["amount_minor"]
    return max(0, gross - max(single, *totals, 0) - lost)


def _name(refund: Event) -> str:
    """As the edge names a refund without id."""
    amount, total = (
        "" if refund[name] is None else str(refund[name]) for name in ("amount_minor", "refunded_total_minor")
    )
    moment = str(to_milliseconds(refund["timestamp"]))
    return ":".join(["unnamed", amount, refund["currency"], moment, *([total] if total else [])])


def _concerns(each: Event, sale: Event) -> bool:
    return each["currency"] in ("", sale["currency"])
