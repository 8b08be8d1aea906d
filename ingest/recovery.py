"""A batch that may have been written before: counts what the tables hold of it, and completes it.

A token does not survive a power cut, and where it does its rows may not have. So of such a batch only its rows count.
"""

import logging
import secrets
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import blake2b

from ingest.batch import Batch
from ingest.batch_scope import list_bounds, list_hours, list_storable, make_ids
from ingest.columns import EventColumns
from ingest.compared_hours import ComparedHours
from ingest.conversion_keys import list_conversion_keys
from ingest.duplicates.repeats import Duplicate
from ingest.pipeline import Columns
from ingest.rows import drop_rows
from settings import IngestSettings
from warehouse.interface import Parameters, StatementFailed, Warehouse, WarehouseUnavailable
from warehouse.sql_files import read_statement
from warehouse.upkeep.derived.latest import repair_latest
from warehouse.upkeep.derived.repair import Comparison, query_stored_events, repair_rows, repair_sums
from warehouse.upkeep.retention import MARGIN_DAYS, find_events_since

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Recovery:
    """How a batch in doubt is completed, by who else may be writing."""

    # Nobody else writes, and nobody can wake up who did: so no token has to keep another insert of the batch out, and
    # sums can be compared. Those of others, who write other batches, would look like damage: `prm verify` has them.
    is_alone: bool
    cluster: str = ""
    compared: ComparedHours = field(default_factory=ComparedHours)


def choose_recovery(settings: IngestSettings) -> Recovery:
    """Of the configured warehouse."""
    if settings.clickhouse_cluster:
        return Recovery(is_alone=False, cluster=settings.clickhouse_cluster)
    return Recovery(is_alone=not settings.clickhouse_url)


def name_part(batch: Batch, event_ids: Sequence[str], whole: int, recovery: Recovery) -> str:
    """The batch's token for all of its rows; for some of them one that follows from these.

    On a cluster what is left is what whole servers lack, and each of them compares its own part: there the batch's
    token keeps out an insert that another server is still carrying on. Who is alone takes for a batch in doubt a token
    that no table can know, so no table ignores what is inserted.
    """
    if batch.in_doubt and recovery.is_alone:
        return f"{batch.token}/new/{secrets.token_hex(16)}"
    if len(event_ids) == whole or recovery.cluster:
        return batch.token
    return f"{batch.token}/rest/{blake2b(','.join(event_ids).encode(), digest_size=16).hexdigest()}"


def check_no_writer(warehouse: Warehouse, token: str, cluster: str = "") -> None:
    """Raises ``WarehouseUnavailable`` while another worker, or one that died, is still writing the batch."""
    name, place = ("running_inserts_of_cluster", {"cluster": cluster}) if cluster else ("running_inserts", {})
    rows = warehouse.query(read_statement("ingest.duplicates", name), {"token": token, **place})
    if rows.parse_value(int):
        raise WarehouseUnavailable("another insert of this batch is still running")


def repair_batch(
    warehouse: Warehouse, batch: Batch, events: EventColumns, recovery: Recovery, wait_for_writer: Callable[[], None]
) -> bool:
    """Makes every table behind `events` agree with it for these events, whichever batch wrote them.

    Then what is stored of them is stored as a whole, and what is not leaves no trace by which it would be dropped as a
    duplicate. Events of months that have expired are left as they are. False if no row of any of them is stored.

    One look-up spares most of the comparison, in every mode and however the batch came into doubt: a row is compared
    by its event's id, and a conversion by that of its first report, so an id that neither `events` nor a table behind
    them names has nothing that could differ. Only sums name no events and may hold what every other table has lost:
    their hours are compared, each once a process.
    """
    check = partial(check_no_writer, warehouse, batch.token, recovery.cluster)
    check()
    since = find_events_since(warehouse, MARGIN_DAYS)
    rows = list_storable(events, int(since.timestamp() * 1000) if since else 0)
    if not rows:
        return True
    hours = list_hours(events, rows)
    conversions = {events["event_id"][row] for row in list_conversion_keys(events)}
    stored = query_stored_events(warehouse, make_ids([events["event_id"][row] for row in rows], conversions, hours))
    damaged: dict[str, Comparison] = {}
    if stored:
        wait_for_writer()
        damaged |= repair_rows(warehouse, make_ids(stored, conversions, hours), check, recovery.cluster)
    if recovery.is_alone and (others := recovery.compared.list_others(hours)):
        wait_for_writer()
        damaged |= repair_sums(warehouse, make_ids([], set(), others), check)
        recovery.compared.add(others)
    log_repaired(f"shard {batch.shard}", damaged)
    if damaged and not recovery.is_alone:
        log.warning("sums of the hours of these events may be wrong: run `prm verify --repair`")
    return bool(stored) or len(rows) < len(events["event_id"])


def complete_batch(
    warehouse: Warehouse, batch: Batch, events: EventColumns, columns: Columns, recovery: Recovery
) -> None:
    """Counts what is stored of the rows that were just inserted under a known token, and writes what is not.

    The log of tokens may have survived a power cut that the rows did not; then the insert was ignored, by `events` or
    by any table behind it: so all rows are compared.
    """
    written = query_written(warehouse, batch, events)
    _, missing = drop_rows(written, events, columns)
    if lost := len(events["event_id"]) - len(written):
        log.warning("shard %d: the insert of %d rows was ignored, inserting them without a token", batch.shard, lost)
        warehouse.insert("events", missing)
    repair_batch(warehouse, batch, events, recovery, lambda: None)


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
    start, end = list_bounds(events["timestamp_ms"])
    parameters: Parameters = {"batch": batch.batch_hash, "happened_from": start, "happened_to": end}
    found = warehouse.query(read_statement("ingest.duplicates", "written_ids"), parameters)
    written = set(found.parse_tuples(tuple[int, str]))
    keys = zip(events["site_id"], events["event_id"], strict=True)
    return frozenset(row for row, key in enumerate(keys) if key in written)


def list_missing_duplicates(warehouse: Warehouse, batch: Batch, duplicates: Sequence[Duplicate]) -> list[Duplicate]:
    """Those of the batch's duplicates that it has not stored."""
    if not duplicates:
        return []
    start, end = list_bounds([duplicate.event.received_ms for duplicate in duplicates])
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
