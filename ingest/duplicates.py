"""Drops what is stored already, or comes twice in a batch, and says of each why."""

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from events.enums import DuplicateReason, EventType, Traffic
from events.event import Event
from ingest.columns import EVENT_FIELDS, EventColumns
from ingest.pipeline import Columns
from warehouse.columns import DUPLICATE_COLUMNS
from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_statement

_SALE = EventType.SALE.value
_TEST = Traffic.TEST.value

StoredIds = AbstractSet[tuple[int, str]]
# Site, order, and whether its sale was a test: a test and a real sale never are one.
Order = tuple[int, str, bool]
StoredOrders = Mapping[Order, str]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An event that is not stored again; ``original_event_id`` is the one that is stored."""

    event: Event
    original_event_id: str
    reason: DuplicateReason


# Row of the batch to the stored event's id and the reason.
Repeated = dict[int, tuple[str, DuplicateReason]]


@dataclass(frozen=True, slots=True)
class Stored:
    """Which of a batch's ids and orders other batches have stored; ``sales`` are the rows that name an order."""

    ids: StoredIds
    sales: Sequence[int]
    orders: StoredOrders


def find_stored(warehouse: Warehouse, columns: EventColumns, batch: int) -> Stored:
    """Asks what other batches have stored, never what this one has."""
    ids, sales = find_stored_ids(warehouse, columns, batch), list_sales(columns)
    return Stored(ids, sales, find_stored_orders(warehouse, columns, sales, batch))


def find_repeated(columns: EventColumns, stored: Stored) -> Repeated:
    """The rows that are not stored again."""
    repeated = find_repeated_ids(columns, stored.ids)
    sales = [row for row in stored.sales if row not in repeated]
    return repeated | find_repeated_orders(columns, sales, stored.orders)


def list_duplicates(columns: EventColumns, repeated: Repeated) -> list[Duplicate]:
    """The events of these rows."""
    fields = ([columns[name][row] for row in repeated] for name in EVENT_FIELDS)
    return [Duplicate(event, *why) for event, why in zip(map(Event, *fields), repeated.values(), strict=True)]


def find_repeated_ids(columns: EventColumns, stored: StoredIds) -> Repeated:
    """An event id is unique on its site; the first in the batch stays."""
    repeated: Repeated = {}
    seen: set[tuple[int, str]] = set()
    for row in _list_suspects(columns["event_id"], stored):
        key = columns["site_id"][row], columns["event_id"][row]
        if key in stored:
            repeated[row] = key[1], DuplicateReason.EVENT_STORED
        elif key in seen:
            repeated[row] = key[1], DuplicateReason.EVENT_IN_BATCH
        seen.add(key)
    return repeated


def _list_suspects(event_ids: Sequence[str], stored: StoredIds) -> list[int]:
    """The few rows whose id stands in another row too or is stored, on whatever site."""
    suspects = {event_id for event_id, times in Counter(event_ids).items() if times > 1}
    suspects.update(event_id for _, event_id in stored)
    return [row for row, event_id in enumerate(event_ids) if event_id in suspects] if suspects else []


def find_repeated_orders(columns: EventColumns, sales: Sequence[int], stored: StoredOrders) -> Repeated:
    """A sale with an order id is unique by it on its site, for ever; the first in the batch stays."""
    repeated: Repeated = {}
    seen: dict[Order, str] = {}
    for row in sales:
        key = columns["site_id"][row], columns["order_id"][row], columns["traffic"][row] == _TEST
        if key in stored:
            repeated[row] = stored[key], DuplicateReason.ORDER_STORED
        elif key in seen:
            repeated[row] = seen[key], DuplicateReason.ORDER_IN_BATCH
        else:
            seen[key] = columns["event_id"][row]
    return repeated


def list_sales(columns: EventColumns) -> list[int]:
    """The rows of sales that name their order."""
    kinds = zip(columns["type"], columns["order_id"], strict=True)
    return [row for row, (kind, order_id) in enumerate(kinds) if order_id and kind == _SALE]


def find_stored_ids(warehouse: Warehouse, columns: EventColumns, batch: int) -> StoredIds:
    """Which of the events' ids other batches have stored."""
    if not columns["event_id"]:
        return set()
    parameters: Parameters = {"event_ids": ",".join(columns["event_id"]), "batch": batch}
    rows = warehouse.query(read_statement("ingest", "stored_ids"), parameters)
    return set(rows.parse_tuples(tuple[int, str]))


def find_stored_orders(warehouse: Warehouse, columns: EventColumns, sales: Sequence[int], batch: int) -> StoredOrders:
    """The stored event of each of the sales' orders that other batches have stored a sale of."""
    if not sales:
        return {}
    parameters: Parameters = {
        "site_ids": [columns["site_id"][row] for row in sales],
        "order_ids": [columns["order_id"][row] for row in sales],
        "batch": batch,
    }
    rows = warehouse.query(read_statement("ingest", "stored_orders"), parameters)
    found = rows.parse_tuples(tuple[int, str, bool, str])
    return {(site_id, order_id, is_test): event_id for site_id, order_id, is_test, event_id in found}


def make_duplicate_columns(duplicates: Sequence[Duplicate], batch: int) -> Columns:
    """The columns of the table ``duplicates``, in its order."""
    columns: Columns = {
        "original_event_id": [duplicate.original_event_id for duplicate in duplicates],
        "reason": [duplicate.reason.value for duplicate in duplicates],
        "timestamp": [duplicate.event.timestamp_ms for duplicate in duplicates],
        "received_at": [duplicate.event.received_ms for duplicate in duplicates],
        "batch": [batch] * len(duplicates),
    }
    return {
        name: columns[name] if name in columns else [getattr(duplicate.event, name) for duplicate in duplicates]
        for name in DUPLICATE_COLUMNS
    }
