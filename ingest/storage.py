"""A batch in two stages: enriches it and drops duplicates; writes it, and finds rejected rows by halving."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from events.enums import Traffic
from events.event import encode_event
from ingest.batch import Batch
from ingest.columns import EventColumns, make_event
from ingest.conversion_keys import list_conversion_keys
from ingest.dead_letters.letter import DeadLetter
from ingest.duplicates.repeats import Duplicate, decide_rows, list_duplicates, make_duplicate_columns
from ingest.duplicates.reports import ConversionKey
from ingest.duplicates.stored import Stored, query_stored
from ingest.enrich.lookups import Lookups
from ingest.entries import decode_entries
from ingest.errors import BatchWritten
from ingest.folding import fold_conversions, put_later_reports
from ingest.garbage import without_garbage_collection
from ingest.payments.named import Payment, list_payments
from ingest.pipeline import Columns, enrich_columns
from ingest.recovery import (
    Recovery,
    complete_batch,
    list_missing_duplicates,
    name_part,
    query_written,
    repair_batch,
)
from ingest.rows import drop_rows
from warehouse.interface import StatementFailed, ValuesInvalid, Warehouse


class BatchStage(StrEnum):
    """How far the work on a batch is; tests kill the worker at each stage."""

    AFTER_READ = "after_read"
    AFTER_ENRICH = "after_enrich"
    AFTER_DUPLICATES_INSERT = "after_duplicates_insert"
    AFTER_EVENTS_INSERT = "after_events_insert"
    BEFORE_ACK = "before_ack"


OnStage = Callable[[BatchStage], None]

_TEST = Traffic.TEST.value


@dataclass(frozen=True, slots=True)
class PreparedBatch:
    """A batch ready to be written; ``events`` are those of the rows of ``columns``, with the entry of each.

    ``written`` are the rows that are stored already; ``folded`` are the conversions that have later reports in it.
    ``payments`` are named in the batch, by repeated events too: what these were to set off may never have been sent.
    """

    batch: Batch
    events: EventColumns
    columns: Columns
    duplicates: Sequence[Duplicate]
    dead: Sequence[DeadLetter]
    written: Collection[int] = ()
    folded: Collection[ConversionKey] = ()
    payments: Collection[Payment] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the lines of a batch; ``stored`` are the sites of the rows."""

    stored: Sequence[int]
    duplicates: Sequence[Duplicate]
    dead: Sequence[DeadLetter]

    def count(self) -> Counter[str]:
        """The counts of the hash SETTLED by field; lines that cannot be decoded are of site 0."""
        sites = {
            "stored": Counter(self.stored),
            "duplicates": Counter(duplicate.event.site_id for duplicate in self.duplicates),
            "dead": Counter(letter.site_id for letter in self.dead),
        }
        return Counter({f"{site}:{what}": n for what, counts in sites.items() for site, n in counts.items()})


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """The index of a row that ClickHouse will never take, and its error."""

    index: int
    reason: str


@without_garbage_collection()
def prepare_batch(
    batch: Batch,
    warehouse: Warehouse,
    lookups: Lookups,
    recovery: Recovery,
    on_stage: OnStage,
    wait_for_writer: Callable[[], None] = lambda: None,
) -> PreparedBatch:
    """Decodes, and enriches while it queries what is stored; of a batch in doubt it repairs first what is stored.

    ``wait_for_writer`` returns when this process writes nothing; it is called only before such a repair. Raises
    :class:`BatchWritten` for a batch that seemed to be new and has rows, and what the warehouse raises.
    """
    decoded = decode_entries(batch.entries)
    events: EventColumns = {**decoded.columns, "entry_id": decoded.entry_ids}
    conversion_keys = list_conversion_keys(events)
    keys = _name_conversions(events, conversion_keys)

    def query() -> tuple[bool, Stored]:
        may_have_ids = not batch.in_doubt or repair_batch(warehouse, batch, events, recovery, wait_for_writer)
        return may_have_ids, query_stored(warehouse, events, keys, batch.batch_hash, has_ids=may_have_ids)

    with ThreadPoolExecutor(1, "ingest-query") as querying:
        querying_stored = querying.submit(query)
        columns = enrich_columns(events, conversion_keys, batch.batch_hash, lookups)
    may_have_ids, stored = querying_stored.result()
    if stored.own_ids and not batch.in_doubt:
        raise BatchWritten(batch.token)
    repeats, decisions = decide_rows(events, keys, stored)
    columns = put_later_reports(columns, decisions.later)
    kept_events, kept_columns = drop_rows(repeats, events, columns)
    written = query_written(warehouse, batch, kept_events) if batch.in_doubt and may_have_ids else ()
    on_stage(BatchStage.AFTER_ENRICH)
    duplicates = list_duplicates(events, repeats, decisions.behind_import, columns["traffic"])
    folded = {keys[row] for row in decisions.later}
    payments = list_payments(events)
    return PreparedBatch(batch, kept_events, kept_columns, duplicates, decoded.dead, written, folded, payments)


