"""A batch in two stages: decides what repeats and enriches the rest; writes, and finds refused rows by halving."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum

from events.event import encode_event
from ingest.batch import Batch
from ingest.columns import EventColumns, read_event
from ingest.dead_letters import DeadLetter
from ingest.duplicates import Duplicate, find_repeated, find_stored, list_duplicates, make_duplicate_columns
from ingest.enrich.sources import Sources
from ingest.entries import decode_entries
from ingest.garbage import without_collector
from ingest.pipeline import Columns, enrich_columns
from ingest.rows import drop_rows
from warehouse.interface import StatementFailed, ValuesInvalid, Warehouse


class Step(StrEnum):
    """Where the work on a batch has come to; for drills that kill it there."""

    AFTER_READ = "after_read"
    AFTER_ENRICH = "after_enrich"
    AFTER_DUPLICATES = "after_duplicates"
    AFTER_INSERT = "after_insert"
    BEFORE_ACK = "before_ack"


OnStep = Callable[[Step], None]


@dataclass(frozen=True, slots=True)
class Prepared:
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
        """The fields of the hash SETTLED, each with how many; dead lines are counted too, 0 is the unknown site."""
        sites = {
            "stored": Counter(self.stored),
            "duplicates": Counter(duplicate.event.site_id for duplicate in self.duplicates),
            "dead": Counter(letter.site_id for letter in self.dead),
        }
        return Counter({f"{site}:{what}": n for what, counts in sites.items() for site, n in counts.items()})


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """The index of a row that ClickHouse will never take, and what it said."""

    index: int
    reason: str


@without_collector()
def prepare_batch(batch: Batch, warehouse: Warehouse, sources: Sources, on_step: OnStep) -> Prepared:
    """Decodes, enriches and meanwhile asks what is stored; writes nothing; raises what the warehouse raises."""
    decoded = decode_entries(batch.entries)
    events: EventColumns = {**decoded.columns, "entry_id": decoded.origins}
    with ThreadPoolExecutor(1, "ingest-ask") as asking:
        stored = asking.submit(find_stored, warehouse, events, batch.number)
        columns = enrich_columns(events, batch.number, sources)
    repeated = find_repeated(events, stored.result())
    kept_events, kept_columns = drop_rows(repeated, events, columns)
    on_step(Step.AFTER_ENRICH)
    return Prepared(batch, kept_events, kept_columns, list_duplicates(events, repeated), decoded.dead)


@without_collector()
def write_batch(prepared: Prepared, warehouse: Warehouse, on_step: OnStep) -> Outcome:
    """Writes the batch, as often as it is called the same rows once; raises what the warehouse raises."""
    batch, duplicates, sites = prepared.batch, prepared.duplicates, prepared.events["site_id"]
    if duplicates:
        warehouse.insert("duplicates", make_duplicate_columns(duplicates, batch.number), batch.token)
    on_step(Step.AFTER_DUPLICATES)
    refused = {row.index: row.reason for row in store_events(warehouse, prepared.columns, batch.token)}
    on_step(Step.AFTER_INSERT)
    dead = [_make_letter(prepared.events, index, reason) for index, reason in refused.items()]
    stored = [site for index, site in enumerate(sites) if index not in refused] if refused else sites
    return Outcome(stored, duplicates, [*prepared.dead, *dead])


def store_events(warehouse: Warehouse, columns: Columns, token: str) -> list[RefusedRow]:
    """Writes the rows in one INSERT and gives back those that cannot be written.

    Raises :class:`StatementFailed` if ClickHouse refuses every one of several rows: then it is not the rows that are
    wrong, and they must wait.
    """
    rows = len(columns["event_id"])
    refused = _insert_halves(warehouse, columns, token, 0) if rows else []
    if len(refused) == rows > 1:
        raise StatementFailed(refused[0].reason)
    return refused


def _insert_halves(warehouse: Warehouse, columns: Columns, token: str, first: int) -> list[RefusedRow]:
    """The halves have tokens of their own, so a batch that is repeated is halved and written in the same way."""
    try:
        warehouse.insert("events", columns, token)
    except ValuesInvalid as exc:
        rows = len(columns["event_id"])
        if rows == 1:
            return [RefusedRow(first, str(exc))]
        middle = rows // 2
        left = {name: values[:middle] for name, values in columns.items()}
        right = {name: values[middle:] for name, values in columns.items()}
        return [
            *_insert_halves(warehouse, left, f"{token}/0", first),
            *_insert_halves(warehouse, right, f"{token}/1", first + middle),
        ]
    return []


def _make_letter(events: EventColumns, row: int, reason: str) -> DeadLetter:
    event = read_event(events, row)
    return DeadLetter(events["entry_id"][row], reason, encode_event(event), event.site_id)
