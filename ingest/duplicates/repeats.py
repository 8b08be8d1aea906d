"""Finds the rows of a batch that repeat a stored event or an earlier row, each with the reason."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from events.enums import DuplicateReason, Traffic
from events.event import Event
from ingest.columns import EVENT_FIELDS, EventColumns
from ingest.duplicates.stored import Order, Stored, StoredIds, StoredOrders
from ingest.pipeline import Columns
from warehouse.columns import DUPLICATE_COLUMNS

_TEST = Traffic.TEST.value


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An event that is not stored again; ``original_event_id`` is the one that is stored."""

    event: Event
    original_event_id: str
    reason: DuplicateReason


# Row of the batch to the stored event's id and the reason.
Repeats = dict[int, tuple[str, DuplicateReason]]


def find_repeats(columns: EventColumns, stored: Stored) -> Repeats:
    """The rows that are not stored again."""
    repeats = find_repeated_ids(columns, stored.ids)
    sales = [row for row in stored.sales if row not in repeats]
    return repeats | find_repeated_orders(columns, sales, stored.orders)


def find_repeated_ids(columns: EventColumns, stored: StoredIds) -> Repeats:
    """An event id is unique on its site; the first in the batch is stored."""
    repeats: Repeats = {}
    seen: set[tuple[int, str]] = set()
    for row in _list_suspects(columns["event_id"], stored):
        key = columns["site_id"][row], columns["event_id"][row]
        if key in stored:
            repeats[row] = key[1], DuplicateReason.EVENT_STORED
        elif key in seen:
            repeats[row] = key[1], DuplicateReason.EVENT_IN_BATCH
        seen.add(key)
    return repeats


def _list_suspects(event_ids: Sequence[str], stored: StoredIds) -> list[int]:
    """The few rows whose id another row has too or is stored, on whatever site."""
    suspects = {event_id for event_id, times in Counter(event_ids).items() if times > 1}
    suspects.update(event_id for _, event_id in stored)
    return [row for row, event_id in enumerate(event_ids) if event_id in suspects] if suspects else []


def find_repeated_orders(columns: EventColumns, sales: Sequence[int], stored: StoredOrders) -> Repeats:
    """A sale with an order id is unique on its site, forever; the first in the batch is stored."""
    repeats: Repeats = {}
    seen: dict[Order, str] = {}
    for row in sales:
        key = columns["site_id"][row], columns["order_id"][row], columns["traffic"][row] == _TEST
        if key in stored:
            repeats[row] = stored[key], DuplicateReason.ORDER_STORED
        elif key in seen:
            repeats[row] = seen[key], DuplicateReason.ORDER_IN_BATCH
        else:
            seen[key] = columns["event_id"][row]
    return repeats


def list_duplicates(columns: EventColumns, repeats: Repeats) -> list[Duplicate]:
    """The events of these rows."""
    fields = ([columns[name][row] for row in repeats] for name in EVENT_FIELDS)
    return [Duplicate(event, *why) for event, why in zip(map(Event, *fields), repeats.values(), strict=True)]


def make_duplicate_columns(duplicates: Sequence[Duplicate], batch_hash: int) -> Columns:
    """The columns of the table ``duplicates``, in its order."""
    columns: Columns = {
        "original_event_id": [duplicate.original_event_id for duplicate in duplicates],
        "reason": [duplicate.reason.value for duplicate in duplicates],
        "timestamp": [duplicate.event.timestamp_ms for duplicate in duplicates],
        "received_at": [duplicate.event.received_ms for duplicate in duplicates],
        "batch": [batch_hash] * len(duplicates),
    }
    return {
        name: columns[name] if name in columns else [getattr(duplicate.event, name) for duplicate in duplicates]
        for name in DUPLICATE_COLUMNS
    }