@without_garbage_collection()
def write_batch(prepared: PreparedBatch, warehouse: Warehouse, recovery: Recovery, on_stage: OnStage) -> Outcome:
    """Writes what is not stored of the batch, then counts one in doubt; raises what the warehouse raises.

    The token is the fence against a worker that lost the shard and wakes up: both insert the same rows under it. Where
    there is no such worker nothing that was inserted can have been ignored, so nothing has to be counted.
    """
    batch, written = prepared.batch, prepared.written
    duplicates = prepared.duplicates
    has_known_token = batch.in_doubt and not recovery.is_alone
    if batch.in_doubt:
        duplicates = list_missing_duplicates(warehouse, batch, duplicates)
    if duplicates:
        token = name_part(batch, [each.event.event_id for each in duplicates], len(prepared.duplicates), recovery)
        warehouse.insert("duplicates", make_duplicate_columns(duplicates, batch.batch_hash), token)
    if has_known_token and (ignored := list_missing_duplicates(warehouse, batch, duplicates)):
        # The log of tokens survived a power cut that the rows did not.
        warehouse.insert("duplicates", make_duplicate_columns(ignored, batch.batch_hash))
    on_stage(BatchStage.AFTER_DUPLICATES_INSERT)
    events, columns = drop_rows(written, prepared.events, prepared.columns)
    token = name_part(batch, events["event_id"], len(prepared.events["event_id"]), recovery)
    with recovery.compared.forget_on_failure():
        rejected = {row.index: row.reason for row in store_events(warehouse, columns, token, is_rest=bool(written))}
    on_stage(BatchStage.AFTER_EVENTS_INSERT)
    if has_known_token:
        complete_batch(warehouse, batch, *drop_rows(rejected, events, columns), recovery)
    fold_conversions(warehouse, prepared.folded)
    dead = [_make_dead_letter(events, index, reason) for index, reason in rejected.items()]
    sites = prepared.events["site_id"]
    stored = [*(sites[row] for row in written), *drop_rows(rejected, events, {})[0]["site_id"]]
    return Outcome(stored, prepared.duplicates, [*prepared.dead, *dead])


def store_events(warehouse: Warehouse, columns: Columns, token: str, *, is_rest: bool = False) -> list[RejectedRow]:
    """Writes the rows in one INSERT and returns those that cannot be written.

    Raises :class:`StatementFailed` if ClickHouse rejects every one of several rows: then the fault is not in the
    rows, and they must wait. Of the rest of a batch that is written every row may have been rejected before.
    """
    rows = len(columns["event_id"])
    rejected = _insert_halves(warehouse, columns, token, 0) if rows else []
    if len(rejected) == rows > 1 and not is_rest:
        raise StatementFailed(rejected[0].reason)
    return rejected


def _insert_halves(warehouse: Warehouse, columns: Columns, token: str, first: int) -> list[RejectedRow]:
    """The halves have tokens of their own, so a repeated batch is halved and written in the same way."""
    try:
        warehouse.insert("events", columns, token)
    except ValuesInvalid as exc:
        rows = len(columns["event_id"])
        if rows == 1:
            return [RejectedRow(first, str(exc))]
        middle = rows // 2
        left = {name: values[:middle] for name, values in columns.items()}
        right = {name: values[middle:] for name, values in columns.items()}
        return [
            *_insert_halves(warehouse, left, f"{token}/0", first),
            *_insert_halves(warehouse, right, f"{token}/1", first + middle),
        ]
    return []


def _name_conversions(events: EventColumns, keys: Mapping[int, str]) -> dict[int, ConversionKey]:
    """The conversion of each row that reports one."""
    sites, traffic = events["site_id"], events["traffic"]
    return {row: ConversionKey(sites[row], key, traffic[row] == _TEST) for row, key in keys.items()}


def _make_dead_letter(events: EventColumns, row: int, reason: str) -> DeadLetter:
    event = make_event(events, row)
    return DeadLetter(events["entry_id"][row], reason, encode_event(event), event.site_id)
