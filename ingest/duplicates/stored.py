"""Queries which event ids and orders of a batch other batches have stored."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from events.enums import EventType
from ingest.columns import EventColumns
from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_statement

_SALE = EventType.SALE.value

StoredIds = AbstractSet[tuple[int, str]]
# Site, order, and whether its sale was a test: a test and a real sale never are one.
Order = tuple[int, str, bool]
StoredOrders = Mapping[Order, str]


@dataclass(frozen=True, slots=True)
class Stored:
    """Which of a batch's ids and orders other batches have stored; ``sales`` are the rows that name an order.

    ``own_ids`` are those that the batch itself has stored, which then was written before.
    """

    ids: StoredIds
    own_ids: StoredIds
    sales: Sequence[int]
    orders: StoredOrders


def query_stored(warehouse: Warehouse, columns: EventColumns, batch_hash: int, *, has_ids: bool = True) -> Stored:
    """What other batches have stored, and apart from it this one; ``has_ids``: some of the ids may be stored."""
    sales = list_sales(columns)
    ids, own_ids = query_stored_ids(warehouse, columns, batch_hash) if has_ids else (set(), set())
    return Stored(ids, own_ids, sales, query_stored_orders(warehouse, columns, sales, batch_hash))


def list_sales(columns: EventColumns) -> list[int]:
    """The rows of sales that name their order."""
    kinds = zip(columns["type"], columns["order_id"], strict=True)
    return [row for row, (kind, order_id) in enumerate(kinds) if order_id and kind == _SALE]


def query_stored_ids(warehouse: Warehouse, columns: EventColumns, batch_hash: int) -> tuple[StoredIds, StoredIds]:
    """Which of the events' ids other batches have stored, and which this one."""
    if not columns["event_id"]:
        return set(), set()
    parameters: Parameters = {"event_ids": ",".join(columns["event_id"]), "batch": batch_hash}
    rows = warehouse.query(read_statement("ingest.duplicates", "stored_ids"), parameters)
    found = rows.parse_tuples(tuple[int, str, bool])
    others, own = ({(site, event_id) for site, event_id, is_own in found if is_own is kind} for kind in (False, True))
    return others, own


def query_stored_orders(
    warehouse: Warehouse, columns: EventColumns, sales: Sequence[int], batch_hash: int
) -> StoredOrders:
    """The stored event of each of the sales' orders of which other batches have stored a sale."""
    if not sales:
        return {}
    parameters: Parameters = {
        "site_ids": [columns["site_id"][row] for row in sales],
        "order_ids": [columns["order_id"][row] for row in sales],
        "batch": batch_hash,
    }
    rows = warehouse.query(read_statement("ingest.duplicates", "stored_orders"), parameters)
    found = rows.parse_tuples(tuple[int, str, bool, str])
    return {(site_id, order_id, is_test): event_id for site_id, order_id, is_test, event_id in found}
