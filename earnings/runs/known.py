"""Which conversions of the ledger the warehouse knows: still standing, erased, or taken back with an import."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from earnings.runs.orders import parse_order
from earnings.runs.standing import PACKAGE
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

# Names in one statement.
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class KnownOrders:
    """Names in the ledger → event ids of their conversions; ``erased``: of whom only a trace is left.

    ``order_ids``: the shop's ids of orders whose names do not say them.
    """

    events: Mapping[str, Sequence[str]]
    erased: frozenset[str]
    order_ids: Mapping[str, str]

    def find_order_id(self, order: str) -> str:
        """The shop's own; empty where there is none."""
        name = parse_order(order)
        return (name.order_id if name else "") or self.order_ids.get(order, "")

    def list_events(self, order: str) -> Sequence[str]:
        """None for what the warehouse does not know any more."""
        return self.events.get(order, ())


def query_known(warehouse: Warehouse, site_id: int, orders: Iterable[str]) -> KnownOrders:
    """Of these orders, some in a statement: after an import was taken back they are all that was ever decided."""
    names = list(orders)
    parts = [_query_part(warehouse, site_id, names[n : n + _AT_ONCE]) for n in range(0, len(names), _AT_ONCE)]
    return KnownOrders(
        {order: events for part in parts for order, events in part.events.items()},
        frozenset().union(*(part.erased for part in parts)),
        {order: order_id for part in parts for order, order_id in part.order_ids.items()},
    )


def _query_part(warehouse: Warehouse, site_id: int, orders: Sequence[str]) -> KnownOrders:
    named = {order: name for order in orders if (name := parse_order(order))}
    by_key = {name.conversion_key: order for order, name in named.items() if name.conversion_key}
    by_id = {name.event_id: order for order, name in named.items() if name.event_id}
    if not named:
        return KnownOrders({}, frozenset(), {})
    parameters: dict[str, Value] = {
        "site_id": site_id,
        "conversion_keys": list(by_key),
        "conversion_ids": list(by_id),
    }
    events = defaultdict[str, list[str]](list)
    standing, traces = set[str](), set[str]()
    order_ids = dict[str, str]()
    rows = warehouse.query(read_statement(PACKAGE, "known_orders"), parameters)
    for asked_key, key, event_id, is_erased in rows.parse_tuples(tuple[str, str, str, bool]):
        order = by_key[asked_key] if asked_key else by_id[event_id]
        if key.startswith("o:"):
            order_ids[order], _, _ = key.removeprefix("o:").partition("\n")
        events[order].append(event_id)
        (traces if is_erased else standing).add(order)
    return KnownOrders(events, frozenset(traces - standing), order_ids)
