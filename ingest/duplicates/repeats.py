"""Finds the rows of a batch that repeat a stored event or an earlier row, each with the reason."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from events.enums import TRUST, DuplicateReason, Source, Traffic
from events.event import Event, encode_event
from ingest.columns import EVENT_FIELDS, EventColumns
from ingest.conversion_keys import KEY_FIELDS, make_conversion_key
from ingest.duplicates.reports import ConversionKey, Decisions, Report, decide_reports
from ingest.duplicates.signed_leads import list_signed_leads
from ingest.duplicates.stored import Stored, StoredIds
from ingest.enrich.addresses import cut_address
from ingest.pipeline import Columns
from warehouse.columns import DUPLICATE_COLUMNS
from warehouse.interface import Column

_TEST = Traffic.TEST.value
_IMPORT = Source.IMPORT.value
# Whatever the standing report lacks of these, a later one may fill.
_FILLED_FIELDS = ("visitor_id", "customer_id", "email_hash", "ref", "promo_code", "payment_id")


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An event that is not stored again; ``original_event_id`` is the one that is stored.

    ``line``: what is stored of it instead if an import is taken back; empty where that changes nothing.
    """

    event: Event
    original_event_id: str
    reason: DuplicateReason
    line: str = ""


# Row of the batch to the stored event's id and the reason.
Repeats = dict[int, tuple[str, DuplicateReason]]


def decide_rows(columns: EventColumns, keys: Mapping[int, ConversionKey], stored: Stored) -> tuple[Repeats, Decisions]:
    """The rows that are not stored again; and what was decided of the reports of leads and sales, ``keys`` by row."""
    repeats = find_repeated_ids(columns, stored.ids)
    signed = list_signed_leads(columns, keys)
    reports = (
        (row, key, make_report(columns, row, signed.get(row))) for row, key in keys.items() if row not in repeats
    )
    decisions = decide_reports(reports, stored.reports, stored.signed_leads)
    return repeats | dict(decisions.repeats), decisions


def make_report(columns: EventColumns, row: int, signed: ConversionKey | None = None) -> Report:
    """What one row reports of a lead or sale."""
    return Report(
        columns["event_id"][row],
        columns["received_ms"][row],
        TRUST.get(columns["source"][row], 0),
        columns["version"][row],
        tuple(bool(columns[name][row]) for name in _FILLED_FIELDS),
        columns["makes_conversion"][row],
        signed,
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


def list_duplicates(
    columns: EventColumns, repeats: Repeats, behind_import: Collection[int] = (), traffic: Column | None = None
) -> list[Duplicate]:
    """The events of these rows; ``behind_import`` are those whose conversion has an import's report.

    ``traffic`` is their class as it was found out, which a line without user agent does not show.
    """
    fields = ([columns[name][row] for row in repeats] for name in EVENT_FIELDS)
    classes = columns["traffic"] if traffic is None else traffic
    return [
        Duplicate(event, *why, line=_write_line(event, str(classes[row]), behind_import=row in behind_import))
        for row, event, why in zip(repeats, map(Event, *fields), repeats.values(), strict=True)
    ]


def _write_line(event: Event, traffic: str, *, behind_import: bool) -> str:
    """With the network in place of the address, which still gives the country, and without the user agent."""
    if not behind_import and event.source != _IMPORT:
        return ""
    network = cut_address(event.ip).partition("/")[0]
    return encode_event(replace(event, ip=network, user_agent="", traffic=traffic)).decode()


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
        "line": [duplicate.line for duplicate in duplicates],
    }
    return {
        name: columns[name] if name in columns else [getattr(duplicate.event, name) for duplicate in duplicates]
        for name in DUPLICATE_COLUMNS
    }
