"""Finds the rows of a batch that repeat a stored event or an earlier row, each with the reason."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from events.enums import TRUST, DuplicateReason, Traffic
from events.event import Event
from ingest.columns import EVENT_FIELDS, EventColumns
from ingest.conversion_keys import KEY_FIELDS, make_conversion_key
from ingest.duplicates.reports import ConversionKey, Decisions, Report, decide_reports
from ingest.duplicates.stored import Stored, StoredIds
from ingest.pipeline import Columns
from warehouse.columns import DUPLICATE_COLUMNS

_TEST = Traffic.TEST.value
# Whatever the standing report lacks of these, a later one may fill.
_FILLED_FIELDS = ("visitor_id", "customer_id", "email_hash", "ref", "promo_code")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An event that is not stored again; ``original_event_id`` is the one that is stored."""

    event: Event
    original_event_id: str
    reason: DuplicateReason


# Row of the batch to the stored event's id and the reason.
Repeats = dict[int, tuple[str, DuplicateReason]]


def decide_rows(columns: EventColumns, keys: Mapping[int, ConversionKey], stored: Stored) -> tuple[Repeats, Decisions]:
    """The rows that are not stored again; and what was decided of the reports of leads and sales, ``keys`` by row."""
    repeats = find_repeated_ids(columns, stored.ids)
    reports = ((row, key, _make_report(columns, row)) for row, key in keys.items() if row not in repeats)
    decisions = decide_reports(reports, stored.reports)
    return repeats | dict(decisions.repeats), decisions


def _make_report(columns: EventColumns, row: int) -> Report:
    return Report(
        columns["event_id"][row],
        columns["received_ms"][row],
        TRUST.get(columns["source"][row], 0),
        columns["version"][row],
        tuple(bool(columns[name][row]) for name in _FILLED_FIELDS),
        columns["makes_conversion"][row],
    )


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
        "conversion_key": [
            make_conversion_key(*(getattr(duplicate.event, name) for name in KEY_FIELDS)) for duplicate in duplicates
        ],
        "is_test": [duplicate.event.traffic == _TEST for duplicate in duplicates],
    }
    return {
        name: columns[name] if name in columns else [getattr(duplicate.event, name) for duplicate in duplicates]
        for name in DUPLICATE_COLUMNS
    }
