"""A batch that may have been written before: counts what the tables hold of it, and completes it.

A token does not survive a power cut, and where it does its rows may not have. So of such a batch only its rows count.
"""

import logging
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import blake2b

from events.moments import HOUR_MS
from ingest.batch import Batch
from ingest.columns import EventColumns
from ingest.conversion_keys import list_conversion_keys
from ingest.duplicates.repeats import Duplicate
from ingest.pipeline import Columns
from ingest.rows import drop_rows
from settings import IngestSettings
from warehouse.interface import Parameters, StatementFailed, Warehouse, WarehouseUnavailable
from warehouse.sql_files import read_statement
from warehouse.upkeep.derived.latest import repair_latest
from warehouse.upkeep.derived.repair import Comparison, repair_events
from warehouse.upkeep.derived.scopes import Ids
from warehouse.upkeep.retention import MARGIN_DAYS, find_events_since

log = logging.getLogger(__name__)

_LAST_SITE = 0xFFFF_FFFF
# The last whole hour of a DateTime, and the hours between which DateTime64 is exact: 1900 to 2299.
_LAST_MS = 0xFFFF_FFFF * 1000 // HOUR_MS * HOUR_MS
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_HOUR, _LAST_HOUR = -70 * 8_765, 329 * 8_765
_IDS = "select toUUIDOrZero(arrayJoin(splitByChar(',', {event_ids:String}))) as event_id"
_CONVERSION_IDS = "select toUUIDOrZero(arrayJoin(splitByChar(',', {conversion_ids:String}))) as event_id"
_HOURS = (
    "select pair.1 as site_id, toDateTime(pair.2, 'UTC') as hour"
    " from (select arrayJoin(arrayZip({hour_sites:Array(UInt32)}, {hours:Array(UInt32)})) as pair)"
)
_PERIOD = (
    "site_id in {sites:Array(UInt32)}"
    " and timestamp >= {happened_from:DateTime64(3, 'UTC')} and timestamp < {happened_to:DateTime64(3, 'UTC')}"
)


@dataclass(frozen=True, slots=True)
class Recovery:
    """How a batch in doubt is completed, by who else may be writing."""

    # Where other workers write other batches their sums would look like damage, so sums are left to `prm verify`.
    has_sums: bool
    cluster: str = ""


ALONE = Recovery(has_sums=True)
SHARED = Recovery(has_sums=False)


def choose_recovery(settings: IngestSettings) -> Recovery:
    """Of the configured warehouse."""
    if settings.clickhouse_cluster:
        return Recovery(has_sums=False, cluster=settings.clickhouse_cluster)
    return SHARED if settings.clickhouse_url else ALONE


def name_part(batch: Batch, event_ids: Sequence[str], whole: int, recovery: Recovery) -> str:
    """The batch's token for all of its rows; for some of them one that follows from these.

    On a cluster what is left is what whole servers lack, and each of them compares its own part: there the batch's
    token keeps out an insert that another server is still carrying on.
    """
    if len(event_ids) == whole or recovery.cluster:
        return batch.token
    return f"{batch.token}/rest/{blake2b(','.join(event_ids).encode(), digest_size=16).hexdigest()}"


def check_no_writer(warehouse: Warehouse, token: str, cluster: str = "") -> None:
    """Raises ``WarehouseUnavailable`` while another worker, or one that died, is still writing the batch."""
    name, place = ("running_inserts_of_cluster", {"cluster": cluster}) if cluster else ("running_inserts", {})
    rows = warehouse.query(read_statement("ingest.duplicates", name), {"token": token, **place})
    if rows.parse_value(int):
        raise WarehouseUnavailable("another insert of this batch is still running")


def repair_batch(warehouse: Warehouse, batch: Batch, events: EventColumns, recovery: Recovery) -> None:
    """Makes every table behind `events` agree with it for these events, whichever batch wrote them.

    Then what is stored of them is stored as a whole, and what is not leaves no trace by which it would be dropped as a
    duplicate. Events of months that have expired are left as they are.
    """
    check = partial(check_no_writer, warehouse, batch.token, recovery.cluster)
    check()
    since = find_events_since(warehouse, MARGIN_DAYS)
    since_ms = int(since.timestamp() * 1000) if since else 0
    keys = zip(events["site_id"], events["timestamp_ms"], strict=True)
    rows = [row for row, (site, moment) in enumerate(keys) if moment >= since_ms and _is_storable(site, moment)]
    if not rows:
        return
    ids = _make_ids(events, rows)
    damaged = repair_events(warehouse, ids, check, has_sums=recovery.has_sums, cluster=recovery.cluster)
    log_repaired(f"shard {batch.shard}", damaged)
    if damaged and not recovery.has_sums:
        log.warning("sums of the hours of these events may be wrong: run `prm verify --repair`")


