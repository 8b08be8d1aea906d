"""Drops what is stored already, or comes twice in a batch, and says of each why."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from events.event import Event
from events.words import DuplicateReason, EventType
from ingest.pipeline import Columns
from warehouse.interface import Parameters, Warehouse
from warehouse.rows import DUPLICATE_COLUMNS
from warehouse.statements import read_statement

_SALE = EventType.SALE.value

StoredIds = AbstractSet[tuple[int, str]]
StoredOrders = Mapping[tuple[int, str], str]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An event that is not stored again; ``original_event_id`` is the one that is stored."""

    event: Event
    original_event_id: str
    reason: DuplicateReason


def drop_duplicates(events: Sequence[Event], batch: int, warehouse: Warehouse) -> tuple[list[Event], list[Duplicate]]:
    """The events to store and the others; asks what other batches have stored, never what this one has."""
    kept, repeated_ids = drop_repeated_ids(events, find_stored_ids(warehouse, events, batch))
    kept, repeated_orders = drop_repeated_orders(kept, find_stored_orders(warehouse, kept, batch))
    return kept, repeated_ids + repeated_orders


def drop_repeated_ids(events: Sequence[Event], stored: StoredIds) -> tuple[list[Event], list[Duplicate]]:
    """An event id is unique on its site; the first in the batch stays."""
    kept: list[Event] = []
    dropped: list[Duplicate] = []
    seen: set[tuple[int, str]] = set()
    for event in events:
        key = (event.site_id, event.event_id)
        if key in stored:
            dropped.append(Duplicate(event, event.event_id, DuplicateReason.EVENT_STORED))
        elif key in seen:
            dropped.append(Duplicate(event, event.event_id, DuplicateReason.EVENT_IN_BATCH))
        else:
            seen.add(key)
            kept.append(event)
    return kept, dropped


def drop_repeated_orders(events: Sequence[Event], stored: StoredOrders) -> tuple[list[Event], list[Duplicate]]:
    """A sale with an order id is unique by it on its site, for ever; the first in the batch stays."""
    kept: list[Event] = []
    dropped: list[Duplicate] = []
    seen: dict[tuple[int, str], str] = {}
    for event in events:
        key = (event.site_id, event.order_id)
        if not _is_order(event):
            kept.append(event)
        elif key in stored:
            dropped.append(Duplicate(event, stored[key], DuplicateReason.ORDER_STORED))
        elif key in seen:
            dropped.append(Duplicate(event, seen[key], DuplicateReason.ORDER_IN_BATCH))
        else:
            seen[key] = event.event_id
            kept.append(event)
    return kept, dropped


def find_stored_ids(warehouse: Warehouse, events: Sequence[Event], batch: int) -> StoredIds:
    """Which of the events' ids other batches have stored."""
    if not events:
        return set()
    event_ids = ",".join(event.event_id for event in events)
    rows = warehouse.query(read_statement("ingest", "stored_ids"), {"event_ids": event_ids, "batch": batch})
    return {(int(str(site_id)), str(event_id)) for site_id, event_id in zip(*rows.columns, strict=True)}


def find_stored_orders(warehouse: Warehouse, events: Sequence[Event], batch: int) -> StoredOrders:
    """The stored event of each of the events' orders that other batches have stored a sale of."""
    sales = [event for event in events if _is_order(event)]
    if not sales:
        return {}
    parameters: Parameters = {
        "site_ids": [sale.site_id for sale in sales],
        "order_ids": [sale.order_id for sale in sales],
        "batch": batch,
    }
    rows = warehouse.query(read_statement("ingest", "stored_orders"), parameters)
    return {
        (int(str(site_id)), str(order_id)): str(event_id)
        for site_id, order_id, event_id in zip(*rows.columns, strict=True)
    }


def list_duplicates(duplicates: Sequence[Duplicate], batch: int) -> Columns:
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


def _is_order(event: Event) -> bool:
    return event.type == _SALE and event.order_id != ""
