"""Queries which event ids of a batch, and which reports of its leads and sales, other batches have stored."""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from ingest.columns import EventColumns
from ingest.duplicates.reports import ConversionKey, Report, StoredReport, StoredReports
from ingest.duplicates.signed_leads import list_signed_leads, query_signed_leads
from warehouse.interface import Parameters, Warehouse
from warehouse.sql_files import read_statement

StoredIds = AbstractSet[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Stored:
    """Which of a batch's ids, reports of the same conversions and signed leads other batches have stored.

    ``own_ids`` are those that the batch itself has stored, which then was written before.
    """

    ids: StoredIds
    own_ids: StoredIds
    reports: StoredReports
    signed_leads: Mapping[ConversionKey, str]


def query_stored(
    warehouse: Warehouse,
    columns: EventColumns,
    keys: Mapping[int, ConversionKey],
    batch_hash: int,
    *,
    has_ids: bool = True,
) -> Stored:
    """What other batches have stored, and apart from it this one; ``keys`` by row.

    ``has_ids``: some of the ids may be stored.
    """
    ids, own_ids = query_stored_ids(warehouse, columns, batch_hash) if has_ids else (set(), set())
    signed_leads = query_signed_leads(warehouse, list_signed_leads(columns, keys).values(), batch_hash)
    return Stored(ids, own_ids, query_stored_reports(warehouse, keys.values(), batch_hash), signed_leads)


def query_stored_ids(warehouse: Warehouse, columns: EventColumns, batch_hash: int) -> tuple[StoredIds, StoredIds]:
    """Which of the events' ids other batches have stored, and which this one."""
    if not columns["event_id"]:
        return set(), set()
    parameters: Parameters = {"event_ids": ",".join(columns["event_id"]), "batch": batch_hash}
    rows = warehouse.query(read_statement("ingest.duplicates", "stored_ids"), parameters)
    found = rows.parse_tuples(tuple[int, str, bool])
    others, own = ({(site, event_id) for site, event_id, is_own in found if is_own is kind} for kind in (False, True))
    return others, own


def query_stored_reports(warehouse: Warehouse, keys: Iterable[ConversionKey], batch_hash: int) -> StoredReports:
    """The stored reports of these conversions."""
    named = sorted({(each.site_id, each.key) for each in keys if each.key})
    if not named:
        return {}
    parameters: Parameters = {
        "site_ids": [site_id for site_id, _ in named],
        "conversion_keys": [key for _, key in named],
        "batch": batch_hash,
    }
    rows = warehouse.query(read_statement("ingest.duplicates", "stored_reports"), parameters)
    stored: dict[ConversionKey, list[StoredReport]] = {}
    for site_id, key, is_test, *report in rows.tuples():
        stored.setdefault(ConversionKey(int(str(site_id)), str(key), bool(is_test)), []).append(_make_stored(*report))
    return stored


def _make_stored(
    conversion_id: Any, number: Any, event_id: Any, received_ms: Any, trust: Any, version: Any, named: Any, erased: Any
) -> StoredReport:
    return StoredReport(
        Report(event_id, received_ms, trust, version, tuple(map(bool, named))), conversion_id, number, bool(erased)
    )