def complete_batch(
    warehouse: Warehouse, batch: Batch, events: EventColumns, columns: Columns, recovery: Recovery
) -> None:
    """Counts what is stored of the rows that were just inserted, and writes what is not.

    The log of tokens may have survived a power cut that the rows did not; then the insert was ignored.
    """
    written = query_written(warehouse, batch, events)
    _, missing = drop_rows(written, events, columns)
    if lost := len(events["event_id"]) - len(written):
        log.warning("shard %d: the insert of %d rows was ignored, inserting them without a token", batch.shard, lost)
        warehouse.insert("events", missing)
    repair_batch(warehouse, batch, events, recovery)


def repair_latest_events(warehouse: Warehouse) -> None:
    """At a start, before anything is read: makes the tables agree with the latest events; a failure is only logged."""
    started = time.monotonic()
    try:
        damaged = repair_latest(warehouse)
    except (StatementFailed, WarehouseUnavailable):
        log.exception("cannot compare the latest events with the tables behind them: run `prm verify`")
        return
    log_repaired("start", damaged)
    seconds = time.monotonic() - started
    log.info("compared the latest events: %d tables repaired, %d ms", len(damaged), seconds * 1000)


def log_repaired(place: str, damaged: Mapping[str, Comparison]) -> None:
    """One line for each table."""
    for table, found in damaged.items():
        counts = (found.missing, found.extra, found.wrong)
        log.warning("%s: repaired %s: %d missing, %d without an event, %d wrong", place, table, *counts)


def query_written(warehouse: Warehouse, batch: Batch, events: EventColumns) -> frozenset[int]:
    """The rows of ``events`` that the batch has stored."""
    if not events["event_id"]:
        return frozenset()
    start, end = _list_bounds(events["timestamp_ms"])
    parameters: Parameters = {"batch": batch.batch_hash, "happened_from": start, "happened_to": end}
    found = warehouse.query(read_statement("ingest.duplicates", "written_ids"), parameters)
    written = set(found.parse_tuples(tuple[int, str]))
    keys = zip(events["site_id"], events["event_id"], strict=True)
    return frozenset(row for row, key in enumerate(keys) if key in written)


def list_missing_duplicates(warehouse: Warehouse, batch: Batch, duplicates: Sequence[Duplicate]) -> list[Duplicate]:
    """Those of the batch's duplicates that it has not stored."""
    if not duplicates:
        return []
    start, end = _list_bounds([duplicate.event.received_ms for duplicate in duplicates])
    parameters: Parameters = {"batch": batch.batch_hash, "received_from": start, "received_to": end}
    rows = warehouse.query(read_statement("ingest.duplicates", "written_duplicates"), parameters)
    left = Counter(rows.parse_tuples(tuple[int, str]))
    missing = []
    for duplicate in duplicates:
        key = duplicate.event.site_id, duplicate.event.event_id
        if left[key]:
            left[key] -= 1
        else:
            missing.append(duplicate)
    return missing


def _is_storable(site_id: int, moment_ms: int) -> bool:
    return 0 <= site_id <= _LAST_SITE and 0 <= moment_ms < _LAST_MS


def _make_ids(events: EventColumns, rows: Sequence[int]) -> Ids:
    sites, moments = events["site_id"], events["timestamp_ms"]
    hours = sorted({(sites[row], moments[row] // HOUR_MS * HOUR_MS // 1000) for row in rows})
    start, end = _list_bounds([moments[row] for row in rows])
    conversions = list_conversion_keys(events)
    return Ids(
        ids=_IDS,
        hours=_HOURS,
        conversion_ids=_CONVERSION_IDS,
        period=_PERIOD,
        hours_period=_PERIOD,
        parameters={
            "event_ids": ",".join(events["event_id"][row] for row in rows),
            "conversion_ids": ",".join(events["event_id"][row] for row in rows if row in conversions),
            "hour_sites": [site for site, _ in hours],
            "hours": [hour for _, hour in hours],
            "sites": sorted({site for site, _ in hours}),
            "happened_from": start,
            "happened_to": end,
        },
    )


def _list_bounds(moments_ms: Sequence[int]) -> tuple[datetime, datetime]:
    """The start of the first hour, and the end of the last."""
    hours = min(moments_ms) // HOUR_MS, max(moments_ms) // HOUR_MS + 1
    first, last = (_EPOCH + timedelta(hours=min(max(hour, _FIRST_HOUR), _LAST_HOUR)) for hour in hours)
    return first, last
