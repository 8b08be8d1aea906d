"""A batch in two stages: enriches it and drops duplicates; writes it, and finds rejected rows by halving."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from events.event import encode_event
from ingest.batch import Batch
from ingest.columns import EventColumns, make_event
from ingest.dead_letters.letter import DeadLetter
from ingest.duplicates.repeats import Duplicate, find_repeats, list_duplicates, make_duplicate_columns
from ingest.duplicates.stored import query_stored
from ingest.enrich.lookups import Lookups
from ingest.entries import decode_entries
from ingest.garbage import without_garbage_collection
from ingest.pipeline import Columns, enrich_columns
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


@dataclass(frozen=True, slots=True)
class PreparedBatch:
    """A batch ready to be written; ``events`` are those of the rows of ``columns``, with the entry of each."""

    batch: Batch
    events: EventColumns
    columns: Columns
    duplicates: Sequence[Duplicate]
    dead: Sequence[DeadLetter]


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
def prepare_batch(batch: Batch, warehouse: Warehouse, lookups: Lookups, on_stage: OnStage) -> PreparedBatch:
    """Decodes, and enriches while it queries what is stored; writes nothing; raises what the warehouse raises."""
    decoded = decode_entries(batch.entries)
    events: EventColumns = {**decoded.columns, "entry_id": decoded.entry_ids}
    with ThreadPoolExecutor(1, "ingest-query") as querying:
        stored = querying.submit(query_stored, warehouse, events, batch.batch_hash)
        columns = enrich_columns(events, batch.batch_hash, lookups)
    repeats = find_repeats(events, stored.result())
    kept_events, kept_columns = drop_rows(repeats, events, columns)
    on_stage(BatchStage.AFTER_ENRICH)
    return PreparedBatch(batch, kept_events, kept_columns, list_duplicates(events, repeats), decoded.dead)


@without_garbage_collection()
def write_batch(prepared: PreparedBatch, warehouse: Warehouse, on_stage: OnStage) -> Outcome:
    """Writes the batch; called again it writes the same rows once; raises what the warehouse raises."""
    batch, duplicates, sites = prepared.batch, prepared.duplicates, prepared.events["site_id"]
    if duplicates:
        warehouse.insert("duplicates", make_duplicate_columns(duplicates, batch.batch_hash), batch.token)
    on_stage(BatchStage.AFTER_DUPLICATES_INSERT)
    rejected = {row.index: row.reason for row in store_events(warehouse, prepared.columns, batch.token)}
    on_stage(BatchStage.AFTER_EVENTS_INSERT)
    dead = [_make_dead_letter(prepared.events, index, reason) for index, reason in rejected.items()]
    stored = [site for index, site in enumerate(sites) if index not in rejected] if rejected else sites
    return Outcome(stored, duplicates, [*prepared.dead, *dead])


def store_events(warehouse: Warehouse, columns: Columns, token: str) -> list[RejectedRow]:
    """Writes the rows in one INSERT and returns those that cannot be written.

    Raises :class:`StatementFailed` if ClickHouse rejects every one of several rows: then the fault is not in the
    rows, and they must wait.
    """
    rows = len(columns["event_id"])
    rejected = _insert_halves(warehouse, columns, token, 0) if rows else []
    if len(rejected) == rows > 1:
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


def _make_dead_letter(events: EventColumns, row: int, reason: str) -> DeadLetter:
    event = make_event(events, row)
    return DeadLetter(events["entry_id"][row], reason, encode_event(event), event.site_id)
